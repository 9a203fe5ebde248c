"""Reading: what counts as a mention, and why something does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.reading import Document, Reader, Reading, Reason
from tests.core.concepts import concepts

READER = Reader(concepts())


def read(title: str, summary: str = "", language: str | None = "en", outlet: str = "") -> Reading:
    return READER.read(Document(title=title, summary=summary, language=language, outlet=outlet))


def reason(reading: Reading, concept: str) -> Reason | None:
    return next((one.reason for one in reading.rejected if one.concept == concept), None)


@pytest.mark.parametrize(
    "title",
    [
        "HUAWEI wins",
        "#Huawei down",
        "Huawei’s chips",
        "华为公布年报",
        "أرباح وهواوي",
        "HiSilicon chips return",
        "Hua\u00adwei out",
    ],
)
def test_a_company_is_found_under_every_name(title: str) -> None:
    assert "huawei" in read(title).concepts


def test_an_entity_escaped_twice_is_read() -> None:
    assert "att" in read("AT&amp;amp;T and others").concepts


def test_a_phrase_that_means_something_else_voids_only_itself() -> None:
    assert "att" not in read("Concert at AT&T Stadium").concepts
    assert "att" in read("AT&T sells AT&T Stadium naming rights").concepts


def test_a_word_in_small_letters_is_not_the_company() -> None:
    reading = read("Telecom operator paints its vans orange")

    assert "orange" not in reading.concepts
    assert reason(reading, "orange") is Reason.CASE


def test_a_name_that_is_a_word_needs_evidence() -> None:
    assert "orange" in read("Orange adds mobile customers", "The operator has 20m.").concepts
    assert reason(read("Orange is the new black"), "orange") is Reason.NO_CONTEXT


def test_words_of_the_other_sense_outweigh_the_trade() -> None:
    reading = read("Orange harvest tracked over a mobile operator's network", "Citrus farmers win.")

    assert reason(reading, "orange") is Reason.OTHER_SENSE


def test_a_number_is_not_the_company() -> None:
    assert "three" not in read("Three operators launch 5G network").concepts
    assert "three" in read("Three launches 5G network", "The operator has customers.").concepts


def test_a_clear_name_makes_the_short_one_count() -> None:
    assert "three" in read("Three UK cuts prices", "Three said so.").concepts


def test_a_name_whose_other_sense_is_rare_counts_unless_something_speaks_against_it() -> None:
    assert "nokia" in read("Nokia names a chairman").concepts
    assert "nokia" not in read("Nokia gets a tram from Tampere").concepts


def test_a_longer_name_hides_the_shorter_unless_both_own_it() -> None:
    reading = read("Vodafone Idea raises cash")

    assert {"vodafone", "vodafone-idea"} <= set(reading.concepts)


def test_namesakes_are_told_apart_by_country() -> None:
    taiwan, nigeria = read("NCC of Taiwan fines carrier"), read("Lagos: NCC fines carrier")

    assert "ncc-tw" in taiwan.concepts
    assert "ncc-ng" not in taiwan.concepts
    assert "ncc-ng" in nigeria.concepts
    assert "ncc-tw" not in nigeria.concepts


def test_a_subject_follows_from_parts_in_title_and_first_sentence() -> None:
    assert "spectrum-auction" in read("Airwaves for sale", "The bidding starts.").concepts
    assert "spectrum-auction" not in read("Airwaves", "A first. The bidding starts.").concepts


def test_parts_do_not_count_beside_what_rules_them_out() -> None:
    assert "spectrum-auction" not in read("Merger: auction of spectrum").concepts


def test_a_narrower_subject_counts_as_its_broader_one() -> None:
    assert {"5g-sa", "5g"} <= set(read("First 5GSA core").concepts)


def test_words_near_by_void_a_subject() -> None:
    assert "3g" in read("3G ends").concepts
    assert reason(read("New 3G football pitch opens"), "3g") is Reason.OTHER_SENSE


def test_acronyms_keep_their_case() -> None:
    assert "open-ran" in read("Deal on O‑RAN").concepts
    assert "open-ran" not in read("The US Open ran late").concepts


def test_a_german_compound_holds_its_parts() -> None:
    assert "lizenzen" in read("Neue Frequenzlizenzen vergeben", language="de").concepts


def test_typed_words_alone_prove_nothing() -> None:
    assert "rip-and-replace" not in read("A rip and replace of mainframes").concepts


def test_a_term_does_not_run_across_a_comma() -> None:
    assert "5g-sa" not in read("Why 5G, standalone or not").concepts


@pytest.mark.parametrize(
    "summary",
    [
        "Results are out. Read more: Huawei wins case",
        "Results are out. TRENDING: Huawei wins &raquo; weather",
        "Results are out.<br>Lesen Sie auch: Huawei",
        "The post Huawei wins appeared first on Wireless Beat.",
        "Les résultats sont là. À lire aussi : Huawei",
    ],
)
def test_a_closing_list_of_other_stories_is_not_read(summary: str) -> None:
    assert "huawei" not in read("Zain reports", summary).concepts


def test_the_outlet_behind_the_title_is_not_read() -> None:
    assert "huawei" not in read("Prices rise - Huawei Watch", outlet="Huawei Watch").concepts


def test_a_place_is_given_in_the_original_text() -> None:
    summary = "<p>Deal of AT&amp;T</p>"
    reading = read("News", summary)
    mention = next(one for one in reading.mentions if one.concept == "att")

    field, start, end = reading.place(mention)

    assert (field, summary[start:end]) == ("summary", "AT&amp;T")


@given(st.text(max_size=60), st.sampled_from(["en", "de", "zh", "ar", None]))
def test_marks_lie_inside_the_original_for_any_text(noise: str, language: str | None) -> None:
    title = f"{noise} Huawei {noise}"
    reading = read(title, noise, language=language)

    for mention in reading.mentions:
        field, start, end = reading.place(mention)
        text = title if field == "title" else noise
        assert 0 <= start < end <= len(text)


def test_an_empty_document_is_read() -> None:
    assert read("").concepts == ()


def test_the_version_changes_with_the_concepts() -> None:
    fewer = Reader(type(concepts()).of(list(concepts())[:3]))

    assert fewer.version != READER.version
    assert Reader(concepts()).version == READER.version
