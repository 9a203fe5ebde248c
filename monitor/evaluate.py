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
from monitor.core.evaluation_stories import StoryEvaluation, story_scores
from monitor.core.evaluation_stories import Told as ToldItem
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader, Reading
from monitor.core.story import Fold, Told, Window, fingerprint
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
    """What telemon says of an item: the watchlists it hits, the story it is put into, and why."""

    id: str
    watchlists: tuple[str, ...]
    story: str
    fold: Fold


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
    folder = _Folder(reader)
    for item in items:
        reading = matcher.read(item.document)
        hits = tuple(sorted(match.watchlist_id for match in matcher.match(reading)))
        story, fold = folder.fold(item, reading)
        yield Prediction(id=item.id, watchlists=hits, story=story, fold=fold)


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


def judge_stories(
    items: Iterable[Item],
    predictions: Iterable[Prediction],
    near_misses: Iterable[tuple[str, str]] = (),
) -> StoryEvaluation | None:
    """The stories held against the labels; None where no item has one."""
    labels = [
        ToldItem(id=item.id, story=item.story, language=item.document.language or "")
        for item in items
        if item.story is not None
    ]
    if not labels:
        return None
    return story_scores(labels, {one.id: one.story for one in predictions}, near_misses)


def read_near_misses(file: Path) -> list[tuple[str, str]]:
    """Pairs of stories that look alike: two columns with a tab between, under a head.

    Raises UsageError, naming the line.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as UTF-8 text") from error
    found = []
    for number, line in enumerate(lines[1:], 2):
        pair = [part.strip() for part in line.split("\t")]
        if not line.strip():
            continue
        if len(pair) != 2 or not all(pair):
            raise UsageError(
                f"{file.name}:{number}: is no pair; write two stories with a tab between"
            )
        found.append((pair[0], pair[1]))
    return found


class _Folder:
    """Folds items as they come; a story bears the id of its first item."""

    def __init__(self, reader: Reader) -> None:
        self._concepts = reader.concepts
        self._window = Window()
        self._names: list[str] = []

    def fold(self, item: Item, reading: Reading) -> tuple[str, Fold]:
        """The story of the item, and why."""
        told = Told(
            outlet=item.document.outlet or "",
            canonical_url=canonical_url(item.url) if item.url else None,
            seen_at=item.published,
        )
        mark = fingerprint(reading, told, self._concepts)
        fold = self._window.fold(mark)
        number = len(self._names)
        self._names.append(item.id if fold.story_id is None else self._names[fold.story_id])
        self._window.add(number, mark, number if fold.story_id is None else fold.story_id)
        return self._names[number], fold


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
