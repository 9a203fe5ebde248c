"""Concepts: the entities of the registry and the subjects of the glossary, as values.

They come from data files; `config.concepts` reads those and builds what stands here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property

from monitor.core.errors import ConceptError
from monitor.core.form import Case as Case
from monitor.core.form import Form as Form
from monitor.core.form import Guard as Guard
from monitor.core.form import Role as Role
from monitor.core.text import STEMS, folded_words, is_inflection

SUBJECT = "subject"
_OF_A_KIND = ("kind:", "two:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """An entity or a subject. `kind` is that of the registry, or "subject".

    `parts`: lists of ids (or "kind:regulator", or "two:operator" for two of a kind) that together,
    near each other, mean this too.
    `excluded`: phrases that hold a form but mean something else; `against`: words near by that void
    an occurrence; `unless`: concepts near by that void the parts. `typed`: what a user may type for
    it that proves nothing in a text. `general`: its words are those of any trade, so that it counts
    only in an entry with a sign of the trade; `sign`: a building block that is one, as companies and
    subjects that are not general are of themselves. `countries`: ISO 3166, the seat first.
    """

    id: str
    name: str
    kind: str
    forms: tuple[Form, ...] = ()
    countries: tuple[str, ...] = ()
    parent: str | None = None
    guard: Guard | None = None
    parts: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    helper: bool = False
    general: bool = False
    sign: bool = False

    @property
    def is_subject(self) -> bool:
        """Whether it is a subject of the glossary."""
        return self.kind == SUBJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What typed words mean: a concept; with `form`, only where the text uses that form."""

    concept: str
    form: str | None = None


def spoken(text: str) -> str:
    """The key under which a name is looked up: folded words with one blank between."""
    return " ".join(folded_words(text.lstrip("=")))


def stemmed(text: str) -> str:
    """The key that also forgives inflection and spelling: English stems."""
    return " ".join(STEMS["en"][word] for word in folded_words(text.lstrip("=")))


def _written(concept: Concept) -> str:
    """The concept as text that is the same in every process: a set has no order of its own."""
    if concept.guard is None:
        return repr(concept)
    names, guard = sorted(concept.guard.names), replace(concept.guard, names=frozenset())
    return f"{replace(concept, guard=guard)!r} {names!r}"


_WHOLE = frozenset((Role.NAME, Role.ALIAS, Role.NATIVE, Role.FORMER, Role.TICKER, Role.TERM))
_MAX_TYPED_WORDS = 7
_GOES_WITHOUT_SAYING = frozenset(
    "telecom telecoms telecommunications telecommunication telco telcos operator operators carrier "
    "carriers industry sector".split()
)
_JOINTS = frozenset("a an and at by for in of on the to with".split())


