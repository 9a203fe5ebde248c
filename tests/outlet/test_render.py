"""Rendering: what a reader sees, what can never be in it, and how large it may get."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.core.digest import Issue, LeftOut, Mark, Marked, Rise
from monitor.outlet.payload import LARGEST_PAYLOAD
from monitor.outlet.render import LARGEST_HTML, Rendered, mailto, render, render_notice
from monitor.outlet.sample import Sample, sample, sample_issue
from monitor.outlet.wording import languages
from tests.outlet.builders import (
    NOW,
    issue,
    marked,
    realistic_issue,
    reason,
    source,
    story,
    updated_story,
)

SCHEMA = json.loads(resources.files("monitor.outlet").joinpath("schemas/webhook.json").read_text())


class Page(HTMLParser):
    """The elements, links, marks and visible text of an HTML mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.marks: list[str] = []
        self.lines: list[str] = []
        self._open: list[bool] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes.update(values)
        if tag == "a":
            self.links.append(values["href"])
        if tag == "span":
            self._open.append(values.get("class") == "mark")
        self._silent = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._open.pop()
        self._silent = False

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.lines.append(data)
        if any(self._open):
            self.marks.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())


def payload(rendered: Rendered) -> dict[str, Any]:
    """The `data` of a payload that the schema accepts."""
    whole = json.loads(rendered.payload_json)
    jsonschema.validate(
        whole, SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    data = whole["data"]
    assert isinstance(data, dict)
    return data


def squeezed(text: str) -> str:
    """Text without white space, isolates, rules and asterisks: what both forms of a mail must share."""
    return re.sub(r"[\s*\u2066-\u2069]+|-{10,}", "", text)


def test_subject_leads_with_the_top_story_and_counts_the_others() -> None:
    rendered = render(realistic_issue())

    assert rendered.subject == (
        "Huawei in talks over 5G licensing with a US firm (+19) · Morning digest"
    )


def test_subject_of_a_single_story_counts_nothing() -> None:
    assert render(issue(story("One"))).subject == "One · Morning digest"


def test_story_shows_outlets_reasons_and_marks() -> None:
    rendered = render(realistic_issue())
    page = Page(rendered.html)

    assert "Also in Carrier Courier , Bandwidth Daily , Spectrum Notes" in page.text
    assert "https://example.org/1" in page.links
    assert page.marks[:2] == ["Huawei", "5G licensing"]
    assert "Why: Huawei (Huawei); 5G licensing (5G, licensing, licence)" in page.text
    assert "Orange (Orange; read as the company: “operator” stands near by)" in page.text


def test_names_are_not_said_twice_where_a_guard_let_all_of_them_pass() -> None:
    why = reason("Orange", "Orange", "Three", explanation="Orange, Three: capitals")

    text = render(issue(story(reasons=(why,)))).text

    assert "Why: Orange (Orange, Three; capitals)" in text


def test_official_source_is_flagged_where_it_speaks_itself() -> None:
    rendered = render(realistic_issue())

    assert rendered.html.count("Official source") == 1
    assert (
        "   Spectrum · Official source\n2. Consultation: sharing the *upper 6 GHz band*"
        in rendered.text
    )


@pytest.mark.parametrize("whole", [realistic_issue(late=True), updated_story()])
def test_plain_text_says_what_the_html_says(whole: Issue) -> None:
    rendered = render(whole, public_url="https://telemon.example.org/")
    text = squeezed(rendered.text)

    for line in Page(rendered.html).lines[4:]:
        for part in re.split(r"[·,;:()]", squeezed(line)):
            assert part.replace("\xa0", "").replace("✓", "") in text


def test_plain_text_bears_the_labels_and_marks_of_the_html_in_its_order() -> None:
    rendered = render(updated_story())

    labels = "Update · 5G · Spectrum"
    shown = [labels, "Granite Mobile", "New since 06:40", "+ The authority grants the", "+ New"]
    for form in (Page(rendered.html).text, " ".join(rendered.text.split())):
        body = form[form.index(labels) :].replace("\xa0", " ")
        places = [body.index(part) for part in shown]
        assert places == sorted(places)
    assert f"   {labels} · Official source\n1. Granite" in rendered.text
    assert "   + The authority grants the *licence* on 14 January. (Example" in rendered.text
    assert "   + New figures: 700 MHz" in rendered.text


def test_matched_words_are_marked_in_plain_text() -> None:
    assert (
        "1. *Huawei* in talks over *5G licensing* with a US firm" in render(realistic_issue()).text
    )


def test_late_issue_says_so_with_both_times() -> None:
    rendered = render(realistic_issue(late=True))

    says = "This issue is late (due 07:30, composed 09:12)."
    assert says in Page(rendered.html).text
    assert says in rendered.text
    assert "late" not in render(realistic_issue()).text
    assert payload(rendered)["late"] is True


def test_issue_that_is_days_late_names_the_day() -> None:
    late = issue(story(), late=True, composed_at=NOW + timedelta(days=2))

    assert "due 23 Nov 07:30, composed 07:30" in render(late).text


def test_first_issue_bears_its_own_time_so_that_no_story_is_younger_than_it() -> None:
    first = issue(story(), composed_at=NOW + timedelta(hours=5))

    assert "Monday, 23 November 2026, 12:30 Berlin" in render(first).text
    prompt = issue(story(), composed_at=NOW + timedelta(minutes=2))
    assert "Monday, 23 November 2026, 07:30 Berlin" in render(prompt).text


def test_watchlists_that_are_told_of_more_than_usual_are_named_with_both_numbers() -> None:
    rises = (
        Rise(watchlist="huawei", name="Huawei <&>", reports=14, usual=2.1),
        Rise(watchlist="orange", name="Orange", reports=3, usual=0.1),
    )
    rendered = render(replace(issue(story()), rises=rises))
    says = (
        "More than usual: Huawei <&> 14 reports in 24 hours (usually 2); "
        "Orange 3 reports in 24 hours (usually <1)."
    )

    assert says in Page(rendered.html).text
    assert squeezed(says) in squeezed(rendered.text)
    assert payload(rendered)["rises"] == [
        {"watchlist": "huawei", "name": "Huawei <&>", "reports": 14, "usual": 2.1},
        {"watchlist": "orange", "name": "Orange", "reports": 3, "usual": 0.1},
    ]


def test_nothing_is_said_of_trends_when_nothing_is_unusual() -> None:
    rendered = render(realistic_issue())

    assert "usual" not in rendered.text + Page(rendered.html).text
    assert payload(rendered)["rises"] == []


def test_what_the_cap_left_out_is_counted_by_watchlist() -> None:
    rendered = render(realistic_issue())

    says = "14 more stories are not in this mail: Spectrum 9, 5G licensing 6."
    assert says in Page(rendered.html).text
    assert says in rendered.text
    assert rendered.left_out.total == 14


def test_count_of_what_was_left_out_is_a_link_to_the_list_of_it() -> None:
    rendered = render(realistic_issue(), public_url="https://t.example.org", issue_id=17)

    page = "https://t.example.org/digests/17#left-out"
    assert f'href="{page}">14 more stories are not in this mail</a>: Spectrum 9' in re.sub(
        ' (class|style)="[^"]*"', "", rendered.html
    )
    assert f"\n   {page}\n" in rendered.text
    assert "telemon digests left-out" not in rendered.html + rendered.text
    assert rendered.page == "https://t.example.org/digests/17", "where chats send their readers"
    early = render(realistic_issue(), public_url="https://t.example.org")
    assert early.page == "https://t.example.org"
    assert "https://t.example.org/digests" in Page(early.html).links


def test_command_lists_what_was_left_out_where_there_is_no_page() -> None:
    stored = render(realistic_issue(), issue_id=17)
    early = render(realistic_issue(language="de"))

    for form in (Page(stored.html).text, " ".join(stored.text.split())):
        assert "5G licensing 6. “telemon digests left-out 17” lists them." in form
    assert "„telemon digests left-out morning“ nennt sie." in " ".join(early.text.split())
    assert "left-out" not in render(sample_issue(NOW), sample=True).text
    assert "left-out" not in render(issue(story()), issue_id=17).text


def test_watchlists_without_news_are_named() -> None:
    assert "Nothing new for: Open RAN." in render(realistic_issue()).text


def test_footer_tells_revision_and_failing_feeds() -> None:
    text = render(realistic_issue()).text

    assert "configuration revision 17" in text
    assert "3 feeds are failing" in text


def test_issue_is_named_by_its_moment_to_the_second() -> None:
    by_hand = replace(issue(story()), period="2026-12-01T14:52:49.814454+00:00")

    assert "issue 2026-12-01T14:52:49Z · configuration" in render(by_hand).text


def test_empty_issue_is_a_whole_mail() -> None:
    rendered = render(issue(entries_seen=412))

    assert rendered.subject == "Nothing new · Morning digest"
    assert "None of your watchlists found anything new" in rendered.text
    assert "412 new entries read" in rendered.text
    assert payload(rendered)["stories"] == []


def test_dates_are_those_of_the_digests_zone() -> None:
    here = render(issue(story(lead=source(at=NOW - timedelta(hours=10))), timezone="Asia/Tokyo"))

    assert "Monday, 23 November 2026, 15:30 Tokyo" in here.text
    assert "Signal Post · 05:30" in here.text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Monday, 23 November 2026"),
        ("de", "Montag, 23. November 2026"),
        ("de-AT", "1.204 neue Einträge gelesen"),
        ("fr", "lundi 23 novembre 2026"),
        ("es", "lunes, 23 de noviembre de 2026"),
        ("tlh", "Monday, 23 November 2026"),
    ],
)
def test_mail_speaks_the_language_of_the_digest(language: str, says: str) -> None:
    assert says in render(realistic_issue(language=language)).text


