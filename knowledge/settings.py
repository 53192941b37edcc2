"""The closed list of settings in ``config.yaml``; the file's comments say what each does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from knowledge.access import Role

_HOST = r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[^/\s?#]+)*$"  # perhaps with the beginning of a path
_HOSTS = (
    "gov.vn", "baogialai.com.vn", "baohaiduong.vn", "baomoi.net.vn", "baoninhthuan.com.vn",
    "baotintuc.vn", "baovannghe.vn", "bnews.vn", "chinhphu.vn", "dantri.com.vn", "dcs.vn",
    "dulieuphapluat.vn", "github.com/diepxuan/diepxuan.github.io",
    "github.com/leanhvu-ktnn/DANANG_CQ2Cap_KTNN", "hanoimoi.vn", "hethongphapluat.com",
    "hethongphapluat.vn", "hoatieu.vn", "huengaynay.vn", "kinhtedothi.vn", "lawnet.vn",
    "luatvietnam.vn", "nguongmo.com", "nhansu.vn", "pgdphurieng.edu.vn", "phapluatcongdong.vn",
    "thiduakhenthuongvn.org.vn", "thoibaotaichinhvietnam.vn", "thuviennhadat.vn",
    "thuvienphapluat.com", "thuvienphapluat.vn", "trogiupluat.vn", "vanban123.vn", "vbpl.vn",
    "vietjack.me", "vietnamnet.vn", "vietnamplus.vn", "vneconomy.vn", "vnexpress.net", "vov.vn",
    "wikisource.org",
)  # fmt: skip


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ModelSettings(_Section):
    """The optional language model."""

    name: str = Field(min_length=1)
    base_url: str | None
    timeout_seconds: int = Field(ge=1, le=300)
    max_calls: int = Field(ge=1, le=20)


class EmbeddingSettings(_Section):
    """The embedding engine."""

    model: str = Field(min_length=1)
    revision: str | None
    query_prompt: str | None
    passage_prompt: str | None
    batch_size: int = Field(ge=1, le=1024)
    foreground_passages: int = Field(ge=0)


class RerankSettings(_Section):
    """A cross-encoder that reads the best passages again."""

    model: str = Field(min_length=1)
    revision: str | None
    candidates: int = Field(ge=2, le=200)


class RetrievalSettings(_Section):
    """Fusion of the engines."""

    top_k: int = Field(ge=1, le=50)
    accented_weight: float = Field(ge=0, le=1)
    folded_weight: float = Field(ge=0, le=1)
    vector_weight: float = Field(ge=0, le=1)
    vector_candidates: int = Field(ge=1, le=1000)
    restore_below: float = Field(ge=0, le=1)
    home_share: float = Field(ge=0, le=1)
    rerank: RerankSettings | None

    @model_validator(mode="after")
    def _some_words(self) -> RetrievalSettings:
        if self.accented_weight + self.folded_weight == 0:
            raise ValueError("accented_weight và folded_weight không thể cùng bằng 0")
        return self


class AnswerSettings(_Section):
    """Length of answers."""

    max_characters: int = Field(ge=100, le=4000)
    max_citations: int = Field(ge=1, le=10)
    default_province: str | None


class IngestSettings(_Section):
    """Limits of reading and cutting."""

    max_bytes: int = Field(ge=1)
    passage_syllables: int = Field(ge=20)
    longest_passage_syllables: int = Field(ge=40)
    processes: int = Field(ge=0, le=64)
    file_seconds: int = Field(ge=1, le=3600)
    scan_page_seconds: int = Field(ge=1, le=3600)
    file_memory_bytes: int = Field(ge=256 * 1024 * 1024)
    file_output_bytes: int = Field(ge=1024)
    keep_indexes: int = Field(ge=1, le=50)

    @model_validator(mode="after")
    def _ordered(self) -> IngestSettings:
        if self.longest_passage_syllables < self.passage_syllables:
            raise ValueError("longest_passage_syllables phải từ passage_syllables trở lên")
        return self


class StateSettings(_Section):
    """Where conversations and evidence are kept."""

    url: str | None
    dialogue_hours: int = Field(ge=1, le=8760)
    answer_days: int = Field(default=90, ge=1, le=3650)


class AccessSettings(_Section):
    """Who may use the assistant, and how much."""

    guest_role: Role | None
    most_questions: int = Field(ge=1, le=10_000)
    within_seconds: int = Field(ge=1, le=3600)
    code_hours: int = Field(ge=1, le=720)
    contact: str | None = Field(max_length=300)
    admin_chat: int | None = None


class LinkSettings(_Section):
    """Which links are left in what people see."""

    allowed: tuple[Annotated[str, Field(pattern=_HOST)], ...] = Field(default=_HOSTS, strict=False)


class WebhookSettings(_Section):
    """Where Telegram calls, and where the bot listens behind the server that holds the address."""

    url: str = Field(pattern=r"^https?://\S+$")
    listen: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    path: str = Field(pattern=r"^/\S*$")


class HealthSettings(_Section):
    """Where the bot says how it is."""

    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)


class TelegramSettings(_Section):
    """The Telegram channel."""

    base_url: str | None
    pace: Literal["learned", "always"] = "learned"
    stop_seconds: int = Field(default=10, ge=0, le=600)
    webhook: WebhookSettings | None = None
    health: HealthSettings | None = None


class Settings(_Section):
    """All of ``config.yaml``."""

    data_dir: str = Field(min_length=1)
    time_zone: str
    threads: int = Field(ge=0, le=256)
    model: ModelSettings
    embedding: EmbeddingSettings
    retrieval: RetrievalSettings
    answer: AnswerSettings
    ingest: IngestSettings
    state: StateSettings
    access: AccessSettings
    links: LinkSettings = LinkSettings()
    telegram: TelegramSettings

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("không có múi giờ này; ví dụ Asia/Ho_Chi_Minh") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are understood."""
        return ZoneInfo(self.time_zone)

    @property
    def thread_count(self) -> int:
        """Processor threads to use, at least one."""
        return self.threads or os.cpu_count() or 1


def data_folder(
    settings: Settings, config_file: Path, chosen: str | None, environment: Mapping[str, str]
) -> Path:
    """Return the data folder: ``--data``, else ``TRO_LY_DATA``, else the setting."""
    named = chosen or environment.get("TRO_LY_DATA")
    return Path(named) if named else config_file.resolve().parent / settings.data_dir
