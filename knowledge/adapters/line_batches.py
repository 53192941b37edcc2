"""Lines of a byte stream as they arrive, so that an answer can follow each of them at once."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

_CHUNK = 65_536  # bytes


def line_batches(source: io.RawIOBase) -> Iterator[list[str]]:
    """Yield the lines that have arrived, without their line breaks.

    A stream read quickly gives large batches, one that is typed or answered line by line gives
    single lines. Lines end as in text files: line feed, carriage return or both. Bytes that are
    not UTF-8 become lone surrogates.

    Args:
        source: an unbuffered binary stream, whose reads return what has arrived.
    """
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder("utf-8")("surrogateescape"), translate=True
    )
    begun: list[str] = []  # parts of a line that has not ended
    while chunk := source.read(_CHUNK):
        *ended, rest = decoder.decode(chunk).split("\n")
        if ended:
            begun.append(ended[0])
            yield ["".join(begun), *ended[1:]]
            begun.clear()
        begun.append(rest)
    begun.append(decoder.decode(b"", final=True))
    last = "".join(begun).removesuffix("\n")
    if last:
        yield [last]
