"""The fake's files: what people and the bot send, and what the bot fetches."""

from __future__ import annotations

import mimetypes
import re
import struct
from typing import Any, NamedTuple

from telegram.constants import FileSizeLimit

from tests.fake_telegram_checks import Json, RefusalError, caption_content

_PART = re.compile(rb'name="([^"]*)"(?:; filename="([^"]*)")?')


class Upload(NamedTuple):
    """A file in a call."""

    name: str
    content: bytes


def multipart(raw: bytes, content_type: str) -> Json:
    """Return the parameters of a ``multipart/form-data`` body, ``attach://`` resolved."""
    boundary = b"--" + content_type.split("boundary=")[1].strip('"').encode()
    params: Json = {}
    for part in raw.split(boundary)[1:-1]:
        head, _, body = part[2:].partition(b"\r\n\r\n")
        name, file = _PART.search(head).groups()
        value = body[: -len(b"\r\n")]
        named = None if file is None else Upload(file.decode(), value)
        params[name.decode()] = named or value.decode()
    attached = {key for value in params.values() if (key := _attached(value))}
    given = {name: params[_attached(value) or name] for name, value in params.items()}
    return {name: value for name, value in given.items() if name not in attached}


def _attached(value: Any) -> str:
    return value.removeprefix("attach://") if str(value).startswith("attach://") else ""


class Files:
    """What :class:`tests.fake_telegram_api.FakeTelegram` knows of files."""

    def send_file(
        self,
        chat_id: int,
        name: str | None,
        content: bytes | str,
        caption: str | None = None,
        **more: Any,
    ) -> Json:
        """Let a person send a document; ``more`` are further fields of the message."""
        raw = content.encode() if isinstance(content, str) else content
        document = self._stored(Upload(name or "", raw), "documents")
        if name is None:
            del document["file_name"]
        shown = {"document": document} | ({"caption": caption} if caption is not None else {})
        return self.say(chat_id, **shown, **more)

    def content(self, file_id: str) -> bytes:
        """Return the bytes of a file that was sent by either side."""
        return self._files[file_id]["content"]

    def download(self, path: str) -> tuple[int, Json | bytes]:
        """Return status and body for the path of a file."""
        fault = self._fault("download", {})
        if fault:
            return fault.get("code", 500), {"ok": False, "description": "fault"}
        with self._changed:
            for file in self._files.values():
                if file["path"] == path:
                    return 200, file["content"]
        return 404, {"ok": False, "error_code": 404, "description": "Not Found"}

    def _stored(self, file: Upload, folder: str) -> Json:
        with self._changed:
            number = len(self._files) + 1
            ending = file.name.rpartition(".")[2][:8] if "." in file.name else "bin"
            path = f"{folder}/file_{number}.{ending}"
            self._files[f"file{number}"] = {"content": file.content, "path": path}
        about = {"file_id": f"file{number}", "file_unique_id": f"u{number}"}
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return about | {"file_name": file.name, "mime_type": kind, "file_size": len(file.content)}

    def _get_file(self, token: str, params: Json) -> Json:
        with self._changed:
            file = self._files.get(params["file_id"])
        if file is None:
            raise RefusalError(
                400, "Bad Request: wrong file_id or the file is temporarily unavailable"
            )
        size = len(file["content"])
        if size > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise RefusalError(400, "Bad Request: file is too big")
        about = {"file_id": params["file_id"], "file_unique_id": params["file_id"]}
        return about | {"file_size": size, "file_path": file["path"]}

    def _send_photo(self, token: str, params: Json) -> Json:
        chat = self._chat(params)
        file, shown = _upload(params, "photo"), caption_content(params)
        size = len(file.content)
        if size > FileSizeLimit.PHOTOSIZE_UPLOAD:
            raise RefusalError(
                400,
                f"Bad Request: file of size {size} bytes is too big for a photo; "
                f"the maximum size is {int(FileSizeLimit.PHOTOSIZE_UPLOAD)} bytes",
            )
        width, height = _png_size(file.content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise RefusalError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        kept = self._stored(file, "photos")
        photo = {key: kept[key] for key in ("file_id", "file_unique_id", "file_size")}
        photo |= {"width": width, "height": height}
        return self._sent(token, chat, params, {"photo": [photo]} | shown)

    def _send_document(self, token: str, params: Json) -> Json:
        chat = self._chat(params)
        file, shown = _upload(params, "document"), caption_content(params)
        return self._sent(
            token, chat, params, {"document": self._stored(file, "documents")} | shown
        )


def _upload(params: Json, name: str) -> Upload:
    file = params[name]
    if not isinstance(file, Upload):
        raise RefusalError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    if not file.content:
        raise RefusalError(400, "Bad Request: file must be non-empty")
    if len(file.content) > FileSizeLimit.FILESIZE_UPLOAD:
        raise RefusalError(413, "Request Entity Too Large")
    return file


def _png_size(content: bytes) -> tuple[int, int]:
    """Return width and height; of the formats Telegram takes the bot sends PNG only."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < 24:
        raise RefusalError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    return struct.unpack(">II", content[16:24])
