"""Stories as events of their own, what is new in them, and what a mute or a cap kept out."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from monitor.core.digest import Ahead, Event, Rise
from monitor.outlet.render import render
from tests.outlet.builders import issue, source, story, updated_story
from tests.outlet.test_render import SCHEMA


@pytest.mark.parametrize("event", [Event.STORY_CREATED, Event.STORY_UPDATED])
def test_story_of_its_own_is_an_event_that_follows_the_schema(event: Event) -> None:
    long = story("T" * 9000, "S" * 9000, also_in=tuple(source(f"O{n}" * 99) for n in range(99)))
    payload = render(replace(issue(long), event=event)).payload_json

    whole = json.loads(payload)
    jsonschema.validate(whole, SCHEMA)
    assert whole["type"] == event
    assert whole["data"]["story"]["also_in_count"] == 99
    assert len(payload.encode()) < 20_000


def test_update_says_what_is_new_and_through_whom() -> None:
    rendered = render(updated_story())

    for shown in (rendered.html, rendered.text):
        assert "New since 06:40: an official source speaks: Example Authority" in shown
    assert rendered.subject.startswith("Granite Mobile")


def test_muted_stories_and_collected_issues_are_counted() -> None:
    rendered = render(replace(issue(story()), muted=2, collected=3))

    for shown in (rendered.html, " ".join(rendered.text.split())):
        assert "2 muted stories are not told." in shown
        assert "These 3 issues were over the channel's daily cap" in html.unescape(shown)


def test_what_rises_and_what_is_due_is_told_in_every_form() -> None:
    rise = Rise(watchlist="huawei", name="Huawei", reports=14, usual=2.1)
    due = Ahead(
        due=date(2026, 12, 14),
        about="reply comments",
        title="Authority asks about the <6> GHz band",
        outlet="Example Authority",
        url="https://authority.example/6ghz",
    )
    told = replace(issue(story()), rises=(rise,), deadlines=(due,))
    rendered = render(told)

    for shown in (html.unescape(rendered.html), " ".join(rendered.text.split())):
        assert "More than usual: Huawei 14 reports in 24 hours (usually 2)." in shown
        assert "Deadlines ahead" in shown
        assert "reply comments: " in shown
        assert "https://authority.example/6ghz" in shown
    assert "the <6> GHz" not in rendered.html
    whole = json.loads(rendered.payload_json)
    jsonschema.validate(whole, SCHEMA)
    assert whole["data"]["rises"][0]["reports"] == 14
    assert whole["data"]["deadlines"][0]["due"] == "2026-12-14"


@pytest.mark.parametrize(
    ("language", "rises", "deadlines"),
    [
        ("de", "Mehr als üblich: Huawei 1 Bericht", "Fristen"),
        ("fr", "Plus que d’habitude: Huawei 1 article", "Échéances"),
        ("es", "Más de lo habitual: Huawei 1 noticia", "Plazos"),
    ],
)
def test_rises_and_deadlines_speak_the_language_of_the_digest(
    language: str, rises: str, deadlines: str
) -> None:
    rise = Rise(watchlist="huawei", name="Huawei", reports=1, usual=0.2)
    due = Ahead(due=date(2026, 12, 1), about="consultation", title="T", outlet="O", url=None)
    rendered = render(replace(issue(story(), language=language), rises=(rise,), deadlines=(due,)))

    told = " ".join(rendered.text.split())
    assert rises in told
    assert deadlines in told
