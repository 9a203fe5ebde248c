"""One part of a file against its model; what is wrong is said with its place and what to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.rules import did_you_mean, slug
from config.schema_types import Record
from config.source import Listing, Mapping, Node, Place, Scalar, is_empty, problem_at
from monitor.core.errors import Problem

R = TypeVar("R", bound=Record)
Steps = tuple[int | str, ...]

# What people call a key elsewhere.
_OTHER_WORDS = {
    "title": ("name",),
    "label": ("name",),
    "lang": ("language",),
    "feed": ("url",),
    "feed_url": ("url",),
    "xml_url": ("url",),
    "link": ("url",),
    "category": ("kind", "tags"),
    "keywords": ("query",),
    "search": ("query",),
    "recipients": ("to",),
    "email": ("to",),
    "cron": ("schedule",),
    "time": ("schedule",),
    "at": ("schedule",),
    "tz": ("timezone",),
    "zone": ("timezone",),
    "limit": ("max_stories",),
    "username": ("user",),
    "disabled": ("enabled",),
    "empty": ("when_empty",),
}
# Their values may be secrets, or hold one.
_HIDDEN = frozenset({"password", "secret", "token", "headers", "auth", "url"})
_TYPES = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}


def validate(
    file: str, node: Mapping, model: type[R], problems: list[Problem], what: str
) -> R | None:
    """The record that `node` holds; None when something is wrong, which is added to `problems`.

    `what` names the part in messages, as "feed light-reading".
    """
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        for one in error.errors(include_url=False):
            problem = _problem(file, node, model, one, what)
            if problem:
                problems.append(problem)
        return None


def plain(node: Node) -> object:
    """The values of `node` without places; keys with no value are left out."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(pair.node) for key, pair in node.pairs.items() if not is_empty(pair.node)}


def unknown_key(file: str, place: Place, key: str, allowed: Sequence[str], inside: str) -> Problem:
    """The problem of a key that `inside` does not have."""
    other = next((word for word in _OTHER_WORDS.get(key, ()) if word in allowed), None)
    meant = other or did_you_mean(key, allowed)
    hint = f"did you mean {meant}?" if meant else f"allowed: {', '.join(allowed)}"
    return problem_at(file, place, f"{key} is no key of {inside}", hint)


def _problem(
    file: str, root: Mapping, model: type[Record], error: ErrorDetails, what: str
) -> Problem | None:
    steps, kind = error["loc"], error["type"]
    node, place = _find(root, steps, at_key=kind == "extra_forbidden")
    if isinstance(node, Scalar) and node.unknown:
        return None
    if kind == "too_short" and not (isinstance(node, Listing) and not node.items):
        return None  # pydantic counts the items that are right; the wrong ones are told anyway
    key = next((step for step in reversed(steps) if isinstance(step, str)), what)
    owner, field = _field(model, steps)
    if kind == "extra_forbidden":
        inside = what if owner is model else _name_before(steps)
        return unknown_key(file, place, key, tuple(owner.model_fields), inside)
    write = f"write {field.description}" if field and field.description else None
    if kind == "missing":
        of = what if len(steps) == 1 else _name_before(steps)
        return problem_at(file, place, f"{key} of {of} is missing", write)
    message, hint = _told(error, key, node, write, hidden=not _HIDDEN.isdisjoint(steps))
    return problem_at(file, place, message, hint)


def _told(
    error: ErrorDetails, key: str, node: Node, write: str | None, *, hidden: bool
) -> tuple[str, str | None]:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _TYPES:
        return _wrong_type(_TYPES[kind], key, node, write, hidden=hidden)
    shown = "" if hidden or not isinstance(node, Scalar) else f": {_short(node.raw)}"
    if kind == "value_error":
        message, _, hint = str(context["error"]).partition("; ")
        return f"{key}{shown} {message}", hint or write
    if kind in ("enum", "literal_error"):
        if not isinstance(node, Scalar):
            return _wrong_type("a text", key, node, write, hidden=hidden)
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        meant = did_you_mean(str(node.value), allowed.split(", "))
        return f"{key}{shown} is not allowed", f"did you mean {meant}?" if meant else write
    if kind in ("too_short", "string_too_short"):
        return f"{key} is empty", write
    if key == "id" and isinstance(node, Scalar):
        write = f"did you mean {slug(str(node.value))}?"
    return f"{key}{shown} is not allowed", write


def _wrong_type(
    wanted: str, key: str, node: Node, write: str | None, *, hidden: bool
) -> tuple[str, str | None]:
    if not isinstance(node, Scalar):
        found = "a list" if isinstance(node, Listing) else "a mapping"
        return f"{key} must be {wanted}, not {found}", write
    raw = "the value" if hidden else _short(node.raw)
    if wanted == "a text":
        hint = "put it into quotes" if hidden else f'put it into quotes: "{raw}"'
        return f"{key} must be a text, but {raw} is read as {_read_as(node)}", hint
    if wanted == "true or false" and str(node.value).casefold() in ("yes", "no", "on", "off"):
        meant = "true" if str(node.value).casefold() in ("yes", "on") else "false"
        return f"{key}: {raw} is a text in YAML 1.2", f"write {meant}"
    return f"{key} must be {wanted}, not {raw}", write


def _read_as(node: Scalar) -> str:
    return "true or false" if isinstance(node.value, bool) else "a number"


def _short(raw: str) -> str:
    line = " ".join(raw.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _name_before(steps: Steps) -> str:
    names = [step for step in steps if isinstance(step, str)]
    return names[-2] if len(names) > 1 else "this"


def _find(root: Node, steps: Steps, *, at_key: bool) -> tuple[Node, Place]:
    """The node that `steps` lead to, and where to point: at the value, or at its key."""
    node, place = root, root.place
    for number, step in enumerate(steps):
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.pairs:
            pair = node.pairs[step]
            last = number == len(steps) - 1
            node, place = pair.node, pair.node.place
            if last and (at_key or is_empty(node) or not isinstance(node, Scalar)):
                place = pair.place
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
        else:
            break
    return node, place


def _field(model: type[Record], steps: Steps) -> tuple[type[Record], FieldInfo | None]:
    """The field that `steps` lead to, and the model it belongs to."""
    owner, field = model, None
    for step in steps:
        if isinstance(step, int):
            continue
        inner = _inner(field)
        if field is not None and inner is None:
            break
        owner = inner or owner
        field = owner.model_fields.get(step)
    return owner, field


def _inner(field: FieldInfo | None) -> type[Record] | None:
    annotation = field.annotation if field else None
    for found in (annotation, *get_args(annotation)):
        if isinstance(found, type) and issubclass(found, Record):
            return found
    return None
