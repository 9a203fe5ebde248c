"""What the packaging tests read of the checkout: its files, its pyproject, its locks."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = ("monitor", "config", "storage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One requirement of a lock; `hashes` counts the files it may be installed from."""

    name: str
    version: str
    hashes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The parts of pyproject.toml that the tests compare with something."""

    version: str
    runtime: tuple[Requirement, ...]
    fleet: tuple[Requirement, ...]
    build: tuple[Requirement, ...]
    dev: tuple[Requirement, ...]
    scripts: dict[str, str]


def tracked_files() -> tuple[Path, ...]:
    """Every file that is or would be committed; deleted ones are left out."""
    listing = subprocess.run(
        # The folder may belong to another user than the one who tests.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listing.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    for path in tracked_files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def read_lock(name: str) -> dict[str, Pin]:
    """Return the pins of requirements/`name`.txt by canonical name."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n", " ", text).splitlines()
    pins = (_read_pin(line) for line in lines if line.strip() and not line.lstrip().startswith("#"))
    return {pin.name: pin for pin in pins}


def _read_pin(line: str) -> Pin:
    requirement = Requirement(line.split("--hash=")[0].strip())
    pinned = re.fullmatch(r"==([^*,]+)", str(requirement.specifier))
    if not pinned:
        raise AssertionError(f"{line.split()[0]} is not pinned to one version")
    return Pin(
        name=canonicalize_name(requirement.name),
        version=pinned[1],
        hashes=len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)),
    )


@cache
def read_project() -> Project:
    """Return what pyproject.toml says; included groups are left out of `dev`."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = table["dependency-groups"]
    return Project(
        version=table["project"]["version"],
        runtime=_requirements(table["project"]["dependencies"]),
        fleet=_requirements(table["project"]["optional-dependencies"]["fleet"]),
        build=_requirements(groups["build"]),
        dev=_requirements(entry for entry in groups["dev"] if isinstance(entry, str)),
        scripts=table["project"]["scripts"],
    )


def _requirements(lines: Iterator[str] | list[str]) -> tuple[Requirement, ...]:
    return tuple(Requirement(line) for line in lines)
