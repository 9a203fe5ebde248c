"""Documents -> Readings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from monitor.core.concept import Concepts
from monitor.core.reading.blocks import Blocks
from monitor.core.reading.compose import Composer
from monitor.core.reading.document import Document
from monitor.core.reading.guard import Judge
from monitor.core.reading.lexicon import Lexicon, Owner, Sort
from monitor.core.reading.mention import COUNTING, Mention, Place, Reason
from monitor.core.reading.outline import Outline, outline
from monitor.core.reading.reading import Reading
from monitor.core.reading.setting import Setting

# Rises with every change of the reader's rules: what an older one read is read again.
READER = "3"
_CUTTING = re.compile(r"[,;()|]")
# Texts of these languages hold no English words that are not names or terms.
_LATIN = frozenset("de fr es pt it tr".split())

_Found = tuple[int, int, Owner]
_Excluded = dict[str, list[tuple[int, int]]]


class _Scan(NamedTuple):
    """The forms, each place once for a concept; where phrases speak against a concept; the blocks."""

    forms: list[_Found]
    excluded: _Excluded
    blocks: list[Place]


class Reader:
    """Reads documents; holds the compiled patterns of all concepts."""

    def __init__(self, concepts: Concepts) -> None:
        self.concepts = concepts
        self._lexicon = Lexicon(concepts)
        self._judge = Judge(concepts)
        self._composer = Composer(concepts)
        self._setting = Setting(concepts)
        self._asked = frozenset(one.id for one in concepts if one.helper and one.typed)

    @property
    def version(self) -> str:
        """Hash of the reader's rules and of all concepts."""
        return hashlib.sha256(f"{READER}:{self.concepts.version}".encode()).hexdigest()[:12]

    def read(self, document: Document) -> Reading:
        """The document's words, sentences and mentions."""
        made = outline(document)
        if not made.sentences:
            return Reading(outline=made)
        forms, excluded, blocks = self._scan(made)
        names, units = _names(forms), made.units
        mentions, rejected = [], []
        for found in forms:
            first, last, owner = found
            mention = Mention(owner.concept, owner.alias, first, last, units[first])
            if excluded and _is_inside(first, last, excluded.get(owner.concept, ())):
                rejected.append(mention._replace(reason=Reason.OTHER_PHRASE))
            elif first not in names or not _is_part(found, names[first]):
                mentions.append((mention, owner))
        judged = self._judge.judge(made, mentions)
        counting = [mention for mention in judged if mention.reason in COUNTING]
        if len(counting) < len(judged):
            rejected += [mention for mention in judged if mention.reason not in COUNTING]
        near = _placed(blocks, excluded, names, units)
        composed = self._composer.compose(made, counting, near)
        composed, others = self._setting.split(document, composed, near)
        return Reading(
            outline=made,
            mentions=tuple(composed),
            rejected=(*rejected, *others),
            blocks=near,
            asked=self._asked,
        )

    def _scan(self, made: Outline) -> _Scan:
        forms: dict[tuple[str, int, int], _Found] = {}
        latin = made.language in _LATIN
        excluded: _Excluded = {}
        blocks: list[Place] = []
        for first, last, owners in self._lexicon.scan(made):
            here = owners.own if latin else owners.every
            if not owners.each and last - first == 1:
                if here:
                    blocks.append((first, last, here))
                continue
            cut = last - first > 1 and made.is_cut(first, last)
            for owner in owners.each:
                if (owner.english and latin) or (cut and not _CUTTING.search(owner.alias)):
                    continue
                if owner.sort is Sort.EXCLUDED:
                    excluded.setdefault(owner.concept, []).append((first, last))
                elif (owner.written is None and not owner.kana) or _is_written(
                    owner, made, first, last
                ):
                    forms.setdefault((owner.concept, first, last), (first, last, owner))
            if cut:
                here = {block: form for block, form in here.items() if _CUTTING.search(form)}
            if here:
                blocks.append((first, last, here))
        return _Scan(list(forms.values()), excluded, blocks)


def _placed(
    blocks: list[Place], excluded: _Excluded, names: dict[int, list[_Found]], units: list[int]
) -> Blocks:
    """Where building blocks stand, no part of a name or of another phrase."""
    found = []
    for first, last, met in blocks:
        forms = met
        if first in names and _is_hidden(first, last, names[first]):
            forms = {block: form for block, form in met.items() if not form.isalpha()}
        if excluded and not excluded.keys().isdisjoint(forms):
            forms = {
                block: form
                for block, form in forms.items()
                if not _is_inside(first, last, excluded.get(block, ()))
            }
        if forms:
            found.append((units[first], (first, last, forms)))
    placed = Blocks()
    placed.add_all(found)
    return placed


def _is_hidden(first: int, last: int, names: list[_Found]) -> bool:
    """Whether the words are a part of an unmistakable name: Telefónica is no telephone."""
    return any(start <= first and last <= end and not name.doubtful for start, end, name in names)


def _names(forms: list[_Found]) -> dict[int, list[_Found]]:
    """The names among the forms, by each word that they cover."""
    names: dict[int, list[_Found]] = {}
    for found in forms:
        if not found[2].subject:
            for place in range(found[0], found[1]):
                names.setdefault(place, []).append(found)
    return names


def _is_part(form: _Found, names: list[_Found]) -> bool:
    """Whether the form is only a part of one of the names, another's."""
    first, last, owner = form
    for start, end, other in names:
        if start <= first and last <= end and other.concept != owner.concept:
            longer = end - start > last - first
            if longer if not owner.subject else _hides(other, owner):
                return True
    return False


def _is_inside(first: int, last: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(start <= first and last <= end for start, end in places)


def _is_written(owner: Owner, made: Outline, first: int, last: int) -> bool:
    """Whether the case is right, and a kana name is no part of a longer kana word."""
    if owner.written is not None:
        tokens = [token.removesuffix("'s") for token in made.tokens[first:last]]
        return tuple(tokens) == owner.written or "".join(tokens) == "".join(owner.written)
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


def _hides(name: Owner, term: Owner) -> bool:
    """Telefónica is no telephone; but an alliance for O-RAN or 5G is about O-RAN and 5G."""
    return not name.doubtful and term.written is None and term.alias.isalpha()