def test_story_bears_its_language_and_direction() -> None:
    html = render(realistic_issue()).html

    assert '<html lang="en" dir="ltr"' in html
    (arabic,) = re.findall(r'<h2 [^>]*lang="ar"[^>]*>', html)
    (chinese,) = re.findall(r'<h2 [^>]*lang="zh"[^>]*>', html)
    assert 'dir="rtl"' in arabic
    assert 'align="right"' in arabic
    assert 'dir="ltr"' in chinese


def test_mail_loads_nothing_and_knows_the_dark() -> None:
    rendered = render(realistic_issue(), public_url="https://telemon.example.org/")
    page = Page(rendered.html)

    assert page.tags.isdisjoint({"img", "link", "script", "iframe", "form", "object", "svg"})
    assert "src" not in page.attributes
    assert "url(" not in rendered.html
    assert '<meta name="color-scheme" content="light dark">' in rendered.html
    assert "prefers-color-scheme: dark" in rendered.html


def test_unsubscribe_is_a_mail_or_a_page() -> None:
    by_mail = render(realistic_issue(), unsubscribe_mailto="news@example.org", recipient="a@b.c")
    by_page = render(
        realistic_issue(),
        unsubscribe_mailto="news@example.org",
        unsubscribe_url="https://telemon.example.org/u/1",
    )

    assert "mailto:news@example.org?subject=unsubscribe%20morning%20a%40b.c" in by_mail.html
    assert parseaddr("news@example.org")[1] in by_mail.text
    assert "https://telemon.example.org/u/1" in Page(by_page.html).links
    assert "mailto:" not in by_page.html


