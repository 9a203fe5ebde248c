"""Reading and matching, beside the peers' loop of regexes and FTS5 in batches.

    python -m benchmarks.matching [--entries 20000] [--lists 100 10000] [--peers 200]

Entries of 60 words and watchlists are made here from a fixed seed. A watchlist is a company, two
words near each other, a phrase, a choice with an exclusion, or a subject. Prints entries per
second on one core (whole reading included), the time to build, memory, and ratios of the same run.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from config.concepts import load_concepts
from monitor.core.concept import Concepts
from monitor.core.query import Matcher, Query, parse_query
from monitor.core.reading import Document
from monitor.core.text import folded_words

WORDS = 60
_SYLLABLES = (
    "ba co di fe gu la me ni po ru sa te vi wo xa ze bri cla dre flo gri pla sto tra".split()
)
_COMMON = """the of to in and a for on said by with from is that it its as at will has new company
operator network mobile million customers plans year billion market services data after more than
carrier government deal spectrum licence fibre satellite towers investment regulator""".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What is read and what is asked of it."""

    documents: list[Document]
    queries: dict[str, str]


def corpus(concepts: Concepts, entries: int, lists: int, common: int = 300) -> Corpus:
    """Entries and watchlists, the same for the same numbers; no list uses the commonest words."""
    dice = random.Random(7)
    words = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(20_000)]
    names = [concept.name for concept in concepts if not concept.is_subject]
    weights = [1 / (place + 10) for place in range(len(words))]
    pool = iter(dice.choices(words, weights, k=entries * WORDS))
    documents = [_document(dice, names, pool) for _ in range(entries)]
    subjects = [concept.name for concept in concepts if concept.is_subject and not concept.helper]
    rare = words[common:]
    queries = {f"w{n}": _query(dice, names, subjects, rare, n) for n in range(lists)}
    return Corpus(documents=documents, queries=queries)


def _document(dice: random.Random, names: list[str], pool: Iterator[str]) -> Document:
    tokens = [dice.choice(_COMMON) if dice.random() < 0.45 else next(pool) for _ in range(WORDS)]
    tokens[dice.randrange(9)] = dice.choice(names)
    tokens[dice.randrange(11, WORDS)] = dice.choice(names)
    for stop in (10, 28, 44):
        tokens[stop] = tokens[stop].rstrip(".") + "."
        tokens[stop + 1] = tokens[stop + 1].capitalize()
    return Document(
        title=" ".join(tokens[:10]).capitalize(), summary=" ".join(tokens[10:]), language="en"
    )


def _query(
    dice: random.Random, names: list[str], subjects: list[str], rare: list[str], number: int
) -> str:
    one, two, three = dice.sample(rare, 3)
    forms = (
        f'"{one} {two}"',
        f"{one} {two}",
        f"({one} OR {two}) NOT {three}",
        f"{one} AND {dice.choice(_COMMON)}",
        f'"{dice.choice(names)}" AND {one}',
        f"{one[:5]}* AND {two}",
        f"entity:{'x'} OR {one}" if number % 40 else _typed(dice.choice(names + subjects)),
    )
    return forms[number % len(forms)]


def _typed(name: str) -> str:
    return '"' + name.replace('"', "") + '"'


def ours(concepts: Concepts, made: Corpus) -> tuple[float, float, int]:
    """Seconds to build, entries per second, hits."""
    start = time.perf_counter()
    queries: dict[str, Query] = {name: parse_query(text) for name, text in made.queries.items()}
    matcher = Matcher(concepts, queries)
    built = time.perf_counter() - start
    for document in made.documents[:500]:
        matcher.match(matcher.read(document))
    start = time.perf_counter()
    hits = sum(len(matcher.match(matcher.read(document))) for document in made.documents)
    return built, len(made.documents) / (time.perf_counter() - start), hits


def regexes(made: Corpus, entries: int) -> float:
    """Entries per second of one compiled regex per term per list, as the peers do it."""
    lists = [
        [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in folded_words(text)]
        for text in made.queries.values()
    ]
    texts = [f"{one.title} {one.summary}" for one in made.documents[:entries]]
    start = time.perf_counter()
    for text in texts:
        for terms in lists:
            all(term.search(text) for term in terms)
    return len(texts) / (time.perf_counter() - start)


def fts(made: Corpus, entries: int, batch: int = 2000) -> float:
    """Entries per second of FTS5 in memory: a batch is indexed, each list is one query."""
    asked = [
        " AND ".join(f'"{word}"' for word in folded_words(text) if word not in ("and", "or", "not"))
        for text in made.queries.values()
    ]
    documents = made.documents[:entries]
    start = time.perf_counter()
    for at in range(0, len(documents), batch):
        base = sqlite3.connect(":memory:")
        base.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'porter unicode61')")
        base.executemany(
            "INSERT INTO t VALUES (?)",
            [(f"{one.title} {one.summary}",) for one in documents[at : at + batch]],
        )
        for query in asked:
            base.execute("SELECT rowid FROM t WHERE t MATCH ?", (query,)).fetchall()
        base.close()
    return len(documents) / (time.perf_counter() - start)


def main() -> None:
    """Runs the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--entries", type=int, default=20_000)
    asked.add_argument("--lists", type=int, nargs="*", default=[100, 10_000])
    asked.add_argument("--peers", type=int, default=200, help="entries given to the regexes")
    asked.add_argument("--common", type=int, default=300, help="commonest words no list uses")
    options = asked.parse_args()
    start = time.perf_counter()
    concepts = load_concepts()
    print(f"{len(concepts)} concepts loaded in {time.perf_counter() - start:.2f} s")
    for lists in options.lists:
        made = corpus(concepts, options.entries, lists, options.common)
        built, rate, hits = ours(concepts, made)
        few = max(2, options.peers * 100 // max(100, lists))
        loop, batches = regexes(made, few), fts(made, min(options.entries, 2000))
        print(
            f"{lists:6} lists: build {built:.2f} s, {rate:,.0f} entries/s, "
            f"{hits / options.entries:.1f} hits an entry | regexes {loop:,.1f} (x{rate / loop:,.0f}) "
            f"| FTS5 {batches:,.0f} (x{rate / batches:.2f})"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MB, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
