"""docs/query-language.md: its queries parse and find what it says, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.concepts import ENTITY_KEYS, GUARD_KEYS, KINDS, SUBJECT_KEYS, load_concepts
from monitor.core.query import Matcher, format_query, parse_query
from monitor.core.query.syntax import Field
from monitor.core.reading import Document, Reader

MANUAL = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
READER = Reader(load_concepts())
FILE = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)[0]
_ROW = re.compile(r"^\| `(?P<query>[^`]+)` \| (?P<hit>[^|]+) \| (?P<miss>[^|]+) \|$", re.MULTILINE)
EXAMPLES = [found.group("query", "hit", "miss") for found in _ROW.finditer(MANUAL)]
_FORMS = re.search(r"\| you write.*?\n\n", MANUAL, re.DOTALL)
# Signs that the first table names by themselves are no queries.
WRITTEN = [
    form
    for row in (_FORMS.group() if _FORMS else "").splitlines()[2:]
    for form in re.findall(r"`([^`]+)`", row.split(" | ")[0])
    if form not in ("( )",) and not form.endswith(":")
]


def _holds(query: str, text: str) -> bool:
    title, _, summary = text.partition(": ")
    matcher = Matcher(READER.concepts, {"one": parse_query(query)}, READER)
    document = Document(title=title.strip(), summary=summary.strip(), language=_language(text))
    return bool(matcher.match(matcher.read(document)))


def _language(text: str) -> str:
    return "de" if text.startswith("Die ") else "en"


def test_the_tables_are_read() -> None:
    assert len(EXAMPLES) >= 8
    assert len(WRITTEN) >= 15


@pytest.mark.parametrize("query", [*WRITTEN, *(example[0] for example in EXAMPLES)])
def test_query_of_the_manual_parses_and_is_printed_as_it_means(query: str) -> None:
    parsed = parse_query(query)

    assert parse_query(format_query(parsed)) == parsed


@pytest.mark.parametrize(("query", "hit", "miss"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_example_of_the_manual_finds_what_it_says(query: str, hit: str, miss: str) -> None:
    assert _holds(query, hit)
    assert not _holds(query, miss)


def test_every_field_is_named() -> None:
    assert [name for name in Field if f"`{name}:" not in MANUAL] == []


def test_every_key_of_the_registry_is_shown_in_the_example() -> None:
    entities, subjects = FILE.split("subjects:")
    guard = entities[entities.index("guard:") :]

    def missing(keys: frozenset[str], text: str) -> set[str]:
        return {
            key for key in keys if not re.search(rf"\b{key}:", text) and f"`{key}:" not in MANUAL
        }

    assert missing(ENTITY_KEYS, entities) == set()
    assert missing(GUARD_KEYS, guard) == set()
    assert missing(SUBJECT_KEYS, subjects) == set()


def test_every_kind_of_company_is_named() -> None:
    assert [kind for kind in sorted(KINDS) if not re.search(rf"\b{kind}\b", FILE)] == []
