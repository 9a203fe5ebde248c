"""Registry and glossary files -> Concepts. The format is told in docs/query-language.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from config.families import tickers, with_family
from monitor.core.concept import SUBJECT, Case, Concept, Concepts, Form, Guard, Role
from monitor.core.errors import ConceptError
from monitor.core.text import folded_words

SHIPPED = Path(__file__).parent
_NAMES = (
    (Role.ALIAS, "aliases"), (Role.NATIVE, "native"), (Role.TICKER, "tickers"),
    (Role.UNIT, "units"), (Role.BRAND, "brands"), (Role.FORMER, "former"),
)  # fmt: skip
KINDS = frozenset(
    "operator vendor chipmaker regulator ministry standards industry satellite tower cable wholesale "
    "patent court company country".split()
)
ENTITY_KEYS = frozenset(
    "id name kind code countries parent aliases native tickers units brands former not guard typed "
    "parts broader related".split()
)
SUBJECT_KEYS = frozenset(
    "id name terms parts helper sign general not against unless broader related typed".split()
)
GUARD_KEYS = frozenset("names case rare for against word_in strict".split())


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 as far as it matters here: NO and on are words, dates and sexagesimals are text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def load_concepts(extra: Path | None = None, shipped: Path = SHIPPED) -> Concepts:
    """The concepts that ship, and the operator's own; one of the same id takes the other's place.

    Raises ConceptError, naming file and concept, for what does not fit the format.
    """
    files = [*sorted(shipped.glob("registry/*.yaml")), *sorted(shipped.glob("glossary/*.yaml"))]
    if extra is not None and extra.exists():
        files.append(extra)
    found: dict[str, Concept] = {}
    for file in files:
        for concept in _read(file):
            if concept.id in found and file is not extra:
                raise ConceptError(f"{file.name}: id {concept.id} is taken; choose another")
            found[concept.id] = concept
    return Concepts.of(with_family(found))


def _read(file: Path) -> Iterator[Concept]:
    try:
        data = yaml.load(file.read_bytes(), _Loader)
    except yaml.YAMLError as error:
        raise ConceptError(f"{file.name}: {error}") from error
    if not isinstance(data, dict):
        raise ConceptError(f"{file.name}: begin with `entities:` or `subjects:`")
    for block, build in (("entities", _entity), ("subjects", _subject)):
        for entry in data.get(block) or ():
            yield _built(file, entry, build)


def _built(file: Path, entry: Any, build: Any) -> Concept:
    try:
        concept = build(entry)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        name = entry.get("id", entry) if isinstance(entry, dict) else entry
        problem = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ConceptError(
            f"{file.name}: concept {name}: {problem}; the format is told in docs/query-language.md"
        ) from error
    assert isinstance(concept, Concept)
    return concept


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key) or ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _known(entry: Mapping[str, Any], keys: frozenset[str]) -> None:
    for key in entry:
        if key not in keys:
            near = get_close_matches(str(key), keys, 1) or [", ".join(sorted(keys))]
            raise ValueError(f"unknown key {key}, write {near[0]}")


def _entity(entry: Mapping[str, Any]) -> Concept:
    _known(entry, ENTITY_KEYS)
    if entry["kind"] not in KINDS:
        raise ValueError(f"unknown kind {entry['kind']}, write one of {', '.join(sorted(KINDS))}")
    forms = [Form(text=entry["name"], role=Role.NAME)]
    for role, key in _NAMES:
        for one in entry.get(key) or ():
            text = str(one["name"] if isinstance(one, dict) else one)
            forms += [_form(each, role) for each in tickers(text, role)]
    return Concept(
        id=entry["id"], name=entry["name"], kind=entry["kind"],
        countries=_countries(entry), parent=entry.get("parent"),
        guard=_guard(entry["guard"]) if entry.get("guard") else None, forms=_once(forms),
        excluded=_texts(entry, "not"), typed=_texts(entry, "typed"), parts=_parts(entry),
        broader=_texts(entry, "broader"), related=_texts(entry, "related"),
    )  # fmt: skip


def _countries(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_texts(entry, "code"), *_texts(entry, "countries"))))


def _form(text: str, role: Role, language: str | None = None) -> Form:
    exact = text.startswith("=")
    text = text[1:] if exact else text
    prefix = text.endswith("*")
    text = text.rstrip("*")
    return Form(text=text, role=role, language=language, exact=exact, prefix=prefix)


def _once(forms: Sequence[Form]) -> tuple[Form, ...]:
    seen: dict[tuple[str, bool], Form] = {}
    for form in forms:
        seen.setdefault((form.text, form.exact), form)
    return tuple(seen.values())


def _guard(entry: Mapping[str, Any]) -> Guard:
    _known(entry, GUARD_KEYS)
    return Guard(
        names=frozenset(" ".join(w for w in folded_words(n)) for n in _texts(entry, "names")),
        case=Case(entry.get("case", "title")),
        rare=_yes(entry.get("rare")),
        favour=_texts(entry, "for"),
        against=_texts(entry, "against"),
        word_in=_texts(entry, "word_in"),
        strict=_yes(entry.get("strict")),
    )


def _parts(entry: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, parts)) for parts in entry.get("parts") or ())


def _yes(value: object) -> bool:
    return str(value).lower() in ("true", "yes")


def _subject(entry: Mapping[str, Any]) -> Concept:
    _known(entry, SUBJECT_KEYS)
    forms = [
        _form(str(text), Role.TERM, language)
        for language, texts in (entry.get("terms") or {}).items()
        for text in texts
    ]
    concept = Concept(
        id=entry["id"], name=entry["name"], kind=SUBJECT, forms=tuple(dict.fromkeys(forms)),
        parts=_parts(entry),
        helper=_yes(entry.get("helper")),
        general=_yes(entry.get("general")),
        sign=_yes(entry.get("sign")),
    )  # fmt: skip
    return replace(
        concept, excluded=_texts(entry, "not"), against=_texts(entry, "against"),
        unless=_texts(entry, "unless"), broader=_texts(entry, "broader"),
        related=_texts(entry, "related"), typed=_texts(entry, "typed"),
    )  # fmt: skip
