"""
What the operator decides: secrets and addresses from the environment, everything else from ``meetbot.yaml``.

Both are read once, at start, into objects that do not change; the rest of the code is handed values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from meetbot.texts import Wording
from meetbot.yamlfiles import Strict, read, validate

TELEGRAM = "https://api.telegram.org"
LIVE_DATABASE = "sqlite:///var/meetbot.db"
# The local chat never touches the live database, whatever MEETBOT_DATABASE_URL says.
LOCAL_DATABASE = "sqlite:///var/local.db"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    if not all(part.isdecimal() for part in parts):
        raise ValueError("write the Telegram ids of the first admins, numbers apart by commas")
    return parts


@dataclass(frozen=True)
class SmtpAddress:
    """Where mail is handed over. ``is_tls``: encrypted from the first byte (smtps); else by STARTTLS."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def smtp_address(url: str) -> SmtpAddress:
    """``smtp[s]://user:pass@host:port``; ports are 587 and 465 where none is named. Raises ValueError, without the value."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if (
        parts.scheme not in {"smtp", "smtps"}
        or not host
        or port == 0
        or parts.path not in {"", "/"}
        or (parts.query + parts.fragment)
        or (parts.username is None) != (parts.password is None)
    ):
        raise ValueError(
            "write smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465; signs like @ : / in the "
            "password as %40 %3A %2F"
        )
    is_tls = parts.scheme == "smtps"
    return SmtpAddress(
        host, port or (465 if is_tls else 587), is_tls, unquote(parts.username or ""), unquote(parts.password or "")
    )


# One address, in ASCII: what stands in From and ORGANIZER is carried by every server.
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SITE_FILE = "meetbot.yaml"


class Settings(BaseSettings):
    """The environment, prefix ``MEETBOT_`` (design, section 4). Empty variables count as absent."""

    model_config = SettingsConfigDict(
        env_prefix="MEETBOT_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    token: SecretStr | None = Field(default=None, description="bot token; absent: the local chat")
    api_url: str = Field(default=TELEGRAM, description="root of the Bot API server")
    proxy: SecretStr | None = Field(
        default=None, description="HTTP or SOCKS5 proxy towards Telegram; may hold a password"
    )
    database_url: SecretStr = Field(default=SecretStr(LIVE_DATABASE), description="SQLAlchemy URL; may hold a password")
    admins: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)] = Field(
        default=(), description="Telegram ids of the first admins"
    )
    http: str = Field(default="127.0.0.1:8080", description="host:port of the web side")
    public_url: str | None = Field(default=None, description="how the outside reaches the web side")
    updates: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = Field(default=None, description="absent: derived from the token")
    smtp_url: SecretStr | None = Field(
        default=None, description="mail server for invitations, smtp[s]://user:password@host:port"
    )
    mail_from: str | None = Field(default=None, description="who invitations come from, and answers go to")
    log: Literal["lines", "json"] = Field(default="lines", description="how the log is written: for people or machines")
    config: Path = Path("config")

    @property
    def is_local(self) -> bool:
        """Whether the bot talks to the local chat instead of Telegram."""
        return self.token is None

    @property
    def can_mail(self) -> bool:
        """Whether invitations go out by mail."""
        return self.smtp_url is not None

    @property
    def http_address(self) -> tuple[str, int]:
        """Host and port of the web side."""
        host, _, port = self.http.rpartition(":")
        return host.strip("[]"), int(port)

    @field_validator("http")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError("write host:port, for example 127.0.0.1:8080")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            smtp_address(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL_ADDRESS.fullmatch(value):
            raise ValueError("write one mail address, for example meetings@example.org")
        return value

    @model_validator(mode="after")
    def _mail_needs_both(self) -> Settings:
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("MEETBOT_SMTP_URL and MEETBOT_MAIL_FROM go together: set both, or neither")
        return self

    @field_validator("public_url", "api_url")
    @classmethod
    def _root_url(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("write the whole address, for example https://meet.example.org")
        return value.rstrip("/") if value else value


class Hours(Strict):
    """Opening hours of one weekday, wall time."""

    opens: time
    closes: time


class Office(Strict):
    """Who stands behind the bot: the ORGANIZER of calendar files and the address in texts."""

    name: Wording
    email: str = Field(pattern=r"^[^@\s<>\"]+@[^@\s<>\"]+$")
    phone: str = ""


class Site(Strict):
    """``meetbot.yaml``: the building and its rules of booking."""

    name: Wording
    time_zone: str
    office: Office
    opening: dict[Weekday, Hours] = Field(description="a weekday that is absent is closed")
    closed_days: frozenset[date] = frozenset()
    makeup_workdays: dict[date, Weekday] = Field(
        default={}, description="a day that is worked instead (调休), with the weekday whose hours it has"
    )
    asks_at: time = Field(
        default=time(10),
        description="when organisers are asked what can wait until they are at their desk, on working days",
    )
    step_minutes: Literal[5, 10, 15, 30, 60] = 15
    longest_booking_hours: int = Field(default=72, ge=1, le=24 * 31)
    ahead_days: int = Field(default=365, ge=1, le=3660, description="how far ahead one may book")
    keep_files_days: int = Field(
        default=730,
        ge=30,
        le=36_500,
        description="photos and other files are dropped so long after they were last used",
    )
    keep_guests_days: int = Field(
        default=365,
        ge=7,
        le=36_500,
        description="guests' names and addresses, and names on name lists, go so long after the meeting",
    )
    series_dates: int = Field(default=200, ge=2, le=1000, description="how many dates a repeating meeting may have")
    colleagues_book: bool = Field(
        default=True, description="whether organisers may book in the name of a colleague of their own department"
    )
    feed_days_back: int = Field(default=30, ge=0, le=366, description="how far back calendar feeds reach")
    feed_days_ahead: int = Field(default=180, ge=1, le=1100, description="how far ahead calendar feeds reach")
    extra_font: Path | None = Field(default=None, description="for characters the packaged font lacks")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("this is no IANA time zone; write for example Asia/Shanghai") from None
        return value

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Site:
        for day, hours in self.opening.items():
            if hours.opens >= hours.closes:
                raise ValueError(f"opening on {day} closes before it opens")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=self.step_minutes)

    @property
    def longest_booking(self) -> timedelta:
        return timedelta(hours=self.longest_booking_hours)

    def hours_on(self, day: date) -> Hours | None:
        """When the site is open on a local day; none when it is closed."""
        if day in self.closed_days:
            return None
        return self.opening.get(self.makeup_workdays.get(day, WEEKDAYS[day.weekday()]))

    def is_workday(self, day: date) -> bool:
        """Whether people work on a local day: Monday to Friday without closed days, and make-up workdays (调休)."""
        if day in self.closed_days:
            return False
        return day in self.makeup_workdays or day.weekday() < 5

    def next_opening(self, moment: datetime) -> datetime:
        """When the site opens on its next working day, in UTC; a day later where there is none within a year."""
        today = moment.astimezone(self.zone).date()
        for day in (today + timedelta(days=count) for count in range(1, 366)):
            hours = self.hours_on(day)
            if hours is not None and self.is_workday(day):
                return datetime.combine(day, hours.opens, self.zone).astimezone(UTC)
        return moment + timedelta(days=1)


def read_site(folder: Path) -> Site:
    """The site of a config folder. Raises ConfigProblems naming every mistake."""
    return validate(read(folder / SITE_FILE), Site)
