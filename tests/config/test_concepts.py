"""The registry and the glossary that ship hold together, and a bad file is refused by name."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from config.concepts import KINDS, load_concepts
from config.families import tickers
from monitor.core.concept import Concept, Role, spoken
from monitor.core.errors import ConceptError
from monitor.core.reading import Document, Reader

CONCEPTS = load_concepts()
ENTITIES = [concept for concept in CONCEPTS if not concept.is_subject]
SUBJECTS = [concept for concept in CONCEPTS if concept.is_subject and not concept.helper]
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "tr", "zh", "ja", "ar")
OWN = (Role.NAME, Role.ALIAS, Role.NATIVE, Role.FORMER)
LENT = (Role.UNIT, Role.BRAND)
# A company of two owners counts for both.
JOINT = {"vodafonethree"}


def _count(*kinds: str) -> int:
    return sum(concept.kind in kinds for concept in ENTITIES)


@pytest.mark.parametrize(
    ("kinds", "least"),
    [
        (("operator",), 700),
        (("vendor", "chipmaker"), 80),
        (("regulator", "ministry"), 120),
        (("standards", "industry"), 40),
        (("satellite", "tower", "cable", "wholesale"), 80),
        (("patent", "court"), 20),
        (("country",), 190),
    ],
)
def test_the_registry_is_as_large_as_promised(kinds: tuple[str, ...], least: int) -> None:
    assert _count(*kinds) >= least


def test_two_hundred_subjects_speak_nearly_all_of_the_languages() -> None:
    assert len(SUBJECTS) >= 200

    for language in LANGUAGES:
        speaking = sum(any(form.language == language for form in one.forms) for one in SUBJECTS)
        assert speaking >= 0.9 * len(SUBJECTS), language


def test_at_least_120_names_that_are_words_have_a_guard() -> None:
    assert sum(len(one.guard.names) for one in ENTITIES if one.guard) >= 120


def test_every_country_code_belongs_to_a_country_that_ships() -> None:
    codes = {code for one in ENTITIES if one.kind == "country" for code in one.countries}

    strange = {code for one in ENTITIES for code in one.countries} - codes

    assert strange <= {"EU", "XK"}


def test_operators_and_regulators_say_where_they_are() -> None:
    homeless = [
        one.id for one in ENTITIES if one.kind in ("operator", "regulator") and not one.countries
    ]

    assert homeless == []


def test_every_kind_is_known_and_used() -> None:
    assert {one.kind for one in ENTITIES} == KINDS


def test_no_entity_is_its_own_ancestor() -> None:
    for one in ENTITIES:
        seen, above = {one.id}, one.parent
        while above:
            assert above not in seen, one.id
            seen.add(above)
            above = CONCEPTS.by_id[above].parent


def test_a_guard_speaks_of_names_that_the_entity_has() -> None:
    for one in ENTITIES:
        if one.guard:
            forms = {spoken(form.text) for form in one.forms}
            assert one.guard.names <= forms, one.id


def test_names_of_two_letters_have_a_guard_or_a_fixed_case() -> None:
    bare = [
        f"{one.id}: {form.text}"
        for one in ENTITIES
        for form in one.forms
        if form.role in OWN and len(form.text) <= 2 and form.text.isascii() and form.text.isalpha()
        if not form.exact and not (one.guard and spoken(form.text) in one.guard.names)
    ]

    assert bare == []


def test_a_name_of_several_companies_is_told_apart_by_country() -> None:
    owners: dict[str, dict[str, Concept]] = defaultdict(dict)
    for one in ENTITIES:
        for form in one.forms:
            if form.role in OWN:
                owners[spoken(form.text)][one.id] = one
    shared = {name: found for name, found in owners.items() if len(found) > 1}

    torn = []
    for name, found in shared.items():
        homes = Counter(one.countries[:1] for one in found.values())
        kin = any(one.parent in found for one in found.values())
        if max(homes.values()) > 1 and not kin and name not in JOINT:
            torn.append((name, sorted(found)))

    assert torn == []


def test_every_subject_says_itself_in_some_way() -> None:
    assert [one.id for one in CONCEPTS if one.is_subject and not (one.forms or one.parts)] == []


def test_a_daughters_name_that_holds_the_mothers_counts_for_the_mother() -> None:
    mothers = {
        "sky-uk": "Sky Italia", "ooredoo": "Indosat Ooredoo Hutchison", "vodafone": "Vodafone Idea",
    }  # fmt: skip

    for mother, name in mothers.items():
        lent = {form.text for form in CONCEPTS.by_id[mother].forms if form.role in LENT}
        assert name in lent


def test_a_ticker_is_known_under_every_name_of_its_bourse() -> None:
    assert "Paris:SESG" in tickers("EPA:SESG", Role.TICKER)
    assert list(tickers("EPA:SESG", Role.ALIAS)) == ["EPA:SESG"]
    assert list(tickers("XYZ:ABC", Role.TICKER)) == ["XYZ:ABC"]


def test_a_ticker_stands_alone_where_it_is_long_and_neither_a_word_nor_shared(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "entities:\n"
        '- {id: long-one, name: Long One, kind: operator, tickers: ["NYSE:QZXW", "NYSE:QZ"]}\n'
        '- {id: a-word, name: A Word, kind: operator, tickers: ["NYSE:WOLF"]}\n'
        '- {id: shared-a, name: Shared A, kind: operator, tickers: ["NYSE:QQZZ"]}\n'
        '- {id: shared-b, name: Shared B, kind: operator, tickers: ["LSE:QQZZ"]}\n',
        encoding="utf-8",
    )
    reader = Reader(load_concepts(own))

    assert _entities(reader, "QZXW tumbles to its lowest") == {"long-one"}
    for said in ("qzxw tumbles", "QZ tumbles to its lowest", "WOLF tumbles", "QQZZ tumbles"):
        assert _entities(reader, said) == set()


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Amazon asks for 3,000 more satellites in low orbit", True),
        ("Kuiper antennas pass a storm test", True),
        ("Amazon opens a warehouse near Leeds", False),
        ("Kuiper belt object shows a ring, say astronomers", False),
    ],
)
def test_a_company_may_follow_from_its_owner_near_what_it_builds(title: str, counts: bool) -> None:
    assert ("kuiper" in _entities(Reader(CONCEPTS), title)) is counts


def test_who_watches_a_group_means_its_brand_but_not_the_other_way_round() -> None:
    reader = Reader(CONCEPTS)

    assert {"ntt-docomo", "ntt"} <= _entities(reader, "Docomo cuts its capex by a tenth")
    assert "ntt-docomo" not in _entities(reader, "NTT cuts its capex by a tenth")


@pytest.mark.parametrize(
    ("title", "summary", "counts"),
    [
        ("Rogers wants stolen phones blocked", "Senator Mike Rogers put the bill to vote.", False),
        ("Rogers raises prices of its wireless plans", "The Canadian carrier wrote so.", True),
        ("Ericsson wins a 5G contract", "Lars Ericsson, an analyst, was surprised.", True),
    ],
)
def test_where_a_person_is_introduced_a_name_that_is_no_rare_one_is_that_person(
    title: str, summary: str, counts: bool
) -> None:
    read = Reader(CONCEPTS).read(Document(title=title, summary=summary, outlet="Wire"))
    found = {mention.concept for mention in read.mentions if mention.counts}

    assert bool(found & {"rogers", "ericsson"}) is counts


@pytest.mark.parametrize("title", ["Palou leads the NTT IndyCar race", "Fans cheer the MTN League"])
def test_a_sponsor_is_not_what_bears_its_name(title: str) -> None:
    assert _entities(Reader(CONCEPTS), title) == set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("T-Mobile", {"t-mobile-us", "t-mobile-polska", "t-mobile-cz"}),
        ("T-Mobile US", {"t-mobile-us"}),
        ("3", {"three"}),
    ],
)
def test_a_brand_of_several_companies_typed_alone_means_all(typed: str, meant: set[str]) -> None:
    assert {meaning.concept for meaning in CONCEPTS.resolve(typed)} == meant


def _entities(reader: Reader, title: str) -> set[str]:
    read = reader.read(Document(title=title, outlet="Wire"))
    return {mention.concept for mention in read.mentions if mention.counts} - {
        one.id for one in reader.concepts if one.is_subject or one.kind == "country"
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("entities: [", ("own.yaml", "line 2")),
        ("just words", ("own.yaml", "entities:")),
        ("entities: [{id: x, kind: operator}]", ("own.yaml", "concept x", "name")),
        ("entities: [{id: x, name: X, kind: telco}]", ("concept x", "telco", "operator")),
        ("entities: [{id: x, name: X, kind: operator, alias: [Y]}]", ("x", "alias", "aliases")),
        (
            "entities: [{id: x, name: X, kind: operator, guard: {names: [X], agains: [y]}}]",
            ("concept x", "agains", "against"),
        ),
        ("subjects: [{id: s, name: S, term: {en: [s]}}]", ("concept s", "term", "terms")),
        ("subjects: [{id: s, name: S, parts: [[nowhere]]}]", ("concept s", "nowhere")),
        ("entities: [{id: x, name: X, kind: operator, parent: gone}]", ("concept x", "gone")),
    ],
)
def test_a_bad_file_is_refused_with_file_concept_and_advice(
    text: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")

    with pytest.raises(ConceptError) as caught:
        load_concepts(own)

    for word in words:
        assert word in str(caught.value)


def test_the_operators_own_concept_takes_the_place_of_one_that_ships(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("entities: [{id: orange, name: Orange SA, kind: operator}]", encoding="utf-8")

    assert load_concepts(own).by_id["orange"].name == "Orange SA"


def test_the_version_of_the_concepts_is_the_same_in_every_process() -> None:
    ask = "from config.concepts import load_concepts; print(load_concepts().version)"
    said = [
        subprocess.run(
            [sys.executable, "-c", ask],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1] != ""
