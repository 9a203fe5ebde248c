"""Evaluation: labelled entries read, matched and folded as a poll would, held against their labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.load import load_texts
from monitor.core.configuration import Configuration, FileText
from monitor.core.errors import UsageError
from monitor.core.evaluation import Evaluation, Labelled, scores
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader
from monitor.core.story import Candidate, Report, fingerprint
from monitor.core.story import fold as decide
from monitor.core.url import canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a labelled file. `relevant` and `story` are None where the line has no label."""

    id: str
    document: Document
    url: str
    published: datetime
    relevant: frozenset[str] | None
    story: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What telemon says of an item: the watchlists it hits, and the story it is put into."""

    id: str
    watchlists: tuple[str, ...]
    story: str


def read_items(file: Path) -> list[Item]:
    """The lines of a JSONL file in order of `published`. Raises UsageError, naming the line."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as UTF-8 text") from error
    found = [
        _item(f"{file.name}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not found:
        raise UsageError(f"{file}: holds no item; write one JSON object a line")
    seen: set[str] = set()
    for item in found:
        if item.id in seen:
            raise UsageError(f"{file}: the id {item.id} stands there twice; give each its own")
        seen.add(item.id)
    return sorted(found, key=lambda item: item.published)


def read_watchlists(file: Path) -> Configuration:
    """The watchlists of a file of any name. Raises UsageError or ConfigError."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as UTF-8 text") from error
    given = [FileText(name="watchlists.yaml", text=text)]
    return load_texts(given, environment={}, check_query=parse_query).configuration


def predict(
    reader: Reader, configuration: Configuration, items: Sequence[Item]
) -> Iterator[Prediction]:
    """What becomes of the items, in their order."""
    queries = {w.id: parse_query(w.query) for w in configuration.watchlists}
    matcher = Matcher(reader.concepts, queries, reader)
    folder = _Folder()
    for item in items:
        reading = matcher.read(item.document)
        hits = tuple(sorted(match.watchlist_id for match in matcher.match(reading)))
        yield Prediction(id=item.id, watchlists=hits, story=folder.story(item))


def judge(
    configuration: Configuration, items: Iterable[Item], predictions: Iterable[Prediction]
) -> Evaluation | None:
    """The hits held against the labels; None where no item has one."""
    labelled = [
        Labelled(id=item.id, relevant=item.relevant) for item in items if item.relevant is not None
    ]
    if not labelled:
        return None
    return scores(
        labelled,
        {one.id: one.watchlists for one in predictions},
        {watchlist.id: watchlist.tags for watchlist in configuration.watchlists},
    )


class _Folder:
    """Folds items as they come; a story bears the id of its first item."""

    def __init__(self) -> None:
        self._known: dict[str, list[Candidate]] = {}
        self._names: list[str] = []

    def story(self, item: Item) -> str:
        """The story of the item."""
        report = Report(
            entry_id=0,
            title=item.document.title,
            canonical_url=canonical_url(item.url) if item.url else None,
            outlet=item.document.outlet or "",
            seen_at=item.published,
        )
        keys = fingerprint(report).keys
        decision = decide(report, [c for key in keys for c in self._known.get(key, ())])
        number = decision.story_id
        if number is None:
            number = len(self._names)
            self._names.append(item.id)
        for key in keys:
            candidate = Candidate(story_id=number, key=key, last_seen=item.published)
            self._known.setdefault(key, []).append(candidate)
        return self._names[number]


def _item(place: str, line: str) -> Item:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{place}: is no JSON ({error}); write one object a line") from error
    if not isinstance(row, dict):
        raise UsageError(f'{place}: is no JSON object; write {{"id": ..., "title": ...}}')
    for key in ("id", "title", "published"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise UsageError(f"{place}: has no {key}; write it as a text")
    for key in ("summary", "outlet", "url", "language", "story"):
        if not isinstance(row.get(key), str | None):
            raise UsageError(f"{place}: {key} is no text")
    return Item(
        id=row["id"],
        document=Document(
            title=row["title"],
            summary=row.get("summary") or "",
            language=row.get("language") or None,
            outlet=row.get("outlet") or "",
        ),
        url=row.get("url") or "",
        published=_moment(place, row["published"]),
        relevant=_labels(place, row.get("relevant")),
        story=row.get("story"),
    )


def _moment(place: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{place}: published is no ISO 8601 time: {text!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _labels(place: str, value: object) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{place}: relevant is no list of watchlist ids")
    return frozenset(value)
