"""Documents -> Readings."""

from __future__ import annotations

import hashlib

from monitor.core.concept import Concepts
from monitor.core.reading.compose import Composer
from monitor.core.reading.document import Document
from monitor.core.reading.guard import Judge
from monitor.core.reading.lexicon import Lexicon, Owner, Sort
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import Outline, outline
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
        names = [found for found in forms if not found[2].subject]
        for first, last, owner in forms:
            reason = _not_here(first, last, owner, names, excluded)
            mention = _mention(made, first, last, owner, reason or Reason.CLEAR)
            if reason is None:
                mentions.append((mention, owner))
            elif reason is not Reason.LONGER:
                rejected.append(mention)
        judged = self._judge.judge(made, mentions)
        counting = [mention for mention in judged if mention.counts]
        rejected += [mention for mention in judged if not mention.counts]
        composed = self._composer.compose(made, counting)
        return Reading(outline=made, mentions=tuple(composed), rejected=tuple(rejected))

    def _scan(self, made: Outline) -> tuple[list[_Found], dict[str, list[tuple[int, int]]]]:
        forms: dict[tuple[str, int, int], Owner] = {}
        excluded: dict[str, list[tuple[int, int]]] = {}
        for first, last, owners in self._lexicon.scan(made.streams):
            cut = last - first > 1 and _is_cut(made, first, last)
            for owner in owners:
                if cut and "," not in owner.alias:
                    continue
                if owner.sort is Sort.EXCLUDED:
                    excluded.setdefault(owner.concept, []).append((first, last))
                elif (owner.concept, first, last) not in forms and _is_written(
                    owner, made, first, last
                ):
                    forms[owner.concept, first, last] = owner
        return [(first, last, owner) for (_, first, last), owner in forms.items()], excluded


def _mention(made: Outline, first: int, last: int, owner: Owner, reason: Reason) -> Mention:
    return Mention(owner.concept, owner.alias, first, last, made.units[first], reason)


def _is_cut(made: Outline, first: int, last: int) -> bool:
    """Whether a comma, semicolon or bracket stands between the tokens."""
    return bool(made.cuts) and not made.cuts.isdisjoint(range(first, last - 1))


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
        return not _continues(made, first) and not _continues(made, last)
    return True


def _continues(made: Outline, token: int) -> bool:
    """Whether the token and the one before it are kana without anything between."""
    before, after = made.tokens[token - 1 : token], made.tokens[token : token + 1]
    if not (before and after and _kana(before[0]) and _kana(after[0])):
        return False
    return made.place(token - 1, token)[2] == made.place(token, token + 1)[1]


def _kana(token: str) -> bool:
    return "\u30a1" <= token <= "\u30fa" or token == "ー"


def _not_here(
    first: int,
    last: int,
    owner: Owner,
    names: list[_Found],
    excluded: dict[str, list[tuple[int, int]]],
) -> Reason | None:
    """Why a form does not count where it stands, whatever stands near by; None where it may."""
    for start, end in excluded.get(owner.concept, ()):
        if start <= first and last <= end:
            return Reason.OTHER_PHRASE
    for start, end, other in names:
        if start <= first and last <= end and other.concept != owner.concept:
            longer = end - start > last - first
            if longer if not owner.subject else _hides(other, owner):
                return Reason.LONGER
    return None


def _hides(name: Owner, term: Owner) -> bool:
    """Telefónica is no telephone; but an alliance for O-RAN or 5G is about O-RAN and 5G."""
    return not name.doubtful and term.written is None and term.alias.isalpha()
