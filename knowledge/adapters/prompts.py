"""Prompt files: Markdown with a small header, one file per prompt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from yaml import YAMLError, safe_load

from knowledge.adapters.files import check_model
from knowledge.errors import DataFileError


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    version: int
    purpose: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and where it comes from.

    Attributes:
        id: name of the prompt.
        version: raised with every change of wording.
        body: the text for the model.
    """

    id: str
    version: int
    body: str


def load_prompt(path: Path) -> Prompt:
    """Return one prompt file.

    Raises:
        DataFileError: it is absent, has no header between ``---`` lines, or an unknown key.
    """
    try:
        _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
        fields = check_model(safe_load(header), _Header, path.name)
    except OSError as error:
        raise DataFileError(f"{path.name}: {error.strerror or error}") from error
    except (ValueError, YAMLError) as error:
        reason = "thiếu phần đầu giữa hai dòng ---, hoặc phần đầu không phải YAML"
        raise DataFileError(f"{path.name}: {reason}") from error
    return Prompt(fields.id, fields.version, body.strip())
