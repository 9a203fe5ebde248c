"""Reading and matching, beside the peers' loop of regexes and FTS5 in batches.

    python -m benchmarks.matching [--entries 20000] [--lists 100 10000] [--no-marks] [--rounds 3]

Entries of 60 words and watchlists are made here from a fixed seed. A watchlist is a company, two
words near each other, a phrase, a choice with an exclusion, or a subject. Prints entries per second
of CPU time (whole reading included): which watchlists match, and with --marks also where, as it is
stored; then the time to build, memory, and the ratios to the peers. All take turns, and the best of
the rounds counts, so that other work on the machine tells least.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import process_time

from monitor.compiled import shipped_reader
from monitor.core.concept import Concepts
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader
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
    patterns: list[list[re.Pattern[str]]]


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
    return Corpus(documents=documents, queries=queries, patterns=_patterns(queries.values()))


def _patterns(queries: Iterable[str]) -> list[list[re.Pattern[str]]]:
    return [
        [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in folded_words(text)]
        for text in queries
    ]


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


def built(reader: Reader, made: Corpus) -> tuple[Matcher, float]:
    """The matcher, and the CPU seconds that it took from the text of the queries."""
    start = process_time()
    queries = {name: parse_query(text) for name, text in made.queries.items()}
    return Matcher(reader.concepts, queries, reader), process_time() - start


def hits(matcher: Matcher, documents: list[Document]) -> int:
    """Reads and matches; how many hits there are."""
    return sum(len(matcher.match(matcher.read(document))) for document in documents)


def marked(matcher: Matcher, documents: list[Document]) -> int:
    """The same with what is stored of a hit; how many marks there are."""
    return sum(len(match.spans) for one in documents for match in matcher.match(matcher.read(one)))


def regexes(made: Corpus, documents: list[Document]) -> None:
    """One compiled regex per term per list, as the peers do it."""
    for one in documents:
        text = f"{one.title} {one.summary}"
        for terms in made.patterns:
            all(term.search(text) for term in terms)


def fts(made: Corpus, documents: list[Document], batch: int = 2000) -> None:
    """FTS5 in memory: a batch is indexed, each list is one query."""
    asked = [
        " AND ".join(f'"{word}"' for word in folded_words(text) if word not in ("and", "or", "not"))
        for text in made.queries.values()
    ]
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


Engine = tuple[str, Callable[[list[Document]], object], list[Document]]


def rates(engines: list[Engine], rounds: int) -> dict[str, float]:
    """Entries per second of CPU time by engine: each takes its turn in each round, the best counts."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, work, documents in engines:
            start = process_time()
            work(documents)
            rate = len(documents) / max(process_time() - start, 1e-9)
            best[name] = max(best.get(name, 0.0), rate)
    return best


def measure(reader: Reader, lists: int, options: argparse.Namespace) -> None:
    """Prints the row of so many watchlists."""
    made = corpus(reader.concepts, options.entries, lists, options.common)
    matcher, seconds = built(reader, made)
    documents = made.documents
    found = hits(matcher, documents[:2000]) / len(documents[:2000])
    few = documents[: max(2, options.peers * 100 // max(100, lists))]
    engines: list[Engine] = [("matched", lambda here: hits(matcher, here), documents)]
    if options.marks:
        engines.append(("with marks", lambda here: marked(matcher, here), documents))
    engines.append(("regexes", lambda here: regexes(made, here), few))
    engines.append(("FTS5", lambda here: fts(made, here), documents[:2000]))
    best = rates(engines, options.rounds)
    print(f"{lists:6} lists: built in {seconds:.2f} s, {found:.1f} hits an entry")
    for name, rate in best.items():
        ratios = ", ".join(
            f"x{rate / best[peer]:,.2f} of {peer}" for peer in ("regexes", "FTS5") if peer != name
        )
        print(f"       {name:12}{rate:10,.1f} entries/s  {ratios}")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Runs the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--entries", type=int, default=20_000)
    asked.add_argument("--lists", type=int, nargs="*", default=[100, 10_000])
    asked.add_argument("--marks", action=argparse.BooleanOptionalAction, default=True)
    asked.add_argument("--rounds", type=int, default=3, help="turns of each engine")
    asked.add_argument("--peers", type=int, default=200, help="entries given to the regexes")
    asked.add_argument("--common", type=int, default=300, help="commonest words no list uses")
    options = asked.parse_args()
    before, start = _memory(), process_time()
    reader = shipped_reader()
    print(
        f"{len(reader.concepts)} concepts loaded and compiled in {process_time() - start:.2f} s, "
        f"{_memory() - before:,.0f} MB"
    )
    for lists in options.lists:
        measure(reader, lists, options)
    print(f"peak memory {_memory():,.0f} MB, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
