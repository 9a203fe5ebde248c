"""Changing one file of the operator: checked together with the others, replaced in one step."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from config.load import hash_of, read_files
from monitor.core.configuration import FileText
from monitor.core.errors import HomeError, UsageError

Check = Callable[[Sequence[FileText]], object]

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit did: ids added, changed and removed, what it left out and why, and the diff."""

    file: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    diff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The new text of a file, and the change it makes, without its diff."""

    text: str
    change: Change


def edit_file(
    config_dir: Path,
    name: str,
    make: Callable[[str], Draft],
    *,
    check: Check,
    base_hash: str | None = None,
) -> Change:
    """Replaces file `name` by what `make` turns its text into, if `check` accepts all files so.

    `base_hash` is the hash over the files that the editor saw: a different one refuses the edit, as
    does a file that changes meanwhile. Raises UsageError for these, HomeError when the file cannot
    be written, and what `make` and `check` raise; then nothing is written.
    """
    lock = FileLock(config_dir / ".edit.lock", timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout as error:
        raise UsageError(f"{config_dir}: another edit is under way; try again") from error
    except OSError as error:
        raise HomeError(_not_writable(config_dir / name, error)) from error
    try:
        return _edit(config_dir, name, make, check, base_hash)
    finally:
        lock.release()


def _edit(
    config_dir: Path,
    name: str,
    make: Callable[[str], Draft],
    check: Check,
    base_hash: str | None,
) -> Change:
    files = read_files(config_dir)
    if base_hash is not None and hash_of(files) != base_hash:
        raise UsageError(f"{name}: the files changed meanwhile; look at them and edit again")
    before = next((file.text for file in files if file.name == name), None)
    draft = _keep_line_ends(make, before or "")
    if draft.text == before:
        return draft.change
    new = FileText(name=name, text=draft.text)
    check((*(file for file in files if file.name != name), new))
    if read_files(config_dir) != files:
        raise UsageError(f"{name}: the files changed meanwhile; look at them and edit again")
    write_whole(config_dir / name, draft.text)
    diff = difflib.unified_diff(
        (before or "").splitlines(keepends=True), draft.text.splitlines(keepends=True), name, name
    )
    change = draft.change
    return Change(
        file=name,
        added=change.added,
        changed=change.changed,
        removed=change.removed,
        left_out=change.left_out,
        diff="".join(diff),
    )


def _keep_line_ends(make: Callable[[str], Draft], before: str) -> Draft:
    if "\r\n" not in before:
        return make(before)
    draft = make(before.replace("\r\n", "\n"))
    return Draft(text=draft.text.replace("\n", "\r\n"), change=draft.change)


def write_whole(path: Path, text: str) -> None:
    """Writes the file so that a reader sees the old text or the new one, never a part.

    A link stays a link, the mode stays as it is. Raises HomeError.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise HomeError(_not_writable(path, error)) from error


def _not_writable(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{path}: cannot be written ({reason}); give this user the right to write there"