def test_address_to_write_to_is_one_though_it_was_given_with_a_name() -> None:
    rendered = render(issue(), unsubscribe_mailto="telemon <news@example.org>", recipient="a@b.c")

    link = "mailto:news@example.org?subject=unsubscribe%20morning%20a%40b.c"
    assert link in Page(rendered.html).links
    assert link in rendered.text
    assert mailto("", "d", None) is None


HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)>&amp;&lt;b&gt;{{ 7*7 }}"


def hostile_issue() -> Issue:
    bad = source(HOSTILE, url="javascript:alert(3)", language='en" onload="x', kind=HOSTILE)
    return issue(
        story(
            Marked(text=HOSTILE, marks=(Mark(start=4, end=12),)),
            HOSTILE,
            lead=bad,
            also_in=(
                bad,
                source("B", url="data:text/html,x"),
                source("C", url='https://e.org/"><b>'),
            ),
            reasons=(reason(HOSTILE, HOSTILE, explanation=HOSTILE),),
        ),
        name=HOSTILE,
        left_out=LeftOut(total=1, by_watchlist=((HOSTILE, 1),)),
        watchlists=(("other", HOSTILE),),
    )


def test_text_of_a_feed_never_becomes_markup() -> None:
    rendered = render(hostile_issue(), public_url="javascript:alert(4)")
    page = Page(rendered.html)

    assert page.tags.isdisjoint({"script", "img", "b"})
    assert "onload" not in page.attributes
    assert page.links == ['https://e.org/"><b>']
    assert "49" not in page.text
    assert "</p><script>alert(1)</script><img src=x onerror=alert(2)>&amp;" in "".join(page.lines)
    assert payload(rendered)["stories"]


