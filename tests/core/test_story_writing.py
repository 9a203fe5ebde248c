"""What the way of writing tells folding: names that no registry knows, and datelines."""

from __future__ import annotations

import pytest

from monitor.core.reading import Document
from monitor.core.story.prints import from_text
from monitor.core.story.writing import dateline_of, names_of
from tests.core.story_cases import READER, told


def names(title: str, summary: str = "", language: str = "en") -> set[str]:
    reading = READER.read(Document(title=title, summary=summary, language=language))
    return {reading.outline.folds[number] for number in names_of(reading)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The agency picked Halden Space and its rival Umbrix for the job",
            {"halden", "space", "umbrix"},
        ),
        ("New skyBridge radios reach the market this year", {"skybridge"}),
        ("La startup Velora lance un service", {"velora"}),
    ],
)
def test_capitals_inside_a_sentence_are_names(text: str, found: set[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Regulator Opens New Round For Licence Holders Today", "en"),
        ("REGULATOR OPENS ROUND", "en"),
        ("Regulator opens a new round for holders", "en"),
        ("Der Anbieter senkt die Preise für alle Kunden im Land", "de"),
        ("通信事業者が新料金を発表", "ja"),
    ],
)
def test_headlines_in_capitals_first_words_and_german_nouns_are_none(
    text: str, language: str
) -> None:
    assert names(text, language=language) == set()


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("LIVE FROM EXPO OSLO 2026: The largest market grew.", ["live", "from", "expo", "oslo", "2026"]),
        ("BERGEN, NORWAY — On Tuesday the firm said so.", ["bergen", "norway"]),
        ("OSLO - The firm said so.", ["oslo"]),
        ("5G: The future is here.", []),
        ("The firm said so: prices rise.", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_dateline_is_what_stands_in_capitals_before_the_text(
    summary: str, words: list[str]
) -> None:
    reading = READER.read(Document(title="A title", summary=summary, language="en"))

    assert [reading.outline.folds[number] for number in dateline_of(reading)] == words


def test_words_of_a_dateline_are_no_keys() -> None:
    live = told("The market grew", "LIVE FROM EXPOLAND 2026: Handsets sold well.")

    assert "w:handset" in live.keys
    assert "w:expoland" not in live.keys


def test_text_form_keeps_which_words_are_names() -> None:
    report = told("Agency picks two makers", "The winners are Umbrix and the Halden group.")

    again = from_text(report.text(), outlet=report.outlet, seen_at=report.seen_at)

    assert report.names == {"w:umbrix", "w:halden"}
    assert again == report
