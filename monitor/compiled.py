"""The reader compiled from the shipped concepts and the operator's own; compiled once a process."""

from __future__ import annotations

import gc
from functools import lru_cache
from pathlib import Path

from config.concepts import load_concepts
from config.home import Home
from monitor.core.errors import ConceptError, ConfigError, Problem
from monitor.core.query import Matcher
from monitor.core.reading import Reader


def reader_of(home: Home) -> Reader:
    """The reader with the operator's registry.yaml, compiled anew (about 1 s) when that changed.

    Raises ConfigError when the file does not fit.
    """
    own = home.registry_file
    try:
        return _compiled(own, own.read_bytes()) if own.exists() else shipped_reader()
    except ConceptError as error:
        raise ConfigError([Problem(file=own.name, message=str(error))]) from error


def shipped_reader() -> Reader:
    """The reader without the operator's registry.yaml."""
    return _compiled(None, b"")


def matcher_of(home: Home) -> Matcher:
    """A matcher without watchlists, for queries of the moment. Raises ConfigError."""
    reader = reader_of(home)
    return Matcher(reader.concepts, {}, reader)


@lru_cache(maxsize=2)
def _compiled(own: Path | None, _content: bytes) -> Reader:
    # Half a million objects that stay: the collector need not walk them, neither while they are made
    # (a third of the time) nor at each full collection of the process afterwards.
    gc.disable()
    try:
        return Reader(load_concepts(own))
    finally:
        gc.freeze()
        gc.enable()