def test_controls_that_turn_the_reading_round_are_taken_out() -> None:
    rendered = render(issue(story("Safe \u202etxt.exe\u202c \x07 \ud800", "\u2066a\u2069")))

    for form in (rendered.html, rendered.text, rendered.payload_json, rendered.subject):
        assert not set(form) & {"\u202e", "\u202c", "\x07", "\ud800", "\u2066"}
        assert "txt.exe" in form


def test_marks_that_touch_become_one() -> None:
    words = Marked(text="5G   licensing", marks=(Mark(start=0, end=2), Mark(start=5, end=14)))

    assert Page(render(issue(story(words))).html).marks[0] == "5G   licensing"


@pytest.mark.parametrize("count", [1, 60, 120, 2000])
def test_mail_stays_small_and_counts_every_story(count: int) -> None:
    also = tuple(source(f"Outlet {n} " + "长" * 200) for n in range(40))
    many = issue(
        *(
            story(
                "题" * 3000,
                "摘" * 9000,
                lead=source("名" * 500, url="https://example.org/" + "a" * 1900),
                also_in=also,
                reasons=tuple(reason(f"W{k} " + "表" * 200, *["词" * 99] * 9) for k in range(9)),
                story_id=n,
            )
            for n in range(count)
        ),
        name="N" * 5000,
        left_out=LeftOut(total=5, by_watchlist=tuple((f"L{n}" * 90, n) for n in range(99, 0, -1))),
        watchlists=tuple((f"w{n}", "W" * 500) for n in range(500)),
    )

    rendered = render(many, unsubscribe_mailto="news@example.org")

    assert len(rendered.html.encode()) < LARGEST_HTML
    assert rendered.shown + rendered.left_out.total == count + 5
    assert rendered.shown > 0
    data = payload(rendered)
    stories, left_out = data["stories"], data["left_out"]
    assert len(rendered.payload_json.encode()) < LARGEST_PAYLOAD
    assert isinstance(stories, list)
    assert isinstance(left_out, dict)
    assert len(stories) + left_out["total"] == count + 5


def test_what_a_long_mail_would_lose_is_said_with_its_reason() -> None:
    rendered = render(issue(*(story("A title", "word " * 99) for _ in range(500))))

    cut = 500 - rendered.shown
    says = f"{cut} of them because a longer mail would be cut off by mail programs."
    assert says in Page(rendered.html).text
    assert says in " ".join(rendered.text.split())


def test_usual_digest_is_shown_whole_with_its_summaries() -> None:
    summary = ("An operator said that " * 20)[:320]
    rendered = render(issue(*(story(summary=summary, story_id=n) for n in range(20))))

    assert rendered.shown == 20
    assert rendered.html.count(summary) == 20


@given(
    text=st.text(max_size=400),
    ends=st.lists(st.tuples(st.integers(-3, 420), st.integers(-3, 420)), max_size=6),
    language=st.none() | st.sampled_from(["ar", "fa-IR", "ja", "en"]),
)
@example("İ\u0130ß\U0001f600", [(0, 1), (1, 3), (2, 2)], None)
@settings(max_examples=60, deadline=None)
def test_any_text_and_marks_make_a_sound_message(
    text: str, ends: list[tuple[int, int]], language: str | None
) -> None:
    marks = tuple(Mark(start=a, end=b) for a, b in ends)
    whole = issue(
        story(
            Marked(text=text, marks=marks),
            Marked(text=text, marks=marks),
            lead=source(language=language),
        )
    )

    rendered = render(whole)

    page = Page(rendered.html)
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td",
        "h1", "h2", "p", "a", "span", "br",
    }  # fmt: skip
    assert payload(rendered)["stories"]
    rendered.html.encode()
    rendered.text.encode()


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("late", [False, True])
def test_payload_follows_the_schema(language: str, late: bool) -> None:
    data = payload(render(realistic_issue(language=language, late=late)))

    assert data["version"] == 1
    assert data["config_revision"] == 17
    assert data["sample"] is False


