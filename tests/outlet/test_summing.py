"""The summary of a story in mails and for programs."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema

from monitor.core.digest import DigestStory, KeySentence, Marked, Update, Written
from monitor.outlet.render import Rendered, render
from tests.outlet.builders import issue, marked, story, updated_story
from tests.outlet.test_render import SCHEMA, Page, squeezed

EXCERPT = "The beginning of the lead's text."
FIRST = KeySentence(
    text=marked("Granite saves 140 million <euros>.", "140 million"),
    entry_id=1,
    outlet="Signal & Post",
    url="https://example.org/a",
    language="en",
)
SECOND = replace(
    FIRST, text=Marked(text="Das Amt hat drei Monate Zeit."), outlet="Netz", url=None, language="de"
)
WRITTEN = Written(
    text="Granite saves 140 million euros.", model="small-1", language="en", reports=3
)


def _rendered(told: DigestStory) -> Rendered:
    rendered = render(issue(told))
    jsonschema.validate(json.loads(rendered.payload_json), SCHEMA)
    return rendered


def _told(*sentences: KeySentence, written: Written | None = None) -> DigestStory:
    return replace(story(summary=EXCERPT), sentences=sentences, written=written)


def test_sentences_of_several_outlets_stand_in_the_place_of_the_beginning() -> None:
    rendered = _rendered(_told(FIRST, SECOND))

    shown = squeezed(Page(rendered.html).text)
    assert squeezed("140 million <euros>. (Signal & Post)") in shown
    assert squeezed("Das Amt hat drei Monate Zeit. (Netz)") in shown
    assert "140 million</span> &lt;euros&gt;." in rendered.html
    assert "Signal &amp; Post</a>)" in rendered.html
    assert "Granite saves *140 million* <euros>. (Signal & Post)" in rendered.text
    assert "Das Amt hat drei Monate Zeit. (Netz)" in rendered.text
    assert EXCERPT not in rendered.text
    assert EXCERPT.replace("'", "&#39;") not in rendered.html


def test_one_outlets_story_is_told_by_the_beginning_of_its_text() -> None:
    rendered = _rendered(_told(FIRST))

    assert EXCERPT in rendered.text
    assert "140 million" not in rendered.text
    assert json.loads(rendered.payload_json)["data"]["stories"][0]["key_sentences"]


def test_what_a_model_wrote_says_so_and_comes_first() -> None:
    rendered = _rendered(_told(FIRST, SECOND, written=WRITTEN))

    for shown in (rendered.html, " ".join(rendered.text.split())):
        assert WRITTEN.text in shown
        assert "Written by a model (small-1) from 3 reports" in shown
        assert "drei Monate" not in shown
    told = json.loads(rendered.payload_json)["data"]["stories"][0]
    assert told["written_summary"]["model"] == "small-1"
    assert len(told["key_sentences"]) == 2


def test_update_shows_what_is_new_and_figures_once() -> None:
    whole = updated_story()
    (told,) = whole.stories
    assert isinstance(told.update, Update)
    news = replace(told.update, sentences=(FIRST,), figures=("140 million", "700 MHz"))
    rendered = render(replace(whole, stories=(replace(told, update=news, sentences=(SECOND,)),)))

    jsonschema.validate(json.loads(rendered.payload_json), SCHEMA)
    for shown in (rendered.html, rendered.text):
        assert "New figures: 700 MHz" in shown
        assert "drei Monate" not in shown
    assert "Granite saves *140 million*" in rendered.text
    update = json.loads(rendered.payload_json)["data"]["story"]["update"]
    assert update["figures"] == ["140 million", "700 MHz"]


def test_long_sentences_keep_every_limit() -> None:
    endless = tuple(
        replace(
            FIRST,
            text=Marked(text="W" * 90_000),
            outlet=f"O{n}" * 99,
            url="https://e.org/" + "a" * 1900,
        )
        for n in range(9)
    )
    told = _told(*endless, written=replace(WRITTEN, text="V" * 90_000, model="m" * 900))
    many = render(issue(*(replace(told, story_id=n) for n in range(50))))

    jsonschema.validate(json.loads(many.payload_json), SCHEMA)
    assert len(many.payload_json.encode()) < 20_000
    assert len(many.html.encode()) < 100_000
