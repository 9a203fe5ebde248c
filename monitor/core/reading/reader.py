"""Documents -> Readings."""

from __future__ import annotations

import hashlib

from monitor.core.concept import Concepts
from monitor.core.reading.compose import Composer
from monitor.core.reading.document import Document
from monitor.core.reading.guard import Judge
from monitor.core.reading.lexicon import Lexicon, Owner, Sort
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import EXACT, Outline, Stream, outline
from monitor.core.reading.reading import Reading
from monitor.core.text import is_inflection

# Rises with every change of the reader's rules: what an older one read is read again.
READER = "1"

_Found = tuple[int, int, Owner]


class Reader:
    """Reads documents; holds the compiled patterns of all concepts."""

    def __init__(self, concepts: Concepts) -> None:
        self.concepts = concepts
        self._lexicon = Lexicon(concepts)
        self._judge = Judge(concepts)
        self._composer = Composer(concepts)

    @property
    def version(self) -> str:
        """Hash of the reader's rules and of all concepts."""
        return hashlib.sha256(f"{READER}:{self.concepts.version}".encode()).hexdigest()[:12]

    def read(self, document: Document) -> Reading:
        """The document's tokens, sentences and mentions."""
        made = outline(document)
        if not made.sentences:
            return Reading(outline=made)
        forms, excluded = self._scan(made)
        mentions, rejected = [], []
        for mention, owner in _longest(self._mentions(made, forms)):
            if _is_covered(mention, excluded):
                rejected.append(_because(mention, Reason.OTHER_PHRASE))
            else:
                mentions.append((mention, owner))
        judged = self._judge.judge(made, mentions)
        counting = [mention for mention in judged if mention.counts]
        rejected += [mention for mention in judged if not mention.counts]
        composed = self._composer.compose(made, counting)
        return Reading(outline=made, mentions=tuple(composed), rejected=tuple(rejected))

    def _scan(self, made: Outline) -> tuple[list[_Found], dict[str, list[tuple[int, int]]]]:
        streams = list(made.streams.values())
        forms: dict[tuple[str, int, int], Owner] = {}
        excluded: dict[str, list[tuple[int, int]]] = {}
        text = "".join(stream.text for stream in streams)
        for pattern, start, end in self._lexicon.scan(text):
            stream = _stream_of(streams, start)
            first, last = stream.tokens(start, end)
            for owner in self._lexicon.owners[pattern]:
                if owner.sort is Sort.EXCLUDED:
                    excluded.setdefault(owner.concept, []).append((first, last))
                elif _is_written(owner, made, first, last):
                    forms.setdefault((owner.concept, first, last), owner)
        return [(first, last, owner) for (_, first, last), owner in forms.items()], excluded

    def _mentions(self, made: Outline, forms: list[_Found]) -> list[tuple[Mention, Owner]]:
        found = []
        for first, last, owner in forms:
            unit = made.sentence_at(first).unit
            mention = Mention(
                concept=owner.concept, alias=owner.alias, first=first, last=last, unit=unit
            )
            found.append((mention, owner))
        return found


def _stream_of(streams: list[Stream], start: int) -> Stream:
    found = streams[0]
    for stream in streams:
        if stream.offset > start:
            break
        found = stream
    return found


def _is_written(owner: Owner, made: Outline, first: int, last: int) -> bool:
    """Whether the case is right, and a kana name is no part of a longer kana word."""
    if owner.sort is Sort.PART_OF_WORD:
        return made.language == "de"
    if owner.written is not None:
        tokens = [token.removesuffix("'s") for token in made.tokens[first:last]]
        return tuple(tokens) == owner.written or "".join(tokens) == "".join(owner.written)
    if owner.lone is not None:
        return last - first > 1 or is_inflection(owner.lone, made.folds[first])
    if owner.kana and not owner.subject:
        around = (made.tokens[first - 1] if first else "", made.tokens[last : last + 1])
        before, after = around[0], (around[1][0] if around[1] else "")
        return not (_kana(before) or _kana(after))
    return True


def _kana(token: str) -> bool:
    return bool(token) and ("\u30a1" <= token <= "\u30fa" or token == "ー")


def _longest(found: list[tuple[Mention, Owner]]) -> list[tuple[Mention, Owner]]:
    """Without mentions inside a longer mention of another entity, or of the same concept."""
    kept = []
    for mention, owner in found:
        inside = (
            other
            for other, other_owner in found
            if other.first <= mention.first and mention.last <= other.last
            and other.last - other.first > mention.last - mention.first
            and (other.concept == mention.concept or not (owner.subject or other_owner.subject))
        )  # fmt: skip
        if next(inside, None) is None:
            kept.append((mention, owner))
    return kept


def _is_covered(mention: Mention, excluded: dict[str, list[tuple[int, int]]]) -> bool:
    spans = excluded.get(mention.concept)
    return bool(spans) and any(
        first <= mention.first and mention.last <= last for first, last in spans or ()
    )


def _because(mention: Mention, reason: Reason) -> Mention:
    return Mention(
        concept=mention.concept, alias=mention.alias, first=mention.first, last=mention.last,
        unit=mention.unit, reason=reason, through=mention.through,
    )  # fmt: skip


__all__ = ["EXACT", "Reader"]
