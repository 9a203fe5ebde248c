"""Settings: what the environment says, and what is told when it is wrong."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from config.settings import (
    PREFIX,
    Settings,
    load_settings,
    read_environment,
    unknown_variables,
)
from monitor.core.delivery import SmtpSecurity
from monitor.core.errors import SettingsError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine that runs the tests, and no .env of its folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_need_be_set() -> None:
    settings = load_settings()

    assert settings.home == Path("telemon-home")
    assert settings.database_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.smtp_security is SmtpSecurity.STARTTLS
    assert settings.mail_domain == "localhost"
    assert settings.allow_networks == ()


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEMON_ALLOW_NETWORKS", "127.0.0.0/8, ::1/128")
    monkeypatch.setenv("TELEMON_MAIL_FROM", "News <news@example.org>")
    monkeypatch.setenv("TELEMON_BIND", "[::1]:9000")
    monkeypatch.setenv("TELEMON_LOG_LEVEL", "debug")
    monkeypatch.setenv("TELEMON_PUBLIC_URL", "https://news.example.org/")

    settings = load_settings()

    assert settings.allow_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert settings.mail_domain == "example.org"
    assert (settings.host, settings.port) == ("::1", 9000)
    assert settings.log_level == "DEBUG"
    assert settings.public_url == "https://news.example.org"


def test_the_environment_wins_over_the_file_and_an_override_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text(
        "TELEMON_SMTP_PORT=25\nTELEMON_KEEP_DAYS=7\nTELEMON_HOME=a\nTELEMON_NO_SUCH=1\nOTHER=x\n"
    )
    monkeypatch.setenv("TELEMON_SMTP_PORT", "2525")

    settings = load_settings(home=Path("b"), keep_days=None)

    assert (settings.smtp_port, settings.keep_days, settings.home) == (2525, 7, Path("b"))


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEMON_DATABASE_URL", "")

    assert load_settings().database_url is None


def test_every_wrong_variable_is_named_with_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "SMTP_PORT": "many",
        "SMTP_SECURITY": "ssl",
        "BIND": "8080",
        "ALLOW_NETWORKS": "intranet",
        "FETCH_TIMEOUT": "0",
        "MAIL_FROM": "telemon",
        "PUBLIC_URL": "telemon.example.org",
        "DATABASE_URL": "mysql://host/telemon",
        "LOG_FORMAT": "xml",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(PREFIX + name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    lines = str(caught.value).splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == sorted(PREFIX + n for n in wrong)
    assert all("; write " in line for line in lines)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEMON_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("TELEMON_DATABASE_URL", "postgresql://u:hunter2@localhost/x")

    settings = load_settings()

    assert "hunter2" not in repr(settings)
    assert settings.smtp_password is not None
    assert settings.smtp_password.get_secret_value() == "hunter2"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_may_be_written_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("TELEMON_DATABASE_URL", f"{scheme}://u@localhost/x")

    assert load_settings().database_url == "postgresql+psycopg://u@localhost/x"


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    lines = [line.lstrip("# ") for line in text.splitlines() if "=" in line]
    named = {line.partition("=")[0] for line in lines if line.startswith(PREFIX)}

    assert named == {PREFIX + name.upper() for name in Settings.model_fields}


def test_variables_for_the_configuration_come_from_both_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("HOOK_SECRET=from-file\nHOOK_URL=from-file\n")
    monkeypatch.setenv("HOOK_URL", "from-environment")

    found = read_environment()

    assert (found["HOOK_SECRET"], found["HOOK_URL"]) == ("from-file", "from-environment")


def test_a_variable_that_is_no_setting_is_named_with_the_one_meant() -> None:
    environment = {"TELEMON_SMTP_HSOT": "mail", "TELEMON_SMTP_PORT": "25", "PATH": "/bin"}

    assert list(unknown_variables(environment)) == [
        "TELEMON_SMTP_HSOT is no setting; did you mean TELEMON_SMTP_HOST?"
    ]


def test_endpoint_of_summaries_needs_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEMON_SUMMARY_URL", "http://127.0.0.1:8080/v1/")
    with pytest.raises(SettingsError, match="TELEMON_SUMMARY_MODEL: missing; write the name"):
        load_settings()
    monkeypatch.setenv("TELEMON_SUMMARY_MODEL", "small-1")
    monkeypatch.setenv("TELEMON_SUMMARY_KEY", "sk-of-nobody")

    made = load_settings()

    assert made.summary_url == "http://127.0.0.1:8080/v1"
    assert "sk-of-nobody" not in repr(made)
