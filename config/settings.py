"""How the process runs: `TELEMON_*` from the environment or `.env`. Nothing else reads either."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from monitor.core.delivery import SmtpSecurity
from monitor.core.errors import SettingsError

PREFIX = "TELEMON_"
Network = IPv4Network | IPv6Network


def _domain_of_sender(data: dict[str, Any]) -> str:
    return parseaddr(data.get("mail_from", ""))[1].rpartition("@")[2] or "localhost"


class Settings(BaseSettings):
    """How this process runs. A field `smtp_host` is read from `TELEMON_SMTP_HOST`.

    The environment wins over `.env` in the working directory; an empty value counts as not set.
    The description of each field tells what to write; errors and documentation quote it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default=Path("telemon-home"), description="a folder")
    database_url: str | None = Field(
        default=None,
        repr=False,
        description="sqlite:////path/to/file or postgresql+psycopg://user:password@host/database; "
        "leave it out for a SQLite file in the home folder",
    )
    smtp_host: str | None = Field(
        default=None, description="a host name; leave it out and mails go to outbox/*.eml"
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="a port from 1 to 65535")
    smtp_security: SmtpSecurity = Field(
        default=SmtpSecurity.STARTTLS, description="starttls, tls or none"
    )
    smtp_user: str | None = Field(default=None, description="the login name")
    smtp_password: SecretStr | None = Field(default=None, description="the password of the login")
    mail_from: str = Field(
        default="telemon <telemon@localhost>",
        description="an address, with or without a name: telemon <telemon@example.org>",
    )
    mail_domain: str = Field(
        default_factory=_domain_of_sender,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="a domain, as example.org; by default the domain of TELEMON_MAIL_FROM",
    )
    bind: str = Field(
        default="127.0.0.1:8080", description="host:port, as 127.0.0.1:8080 or [::1]:8080"
    )
    public_url: str | None = Field(
        default=None,
        description="the address people reach the page at, as https://telemon.example.org",
    )
    allow_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), description="networks with commas between them, as 10.0.0.0/8,fd00::/8"
    )
    fetch_timeout: float = Field(
        default=20.0, gt=0, le=600, description="seconds for one whole fetch, from 0.1 to 600"
    )
    fetch_concurrency: int = Field(
        default=50, ge=1, le=1000, description="fetches at the same time, from 1 to 1000"
    )
    host_spacing: float = Field(
        default=0.5,
        ge=0,
        le=60,
        description="seconds between the starts of two fetches from one host, 0 to 60",
    )
    article_spacing: float = Field(
        default=2.0,
        ge=0,
        le=600,
        description="seconds between the starts of two fetches of pages from one host, 0 to 600; a "
        "longer Crawl-delay of the host is kept",
    )
    article_text: Literal["excerpt", "all"] = Field(
        default="excerpt",
        description="excerpt or all: how much is kept of a text that only the entry's page has",
    )
    poll_interval: float = Field(
        default=900.0,
        ge=1,
        le=86400,
        description="seconds, 1 to 86400: the mean over all feeds; busy ones are polled more often, "
        "quiet ones less",
    )
    max_bytes: int = Field(
        default=5_000_000, ge=1000, description="bytes of one answer as it travels, at least 1000"
    )
    max_inflated_bytes: int = Field(
        default=20_000_000, ge=1000, description="bytes of one answer unpacked, at least 1000"
    )
    parse_processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="processes that parse feeds, from 1 to 256; by default one a processor",
    )
    read_processes: int = Field(
        default_factory=lambda: min((os.cpu_count() or 1) - 1, 3),
        ge=0,
        le=64,
        description="processes that help to read where hundreds of entries are new at once, from 0 "
        "to 64; by default one a processor but the first, at most 3",
    )
    summary_url: str | None = Field(
        default=None,
        description="the base address of an OpenAI-compatible endpoint, as https://llm.example.org/v1; "
        "leave it out and no model writes summaries",
    )
    summary_model: str | None = Field(
        default=None,
        validate_default=True,
        description="the name of the model, which TELEMON_SUMMARY_URL needs",
    )
    summary_key: SecretStr | None = Field(default=None, description="the key of the endpoint")
    summary_timeout: float = Field(
        default=30.0, gt=0, le=600, description="seconds for one summary, from 0.1 to 600"
    )
    keep_days: int = Field(default=400, ge=1, description="days an entry is kept, at least 1")
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="debug, info, warning or error"
    )
    sqlite_max_pages: int | None = Field(
        default=None,
        ge=1,
        description="pages of 4096 bytes the SQLite file may have; leave it out for no limit",
    )

    @property
    def host(self) -> str:
        """The address the page listens on, an IPv6 address without its brackets."""
        return _host_port(self.bind)[0]

    @property
    def port(self) -> int:
        """The port the page listens on; 0 lets the system choose."""
        return _host_port(self.bind)[1]

    @field_validator("bind")
    @classmethod
    def _bind_has_host_and_port(cls, value: str) -> str:
        _host_port(value)
        return value

    @field_validator("log_level", "smtp_security", mode="before")
    @classmethod
    def _any_case(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _networks_with_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(
            ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip()
        )

    @field_validator("mail_from")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        local, _, domain = parseaddr(value)[1].rpartition("@")
        if not local or not domain or any(sign in value for sign in "\r\n"):
            raise ValueError("no address in it")
        return value

    @field_validator("summary_model")
    @classmethod
    def _summaries_have_a_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("summary_url") is not None:
            raise ValueError("missing")
        return value

    @field_validator("public_url", "summary_url")
    @classmethod
    def _address_is_of_the_web(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("not an http or https address")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if scheme in ("postgres", "postgresql"):
            scheme = "postgresql+psycopg"
        if not separator or scheme not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("neither SQLite nor PostgreSQL")
        if scheme == "sqlite" and rest.lstrip("/") in ("", ":memory:"):
            raise ValueError("it names no file, and a database in memory keeps nothing")
        port = rest.rpartition("@")[2].partition("/")[0].partition(":")[2]
        if scheme != "sqlite" and port.isalnum() and not port.isdigit():
            raise ValueError("its port is no number")
        return f"{scheme}://{rest}"


def load_settings(**overrides: object) -> Settings:
    """The settings of this process; an override that is not None wins over the environment.

    Raises SettingsError that names every wrong variable and what to write.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        problems = {
            _advice(str(one["loc"][0]), one["msg"])
            for one in error.errors()
            if one["type"] != "default_factory_not_called"  # follows from another one
        }
        raise SettingsError("\n".join(sorted(problems))) from error
    except UnicodeDecodeError as error:
        raise SettingsError(".env is not UTF-8: save it as UTF-8") from error


def read_environment() -> dict[str, str]:
    """Every variable of `.env` in the working directory and of the environment, which wins.

    Meant for `${NAME}` in the operator's files.
    """
    try:
        written = dotenv_values(".env", encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(".env is not UTF-8: save it as UTF-8") from error
    return {name: value for name, value in written.items() if value is not None} | dict(os.environ)


def unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each `TELEMON_*` that is no setting; such a variable changes nothing."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    for name in sorted(environment):
        if name.startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name, known, n=1)
            yield f"{name} is no setting" + (f"; did you mean {near[0]}?" if near else "")


def _advice(field: str, message: str) -> str:
    known = Settings.model_fields.get(field)
    told = message.removeprefix("Value error, ")
    told = told[:1].lower() + told[1:]
    return f"{PREFIX}{field.upper()}: {told}; write {known.description if known else 'less'}"


def _host_port(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise ValueError("not a host and a port")
    return host, int(port)
