"""Dockerfile and docker-compose.yml, as far as they can be checked without an engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.packaging.project import ROOT

COMPOSE = ROOT / "docker-compose.yml"


def check_compose(path: Path) -> subprocess.CompletedProcess[str]:
    """Check against the Compose specification's own schema, which check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)


def copied_by_the_dockerfile() -> list[str]:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copies = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--from)", line)]
    return [word for words in copies for word in words if not word.startswith("--")]


def test_compose_file_follows_the_specification() -> None:
    result = check_compose(COMPOSE)

    assert result.returncode == 0, result.stdout + result.stderr


def test_check_refuses_a_compose_file_with_an_unknown_key(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text("services: {telemon: {build: ., prots: [1]}}\n", encoding="utf-8")

    assert check_compose(wrong).returncode != 0


def test_compose_publishes_on_this_machine_only() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]
    ports = [port for service in services.values() for port in service.get("ports", [])]

    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_compose_starts_one_container_unless_a_profile_is_asked_for() -> None:
    services = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]

    assert [name for name, service in services.items() if "profiles" not in service] == ["telemon"]
    assert {profile for s in services.values() for profile in s.get("profiles", [])} == {
        "postgres",
        "mail",
    }


def test_dockerfile_copies_only_what_is_there() -> None:
    sources = copied_by_the_dockerfile()

    assert {"monitor", "config", "storage", "pyproject.toml"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_dockerignore_lets_through_exactly_what_the_dockerfile_copies() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line[1:] for line in lines if line.startswith("!")}

    assert let_through == set(copied_by_the_dockerfile())


@pytest.mark.parametrize("instruction", ["USER telemon", "VOLUME /data", "HEALTHCHECK ", "CMD "])
def test_image_is_run_by_an_ordinary_user_on_a_volume_and_watched(instruction: str) -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert re.search(f"^{instruction}", text, re.MULTILINE)
    assert "--require-hashes" in text
