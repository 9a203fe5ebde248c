"""A fingerprint: what a report is compared by, and its form as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern

TITLE, TEXT, IMPLIED = 3, 2, 1
# The first field of the text form: rises when an older form can no longer be read.
FORM = "3"
_WORD, _NAME = "w", "n"
_MARKS = {TITLE: "*", TEXT: "", IMPLIED: "~"}
_RANKS = {"*": TITLE, "~": IMPLIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a report is compared by.

    `keys`: key -> 3 where it stands in the title, 2 in the text, 1 where another key implies it. A
    key is a letter and a value: e entity, c country, s subject, v value, w word. `url`, `title` and
    `lead` are hashes of the canonical address, of the bare title and of the text's first letters;
    empty where there is too little to hash. `label`: what stands before the colon of a title, by
    which a series is known ("Weekly tenders: ..."). `shape`: a hash of the title without its
    numbers, a slash, the numbers; empty where it has none. `roundup`: the title lists several events.
    `names`: the keys of words that are written as names; the text form has n for their w.
    What follows from the keys: `heads`, those of the title but subjects; `named`, the heads but
    words; `marks`, the values that tell events apart; `has_entity`, whether any company is named.
    """

    keys: Mapping[str, int]
    seen_at: datetime
    language: str = ""
    outlet: str = ""
    url: str = ""
    title: str = ""
    lead: str = ""
    stages: frozenset[str] = frozenset()
    label: str = ""
    shape: str = ""
    roundup: bool = False
    names: frozenset[str] = frozenset()
    heads: frozenset[str] = field(init=False, repr=False)
    named: frozenset[str] = field(init=False, repr=False)
    marks: frozenset[str] = field(init=False, repr=False)
    has_entity: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        heads, marks = [], []
        for key, rank in self.keys.items():
            if rank == TITLE and key[0] != "s":
                heads.append(key)
            if key[0] == "v" and _tells_apart(key, rank):
                marks.append(key)
        object.__setattr__(self, "heads", frozenset(heads))
        object.__setattr__(self, "named", frozenset([key for key in heads if key[0] != "w"]))
        object.__setattr__(self, "has_entity", "e" in {key[0] for key in self.keys})
        object.__setattr__(self, "marks", frozenset(marks))

    def text(self) -> str:
        """The fingerprint as one line of text, without outlet and time of sight (300-600 bytes)."""
        names = self.names
        keys = " ".join(
            f"{_NAME + key[1:] if key in names else key}{_MARKS[rank]}"
            for key, rank in self.keys.items()
        )
        fields = (
            FORM, self.language, self.url, self.title, self.lead, ",".join(sorted(self.stages)),
            self.label, self.shape, "1" if self.roundup else "", keys,
        )  # fmt: skip
        return "\t".join(fields)


def _tells_apart(value: str, rank: int) -> bool:
    """Whether reports that differ in a value cannot tell of one event."""
    return value.startswith("v:quarter") or (
        rank == TITLE and value.startswith(("v:release", "v:case"))
    )


def from_text(text: str, *, outlet: str, seen_at: datetime) -> Fingerprint | None:
    """The fingerprint that `text()` wrote; None for another form, which is to be taken anew."""
    fields = text.split("\t")
    if len(fields) != 10 or fields[0] != FORM:
        return None
    _, language, url, title, lead, stages, label, shape, roundup, packed = fields
    keys, names = dict[str, int](), set[str]()
    for written in packed.split():
        key = intern(written.rstrip("*~").replace(_NAME, _WORD, written[0] == _NAME))
        keys[key] = _RANKS.get(written[-1], TEXT)
        if written[0] == _NAME:
            names.add(key)
    return Fingerprint(
        keys=keys,
        names=frozenset(names),
        seen_at=seen_at,
        language=language,
        outlet=outlet,
        url=url,
        title=title,
        lead=lead,
        stages=frozenset(stages.split(",")) - {""},
        label=label,
        shape=shape,
        roundup=bool(roundup),
    )


def keys_of_text(text: str) -> list[str]:
    """The keys that the text of a fingerprint holds, without those that others imply."""
    packed = text.rpartition("\t")[2]
    return [key.rstrip("*") for key in packed.split() if key[-1] != "~"]


def spellings(keys: Iterable[str]) -> dict[str, str]:
    """The forms in which keys stand in the text of a fingerprint, where no other key implies them."""
    return {key + _MARKS[rank]: key for key in keys for rank in (TITLE, TEXT)}


def keys_among(text: str, wanted: Mapping[str, str]) -> set[str]:
    """Those of the wanted keys (by their `spellings`) that the text of a fingerprint holds."""
    found = wanted.keys() & text.rpartition("\t")[2].split()
    return {wanted[form] for form in found}
