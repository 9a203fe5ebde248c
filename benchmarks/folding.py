"""Folding: entries a second against a full window, memory, and what the order of arrival changes.

News is invented: events with names, subjects and words of their own, each told by one to six outlets
that drop, replace and turn round words. With `--stream FILE` the order of arrival is tried on real news
too (JSON lines with `title`, `summary`, `outlet`, `published`, `first_seen`).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

from benchmarks.prose import COMMON, NAMES, VOCABULARY, item
from monitor.compiled import shipped_reader
from monitor.core.evaluation_stories import b_cubed
from monitor.core.reading import Document, Reader
from monitor.core.story import Fingerprint, Told, Window, fingerprint, told_at

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
WEEK = timedelta(days=7)


def main() -> None:
    """Prints the figures."""
    wanted = _arguments()
    reader = shipped_reader()
    before = _memory()
    begun = process_time()
    marks = list(_fingerprints(reader, wanted.window + wanted.entries))
    each = (process_time() - begun) / len(marks)
    _say(f"made, read and fingerprinted: {1 / each:,.0f} entries a second")
    window = _filled(marks[: wanted.window])
    held = _memory() - before
    _say(
        f"window of {len(window):,} with its fingerprints: {held:,.0f} MB (peak, beside the reader)"
    )
    _speed(window, marks[wanted.window :])
    _order("invented news", marks[: wanted.shuffled], wanted.seed)
    if wanted.stream:
        _order("real news", list(_streamed(reader, wanted.stream)), wanted.seed)


def _memory() -> float:
    """The most that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--window", type=int, default=50_000)
    parser.add_argument("--entries", type=int, default=5_000)
    parser.add_argument("--shuffled", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stream", type=Path)
    return parser.parse_args()


def _fingerprints(reader: Reader, count: int) -> Iterator[Fingerprint]:
    """Reports in order of time, evenly over a week."""
    dice = random.Random(5)
    made = 0
    late: list[tuple[int, str, str]] = []  # when, title, summary of reports that come later
    event = 0
    while made < count:
        if late and late[0][0] <= made:
            _, title, summary = late.pop(0)
        else:
            event += 1
            title, summary = _event(dice, event)
            for _ in range(dice.choices((0, 1, 2, 5), (60, 20, 15, 5))[0]):
                when = made + dice.randint(1, max(2, count // 30))
                late.append((when, *_retold(dice, title, summary)))
            late.sort()
        at = BEGIN + WEEK * made / count
        told = Told(outlet=f"Outlet {dice.randint(1, 300)}", canonical_url=None, seen_at=at)
        reading = reader.read(Document(title=title, summary=summary, language="en"))
        yield fingerprint(reading, told, reader.concepts)
        made += 1


def _event(dice: random.Random, number: int) -> tuple[str, str]:
    news = item(number % 997, number)
    names = dice.sample(NAMES, 2)
    amount = f"${dice.randint(11, 990)} million"
    return f"{names[0]} {names[1]} {news.title}", f"{news.summary} {amount}. {names[0]}."


def _retold(dice: random.Random, title: str, summary: str) -> tuple[str, str]:
    return _reworded(dice, title), _reworded(dice, summary)


def _reworded(dice: random.Random, text: str) -> str:
    """The text with its common words gone, a third of the others replaced, and its halves turned."""
    words = [word for word in text.split() if word.lower() not in COMMON]
    kept = [w if dice.random() < 0.67 or w[0] == "$" else dice.choice(VOCABULARY) for w in words]
    half = len(kept) // 2
    return " ".join((*kept[half:], *kept[:half]))


def _filled(marks: Sequence[Fingerprint]) -> Window:
    window = Window(days=2 * WEEK)
    for number, mark in enumerate(marks):
        _fold(window, number, mark)
    return window


def _speed(window: Window, marks: Sequence[Fingerprint]) -> None:
    before = len(window)
    begun = process_time()
    joined = sum(_fold(window, before + n, mark) for n, mark in enumerate(marks))
    rate = len(marks) / (process_time() - begun)
    _say(f"folding: {rate:,.0f} entries a second of CPU time; {joined:,} of {len(marks):,} joined")


def _fold(window: Window, number: int, mark: Fingerprint) -> bool:
    decision = window.fold(mark)
    window.add(number, mark, number if decision.story_id is None else decision.story_id)
    return decision.story_id is not None


def _order(what: str, marks: Sequence[Fingerprint], seed: int) -> None:
    """Folds in order and shuffled within the hour, and compares."""
    dice = random.Random(seed)
    order = list(range(len(marks)))
    shuffled = sorted(
        order,
        key=lambda n: (marks[n].seen_at.replace(minute=0, second=0, microsecond=0), dice.random()),
    )
    first, second = _stories(marks, order), _stories(marks, shuffled)
    score = b_cubed(first, second)
    _say(f"shuffled within the hour, {what}: B-cubed {score.f1:.4f} of {len(marks):,} entries")


def _stories(marks: Sequence[Fingerprint], order: Sequence[int]) -> dict[str, str]:
    window = Window()
    found = {}
    for number in order:
        decision = window.fold(marks[number])
        story = number if decision.story_id is None else decision.story_id
        window.add(number, marks[number], story)
        found[str(number)] = str(story)
    return found


def _streamed(reader: Reader, file: Path) -> Iterator[Fingerprint]:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for row in sorted(rows, key=lambda row: str(row["first_seen"])):
        seen = _moment(row["first_seen"])
        published = _moment(row["published"]) if row.get("published") else None
        told = Told(outlet=row["outlet"], canonical_url=None, seen_at=told_at(published, seen))
        text = Document(title=row["title"], summary=row.get("summary") or "", outlet=row["outlet"])
        yield fingerprint(reader.read(text), told, reader.concepts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
