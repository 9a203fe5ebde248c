"""What a new home begins with: three files that teach by example, and the schemas for editors."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from config.home import DIGESTS, FEEDS, WATCHLISTS
from config.replace import write_whole
from config.schema import json_schemas
from monitor.core.errors import HomeError

SCHEMA_FOLDER = "schema"

_BARE = {
    FEEDS: (
        "# The feeds telemon reads: `telemon feeds add URL` or `telemon feeds import FILE.opml`.\n"
        "feeds: []\n"
    ),
    WATCHLISTS: (
        '# What you want to hear about: `telemon watchlists add "5G licensing"`.\nwatchlists: []\n'
    ),
    DIGESTS: (
        "# Where the news goes and when: `telemon schema digests` tells what may stand here.\n"
        "channels: []\n"
        "digests: []\n"
    ),
}


def write_starter(config_dir: Path, bare: bool = False) -> list[Path]:
    """Writes what is missing of the three files, and returns the paths written.

    `bare`: without feeds, watchlists and digests. A file that exists is never overwritten; if one of
    the three exists, the others are written bare, for the digest of the starter might name
    watchlists that are not there. The schemas for editors are written anew each time. Raises
    HomeError when the folder cannot be written.
    """
    paths = {name: config_dir / name for name in _BARE}
    kept = [path for path in paths.values() if path.exists()]
    _make(config_dir)
    written = []
    for name, path in paths.items():
        if path not in kept:
            write_whole(path, _first_line(name) + _text(name, bare=bare or bool(kept)))
            written.append(path)
    write_schemas(config_dir)
    return written


def write_schemas(config_dir: Path) -> tuple[Path, ...]:
    """Writes schema/*.json, which the first line of each file points editors at."""
    folder = config_dir / SCHEMA_FOLDER
    _make(folder)
    paths = []
    for name, schema in json_schemas().items():
        path = folder / f"{name}.json"
        write_whole(path, json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
        paths.append(path)
    return tuple(paths)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise HomeError(f"{folder}: cannot be made ({reason}); name another home") from error


def _first_line(name: str) -> str:
    return f"# yaml-language-server: $schema=./{SCHEMA_FOLDER}/{name.removesuffix('.yaml')}.json\n"


def _text(name: str, *, bare: bool) -> str:
    if bare:
        return _BARE[name]
    return resources.files("config").joinpath("starter", name).read_text(encoding="utf-8")
