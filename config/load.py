"""Loading the operator's files: all of them together, and every problem at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Environment
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.assembly import Assembly, CheckExamples, CheckQuery
from config.home import REGISTRY
from config.plans import CheckConcept
from config.schema import FILES
from monitor.core.configuration import Configuration, FileText
from monitor.core.errors import ConfigError, Problem

FILE_NAMES = (*FILES, REGISTRY)

Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Files that validate: what they say, their texts as written, the hash over these.

    `warnings` are not wrong but worth telling.
    """

    configuration: Configuration
    files: tuple[FileText, ...]
    hash: str
    warnings: tuple[Problem, ...] = ()


def load(
    config_dir: Path,
    *,
    environment: Environment[str, str],
    check_query: CheckQuery | None = None,
    check_examples: CheckExamples | None = None,
    examples_only_warn: bool = False,
    check_concept: CheckConcept | None = None,
) -> Loaded:
    """The files of `config_dir`; a missing file counts as empty, with a warning.

    `environment` fills `${NAME}`. `check_query` raises QueryError for a query that does not parse.
    `check_examples` tells the examples that fail: problems, or warnings with `examples_only_warn`
    (after an upgrade). `check_concept` knows what may be muted. Raises ConfigError with every
    problem of every file.
    """
    files, unreadable = _read_all(config_dir)
    return _load(
        files,
        unreadable,
        Assembly(environment, check_query, check_examples, examples_only_warn, check_concept),
    )


def load_texts(
    files: Sequence[FileText],
    *,
    environment: Environment[str, str],
    check_query: CheckQuery | None = None,
    check_examples: CheckExamples | None = None,
    examples_only_warn: bool = False,
    check_concept: CheckConcept | None = None,
) -> Loaded:
    """The same as `load` from texts, as a stored revision has them."""
    return _load(
        files,
        [],
        Assembly(environment, check_query, check_examples, examples_only_warn, check_concept),
    )


def read_files(config_dir: Path) -> tuple[FileText, ...]:
    """The texts of the files that exist; ConfigError for one that cannot be read."""
    files, unreadable = _read_all(config_dir)
    if unreadable:
        raise ConfigError(unreadable)
    return tuple(files)


def fingerprint(config_dir: Path) -> Fingerprint:
    """Name, change time (ns) and size of each file that exists: another value after each edit."""
    found = []
    for name in FILE_NAMES:
        try:
            stat = (config_dir / name).stat()
        except OSError:
            continue
        found.append((name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def hash_of(files: Sequence[FileText]) -> str:
    """32 hex characters over names and texts, whatever the order."""
    seen = hashlib.blake2b(digest_size=16)
    for file in sorted(files, key=lambda one: one.name):
        for part in (file.name.encode(), file.text.encode()):
            seen.update(len(part).to_bytes(8, "big") + part)
    return seen.hexdigest()


def _load(files: Sequence[FileText], unreadable: list[Problem], assembly: Assembly) -> Loaded:
    skipped = {problem.file for problem in unreadable}
    configuration = assembly.assemble(files, skipped)
    problems = unreadable + assembly.problems
    if problems:
        raise ConfigError(sorted(problems, key=_order))
    return Loaded(
        configuration=configuration,
        files=tuple(files),
        hash=hash_of(files),
        warnings=tuple(sorted(assembly.warnings, key=_order)),
    )


def _order(problem: Problem) -> tuple[int, int, int]:
    return FILE_NAMES.index(problem.file), problem.line or 0, problem.column or 0


def _read_all(config_dir: Path) -> tuple[list[FileText], list[Problem]]:
    files, problems = [], []
    for name in FILE_NAMES:
        path = config_dir / name
        try:
            files.append(FileText(name=name, text=path.read_bytes().decode("utf-8-sig")))
        except FileNotFoundError:
            continue
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            message, hint = "is not UTF-8", "save the file as UTF-8"
            problems.append(Problem(file=name, message=message, hint=hint, line=line, column=1))
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
            hint = "give this user the right to read it"
            problems.append(Problem(file=name, message=message, hint=hint))
    return files, problems
