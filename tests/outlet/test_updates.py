"""Stories as events of their own, what is new in them, and what a mute or a cap kept out."""

from __future__ import annotations

import html
import json
from dataclasses import replace

import jsonschema
import pytest

from monitor.core.digest import Event
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