def test_marks_of_the_payload_point_at_the_words() -> None:
    data = payload(render(issue(story(marked("华为 😀 Huawei wins", "华为", "Huawei")))))
    stories = data["stories"]
    assert isinstance(stories, list)
    title = stories[0]["title"]

    assert [title["text"][a:b] for a, b in title["marks"]] == ["华为", "Huawei"]


def test_sample_says_that_it_is_one() -> None:
    rendered = render(sample_issue(NOW), sample=True)

    assert "This is a sample" in rendered.text
    assert "This is a sample" in Page(rendered.html).text
    assert payload(rendered)["sample"] is True


def test_notice_is_rendered_for_mail_and_webhook() -> None:
    rendered = render_notice(
        "feed-silent",
        "Signal Post is silent",
        "No entry since Friday.\n<b>Look</b> at it.",
        now=NOW,
    )

    assert rendered.subject == "Notice: Signal Post is silent"
    assert "No entry since Friday.\n<b>Look</b> at it." in rendered.text
    assert "&lt;b&gt;Look" in rendered.html
    assert payload(rendered) == {
        "version": 1,
        "kind": "feed-silent",
        "subject": "Signal Post is silent",
        "text": "No entry since Friday.\n<b>Look</b> at it.",
    }


def test_notice_of_any_length_stays_small() -> None:
    rendered = render_notice("x" * 999, "s" * 9999, ("长" * 999 + "\n") * 99, now=NOW)

    assert len(rendered.payload_json.encode()) < LARGEST_PAYLOAD
    assert len(rendered.html.encode()) < LARGEST_HTML
    assert payload(rendered)["kind"]


def test_rendering_again_gives_the_same() -> None:
    assert render(realistic_issue()) == render(replace(realistic_issue()))


def _documented() -> list[Any]:
    text = (Path(__file__).parents[2] / "docs" / "webhook.md").read_text()
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def test_documented_examples_follow_the_schema() -> None:
    documented = _documented()

    assert [whole["type"] for whole in documented] == ["digest", "story.updated", "notice"]
    for whole in documented:
        jsonschema.validate(whole, SCHEMA)
    written = json.loads(render(realistic_issue()).payload_json)
    assert set(documented[0]["data"]) == set(written["data"])
    assert set(documented[0]["data"]["stories"][0]) == set(written["data"]["stories"][0])
    event = json.loads(render(updated_story()).payload_json)
    assert set(documented[1]["data"]) == set(event["data"])
    assert set(documented[1]["data"]["story"]["update"]) == set(event["data"]["story"]["update"])


def test_documented_and_sample_update_is_led_by_the_official_source_that_speaks() -> None:
    documented = _documented()[1]["data"]["story"]
    sampled = payload(sample(Sample.UPDATED, NOW))["story"]

    for told in (documented, sampled):
        assert told["update"]["what"] == "official"
        assert told["official"] is True
        assert told["outlet"] in [one["outlet"] for one in told["update"]["outlets"]]
        assert [one["official"] for one in told["also_in"]] == [False]
        assert all(told["title"]["text"][a:b] == "Huawei" for a, b in told["title"]["marks"])


@pytest.mark.parametrize("kind", Sample)
def test_each_kind_of_sample_follows_the_schema_and_says_that_it_is_one(kind: Sample) -> None:
    rendered = sample(kind, NOW)

    whole = json.loads(rendered.payload_json)
    jsonschema.validate(whole, SCHEMA)
    assert whole["type"] == kind
    assert "This is a sample" in rendered.text
    assert "This is a sample" in Page(rendered.html).text


def test_another_process_renders_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.outlet.builders import issue, realistic_issue;"
        "from monitor.outlet.render import render; r = render(issue(*realistic_issue().stories[3:5]));"
        "print(hashlib.sha256((r.html + r.text + r.payload_json).encode()).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(made) == 1
