"""Builders for the tests of config: small files in a folder, with what a test leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from config.load import Loaded, load, load_texts
from monitor.core.configuration import FileText
from monitor.core.errors import ConfigError, Problem, QueryError

FEEDS = """\
feeds:
  - id: light-reading
    url: https://www.lightreading.com/rss.xml
    name: Light Reading
"""
WATCHLISTS = """\
watchlists:
  - id: huawei
    query: Huawei
"""
DIGESTS = """\
channels:
  - {id: mail, type: email, to: [team@example.org]}
digests:
  - id: morning
    watchlists: [huawei]
    channels: [mail]
    schedule: daily 07:30
"""


def write(
    folder: Path,
    *,
    feeds: str = FEEDS,
    watchlists: str = WATCHLISTS,
    digests: str = DIGESTS,
) -> Path:
    """The folder with the three files in it."""
    (folder / "feeds.yaml").write_text(feeds, encoding="utf-8")
    (folder / "watchlists.yaml").write_text(watchlists, encoding="utf-8")
    (folder / "digests.yaml").write_text(digests, encoding="utf-8")
    return folder


def loaded(folder: Path, environment: dict[str, str] | None = None) -> Loaded:
    """What the files of the folder say."""
    return load(folder, environment=environment or {}, check_query=check_brackets)


def problems(folder: Path, environment: dict[str, str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with the files of the folder; fails when nothing is."""
    with pytest.raises(ConfigError) as caught:
        loaded(folder, environment)
    return caught.value.problems


def told(folder: Path) -> list[str]:
    """The problems as they are shown."""
    return [str(problem) for problem in problems(folder)]


def accept(files: Sequence[FileText]) -> None:
    """The check that edits are made with: raises ConfigError."""
    load_texts(files, environment={}, check_query=check_brackets)


def check_brackets(text: str) -> None:
    """A parser of queries that knows brackets only."""
    if text.count("(") > text.count(")"):
        raise QueryError(text, text.index("("), "this bracket is not closed", "add ) at the end")
