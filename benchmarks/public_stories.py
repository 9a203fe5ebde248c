"""Folding on public sets of general news, beside what others published on them.

    python -m benchmarks.public_stories [--titles FILE ...] [--documents FOLDER [--topics 36-45]]

`--titles`: JSON lines {"text": ..., "cluster": ...}, as Yin and Wang (KDD 2014) published 11,109 titles
of Google News of one day. `--documents`: a folder of ECB+ (Cybulska and Vossen, LREC 2014) as one JSON
document a file, named 36_1ecb.json or 36_1ecbplus.json, with `title` and `text`; all documents of a
topic's half tell of one event. The sets are not part of the project; docs/benchmarks.md tells where
they are and what they say. Both are of general news, of whose names the registry knows few.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.compiled import shipped_reader
from monitor.core.evaluation_stories import b_cubed
from monitor.core.reading import Document
from monitor.core.story import Told, Window, fingerprint

# Neither set says when its texts were told.
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
_ECB = re.compile(r"(\d+)_\d+(ecb(?:plus)?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a set, and the event that its set says it tells of."""

    title: str
    summary: str
    event: str


def main() -> None:
    """Prints a line a set."""
    wanted = _arguments()
    for file in wanted.titles:
        _print(file.name, list(_titles(file)))
    if wanted.documents:
        first, _, last = wanted.topics.partition("-")
        chosen = range(int(first), int(last or first) + 1)
        _print(f"ECB+, topics {wanted.topics}", list(_documents(wanted.documents, chosen)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--titles", type=Path, nargs="*", default=[])
    parser.add_argument("--documents", type=Path)
    parser.add_argument("--topics", default="1-45")
    return parser.parse_args()


def _titles(file: Path) -> Iterator[Text]:
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Text(title=row["text"], summary="", event=str(row["cluster"]))


def _documents(folder: Path, topics: Iterable[int]) -> Iterator[Text]:
    chosen = set(topics)
    for file in sorted(folder.glob("*.json")):
        name = _ECB.match(file.stem)
        if name and int(name[1]) in chosen:
            row = json.loads(file.read_text("utf-8"))
            yield Text(title=row["title"], summary=row["text"], event=name[1] + name[2])


def _print(name: str, texts: Sequence[Text]) -> None:
    labels = {str(number): text.event for number, text in enumerate(texts)}
    found = _folded(texts)
    cubed, (precision, recall) = b_cubed(labels, found), _pairwise(labels, found)
    print(
        f"{name}: {len(texts)} texts, {len(set(labels.values()))} events, "
        f"{len(set(found.values()))} stories; "
        f"B-cubed P {cubed.precision:.3f} R {cubed.recall:.3f} F1 {cubed.f1:.3f}; "
        f"pairs P {precision:.3f} R {recall:.3f}; NMI {_mutual(labels, found):.3f}"
    )


def _folded(texts: Sequence[Text]) -> dict[str, str]:
    """The stories as telemon folds, each text from an outlet of its own, all at one time."""
    reader, window = shipped_reader(), Window()
    stories: list[int] = []
    for number, text in enumerate(texts):
        outlet = f"outlet {number}"
        read = reader.read(
            Document(title=text.title, summary=text.summary, language="en", outlet=outlet)
        )
        told = Told(outlet=outlet, canonical_url=None, seen_at=AT)
        mark = fingerprint(read, told, reader.concepts)
        joined = window.fold(mark).story_id
        stories.append(number if joined is None else joined)
        window.add(number, mark, stories[-1])
    return {str(number): str(story) for number, story in enumerate(stories)}


def _pairwise(labels: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float]:
    right = _pairs(Counter((labels[one], found[one]) for one in labels).values())
    made, true = _pairs(Counter(found.values()).values()), _pairs(Counter(labels.values()).values())
    return right / made if made else 1.0, right / true if true else 1.0


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _mutual(labels: Mapping[str, str], found: Mapping[str, str]) -> float:
    """Mutual information over the geometric mean of the entropies, as Yin and Wang reckon."""
    count = len(labels)
    true, made = Counter(labels.values()), Counter(found.values())
    both = Counter((labels[one], found[one]) for one in labels)
    shared = sum(
        n / count * math.log(n * count / (true[a] * made[b])) for (a, b), n in both.items()
    )
    return shared / math.sqrt(_entropy(true, count) * _entropy(made, count))


def _entropy(groups: Counter[str], count: int) -> float:
    return -sum(n / count * math.log(n / count) for n in groups.values())


if __name__ == "__main__":
    main()
