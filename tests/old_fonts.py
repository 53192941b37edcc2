"""Unicode to the old one-byte fonts, written from their published tables, to test the way back."""

from __future__ import annotations

import unicodedata

_TCVN3_LOWER = {
    "à": "µ", "ả": "¶", "ã": "·", "á": "¸", "ạ": "¹", "ằ": "»", "ẳ": "¼", "ẵ": "½", "ắ": "¾",
    "ặ": "Æ", "ầ": "Ç", "ẩ": "È", "ẫ": "É", "ấ": "Ê", "ậ": "Ë", "è": "Ì", "ẻ": "Î", "ẽ": "Ï",
    "é": "Ð", "ẹ": "Ñ", "ề": "Ò", "ể": "Ó", "ễ": "Ô", "ế": "Õ", "ệ": "Ö", "ì": "×", "ỉ": "Ø",
    "ĩ": "Ü", "í": "Ý", "ị": "Þ", "ò": "ß", "ỏ": "á", "õ": "â", "ó": "ã", "ọ": "ä", "ồ": "å",
    "ổ": "æ", "ỗ": "ç", "ố": "è", "ộ": "é", "ờ": "ê", "ở": "ë", "ỡ": "ì", "ớ": "í", "ợ": "î",
    "ù": "ï", "ủ": "ñ", "ũ": "ò", "ú": "ó", "ụ": "ô", "ừ": "õ", "ử": "ö", "ữ": "÷", "ứ": "ø",
    "ự": "ù", "ỳ": "ú", "ỷ": "û", "ỹ": "ü", "ý": "ý", "ỵ": "þ", "ă": "¨", "â": "©", "ê": "ª",
    "ô": "«", "ơ": "¬", "ư": "\xad", "đ": "®",
}  # fmt: skip
_TCVN3_UPPER = {"Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Đ": "§"}
_VNI_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "": ""}
_VNI_HAT = {"\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
_VNI_BREVE = {"\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}
_VNI_WHOLE = {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
_VISCII = (  # RFC 1456, from 0x80
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừử"
    "ÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_TONES = "\u0300\u0301\u0309\u0303\u0323"


def to_tcvn3(text: str) -> str:
    """Return NFC text as a file in a .VnTime font holds it, read as Latin letters.

    Capitals with a tone have no code in TCVN3 (typists changed to a font of capitals), so such
    text cannot come back and is refused.
    """
    out: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in "ẢÃẠÀÁ" or (letter.lower() in _TCVN3_LOWER and letter != letter.lower()
                                 and letter not in _TCVN3_UPPER):  # fmt: skip
            raise ValueError(letter)
        out.append(_TCVN3_LOWER.get(letter) or _TCVN3_UPPER.get(letter) or letter)
    return "".join(out)


def to_viscii(text: str) -> str:
    """Return NFC text as a file in VISCII holds it, read as Latin letters."""
    codes = {letter: chr(0x80 + place) for place, letter in enumerate(_VISCII)}
    return "".join(codes.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> str:
    """Return NFC text as a file in a VNI font holds it, read as Latin letters."""
    return "".join(map(_vni, unicodedata.normalize("NFC", text)))


def _vni(letter: str) -> str:
    small = letter.lower()
    if small in _VNI_WHOLE:
        code = _VNI_WHOLE[small]
    else:
        parts = unicodedata.normalize("NFD", small)
        if len(parts) == 1:
            return letter
        tone = next((mark for mark in parts if mark in _TONES), "")
        if "\u0302" in parts:
            mark, base = _VNI_HAT[tone], parts[0]
        elif "\u0306" in parts:
            mark, base = _VNI_BREVE[tone], parts[0]
        else:
            base = {"o": "ô", "u": "ö"}[parts[0]] if "\u031b" in parts else parts[0]
            mark = _VNI_TONES[tone]
        code = base + mark
    return code.upper() if letter != small else code
