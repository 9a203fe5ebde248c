"""No file of the project depends on where it was made or which registry served it."""

from __future__ import annotations

import re

import pytest

from tests.packaging.project import texts

# Put together here, so that this file does not hold what it looks for.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("golang", "org"),
        ("rubygems", "org"),
        ("conda", "anaconda", "org"),
    )
)
REGISTRY_OPTIONS = tuple("--" + option for option in ("index-url", "extra-index-url", "find-links"))
MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:work|root|home|Users)/\w")


def test_no_tracked_file_names_a_registry() -> None:
    found = [
        f"{name}: {needle}"
        for name, text in texts()
        for needle in (*REGISTRY_HOSTS, *REGISTRY_OPTIONS)
        if needle in text
    ]

    assert found == []


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]

    assert found == []


def test_locks_that_carry_addresses_are_not_tracked() -> None:
    names = {name for name, _ in texts()}

    assert names.isdisjoint({"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"})


@pytest.mark.parametrize(
    ("line", "is_machine_path"),
    [
        ("cd /" + "work/main", True),
        ("home = '/" + "home/ann/telemon'", True),
        ("https://example.org/" + "work/5g", False),
        ("see /" + "workshop", False),
    ],
)
def test_a_machine_path_is_told_from_a_url(line: str, is_machine_path: bool) -> None:
    assert bool(MACHINE_PATH.search(line)) is is_machine_path