@dataclass(frozen=True)
class Concepts:
    """All concepts by id."""

    by_id: dict[str, Concept] = field(default_factory=dict)

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Concepts:
        """Concepts by id; a later one of the same id takes the place of an earlier one.

        Raises ConceptError for a reference to an id that is not there.
        """
        found = cls({concept.id: concept for concept in concepts})
        found.check()
        return found

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def get(self, concept_id: str) -> Concept | None:
        """The concept of this id, or None."""
        return self.by_id.get(concept_id)

    def name_of(self, concept_id: str) -> str:
        """The name of a concept; its id where it has left the registry."""
        concept = self.by_id.get(concept_id)
        return concept.name if concept else concept_id

    def country(self, code: str) -> str | None:
        """The concept of the country with an ISO 3166 code."""
        return self._countries.get(code)

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {one.countries[0]: one.id for one in self if one.kind == "country" and one.countries}

    def check(self) -> None:
        """Raises ConceptError for the first reference that leads nowhere."""
        kinds = {concept.kind for concept in self}
        for concept in self:
            asked = [part for parts in concept.parts for part in parts]
            asked += [
                *concept.broader,
                *concept.unless,
                *((concept.parent,) if concept.parent else ()),
            ]
            for name in asked:
                kind = name.partition(":")[2]
                if name not in self.by_id and not (name.startswith(_OF_A_KIND) and kind):
                    raise ConceptError(
                        f"concept {concept.id}: {name} is not known; write the id of a concept, "
                        f"or kind: and one of {', '.join(sorted(kinds))}"
                    )

    @cached_property
    def version(self) -> str:
        """Hash of all concepts: changes whenever one of them does."""
        digest = hashlib.sha256()
        for concept in self:
            digest.update(_written(concept).encode())
        return digest.hexdigest()[:16]

    def resolve(self, typed: str) -> tuple[Meaning, ...]:
        """What typed words mean; several where the name is shared, none where it is unknown.

        An id or a display name wins over aliases, these over brands and units of an owner.
        """
        key = spoken(typed)
        for table in self._tables:
            if meanings := table.get(key):
                # Vivo is not vivo: of names that differ in case only, the one as written.
                written = [one for one in meanings if self.by_id[one.concept].name == typed.strip()]
                return tuple(written) or meanings
        found = self._inflected.get(stemmed(typed), ())
        words = key.split()
        meant = tuple(
            dict.fromkeys(
                meaning for term, meaning in found if all(map(is_inflection, words, term.split()))
            )
        )
        return meant or self._without_trade(words)

    def _without_trade(self, words: list[str]) -> tuple[Meaning, ...]:
        """A telecom merger is a merger: what goes without saying in this trade is left out."""
        kept = [word for word in words if word not in _GOES_WITHOUT_SAYING]
        if len(kept) == len(words):
            return ()
        while kept and kept[-1] in _JOINTS:  # a tax on telecoms
            kept.pop()
        while kept and kept[0] in _JOINTS:
            del kept[0]
        if not kept:
            return ()
        meant = self.resolve(" ".join(kept))
        return meant if all(self.by_id[one.concept].is_subject for one in meant) else ()

    @property
    def longest(self) -> int:
        """How many words the longest name that can be typed may have."""
        return _MAX_TYPED_WORDS

    def suggest(self, typed: str, count: int = 3) -> tuple[Concept, ...]:
        """Concepts whose names look like the typed words or share one, best first."""
        key = spoken(typed)
        names = self._tables[0]
        near = get_close_matches(key, list(names), count, 0.75)
        words = set(key.split())
        near += [name for name in names if words & set(name.split())]
        found = dict.fromkeys(meaning.concept for name in near for meaning in names[name])
        return tuple(self.by_id[name] for name in found if not self.by_id[name].helper)[:count]

    @cached_property
    def _tables(self) -> tuple[dict[str, tuple[Meaning, ...]], ...]:
        names: dict[str, dict[Meaning, None]] = {}
        aliases: dict[str, dict[Meaning, None]] = {}
        brands: dict[str, dict[Meaning, None]] = {}
        for concept in self:
            whole = Meaning(concept=concept.id)
            own = () if concept.helper else (concept.name, concept.id.replace("-", " "))
            for name in (*own, *concept.typed):
                names.setdefault(spoken(name), {})[whole] = None
            for form in () if concept.helper else concept.forms:
                table, meaning = aliases, whole
                if form.role not in _WHOLE:
                    table, meaning = brands, Meaning(concept=concept.id, form=spoken(form.text))
                table.setdefault(spoken(form.text), {})[meaning] = None
        names.pop("", None)
        return tuple(
            {key: tuple(found) for key, found in table.items()}
            for table in (names, aliases, brands)
        )

    @cached_property
    def _inflected(self) -> dict[str, tuple[tuple[str, Meaning], ...]]:
        found: dict[str, dict[tuple[str, Meaning], None]] = {}
        for concept in self:
            if not concept.is_subject or concept.helper:
                continue
            texts = [concept.name, *concept.typed]
            texts += [form.text for form in concept.forms if form.language == "en"]
            for text in texts:
                meaning = Meaning(concept=concept.id)
                found.setdefault(stemmed(text), {})[spoken(text), meaning] = None
        return {key: tuple(meanings) for key, meanings in found.items()}
