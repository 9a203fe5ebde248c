"""Digests and notices as messages of chats: within the published limits, complete, and harmless."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.core.delivery import Channel, ChannelType, Message, NoticeText
from monitor.core.digest import DigestStory, Issue, LeftOut, Mark, Marked
from monitor.outlet.channels.chat.send import call_of
from monitor.outlet.channels.chat.texts import pieces, short
from monitor.outlet.render import render, render_notice
from tests.outlet.builders import NOW, issue, marked, realistic_issue, reason, source, story
from tests.outlet.chats import CHECKS

CHATS = sorted(CHECKS)
# What these four say in full; ntfy shows the same without links and marks.
RICH = [chat for chat in CHATS if chat != "ntfy"]


def channel(chat: str) -> Channel:
    return Channel(id="room", type=ChannelType(chat), url="https://chat.example.org/hook")


def message(given: Issue | NoticeText, page: str | None = None) -> Message:
    if isinstance(given, NoticeText):
        rendered = render_notice(given.kind, given.subject, given.text, now=NOW)
    else:
        rendered = render(given, public_url=page)
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


def body(chat: str, given: Issue | NoticeText, page: str | None = None) -> str:
    return call_of(channel(chat), message(given, page)).body


def read(chat: str, given: Issue | NoticeText, page: str | None = None) -> str:
    """What the message says, once it has been found within the limits."""
    return CHECKS[chat](body(chat, given, page))


def many(count: int, text: str = "Regulator opens the band to everybody ") -> Issue:
    """An issue of long stories; its titles are numbered."""
    return issue(
        *(
            story(
                marked(f"{n:03} {text * 3}"),
                text * 30,
                lead=source(f"Outlet {n}", url=f"https://example.org/{n}?a=1&b=2"),
                also_in=tuple(source(f"Other {n} {m}") for m in range(9)),
                reasons=(reason("Spectrum & bands", "band", "licence"),),
                story_id=n,
            )
            for n in range(count)
        ),
        left_out=LeftOut(total=7, by_watchlist=(("Spectrum & bands", 7),)),
    )


@pytest.mark.parametrize("chat", CHATS)
def test_a_digest_tells_every_story_with_outlets_and_reasons(chat: str) -> None:
    said = read(chat, realistic_issue(late=True), "https://telemon.example.org/")

    assert "This issue is late" in said
    assert "US firm" in said
    assert "协议涵盖无线接入网与核心网技术" in said
    assert "Also in:" in said
    assert "Bandwidth Daily" in said
    assert "Official source" in said
    assert "Why: Huawei (Huawei), 5G licensing (5G, licensing, licence)" in said
    assert "14 more stories are not in this message: Spectrum 9, 5G licensing 6." in said


@pytest.mark.parametrize("chat", RICH)
def test_titles_and_other_outlets_are_links(chat: str) -> None:
    sent = body(chat, realistic_issue(), "https://telemon.example.org/")

    for url in ("https://example.org/a", "https://example.org/2", "https://telemon.example.org/"):
        assert url in sent


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        ("slack", "*Huawei* is negotiating a *licence* of its"),
        ("discord", "**Huawei** is negotiating a **licence** of its"),
        ("mattermost", "**Huawei** is negotiating a **licence** of its"),
        ("teams", "Huawei\n is negotiating a \nlicence\n of its "),
        ("ntfy", "Huawei is negotiating a licence of its"),
    ],
)
def test_words_that_matched_are_marked_as_the_chat_does(chat: str, expected: str) -> None:
    assert expected in read(chat, realistic_issue())


def test_teams_highlights_what_matched() -> None:
    card = json.loads(body("teams", realistic_issue()))["attachments"][0]["content"]
    runs = card["body"][1]["items"][1]["inlines"]

    assert [run["text"] for run in runs if run.get("highlight")] == [
        "Huawei",
        "licence",
        "5G patents",
    ]


def test_slack_marks_a_word_between_letters() -> None:
    summary = Marked(text="与华为签署", marks=(Mark(start=1, end=3),))

    assert "与\u200b*华为*\u200b签署" in read("slack", issue(story("A title", summary)))


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("count", [1, 20, 45, 200])
def test_whatever_does_not_fit_is_counted(chat: str, count: int) -> None:
    said = read(chat, many(count))

    shown = len(set(re.findall(r"\d{3} Regulator", said)))
    assert f"{count - shown + 7} more stories are not in this message" in said
    assert shown >= min(count, 5)


def test_twenty_usual_stories_fit_into_every_chat() -> None:
    usual = issue(*(_usual(n) for n in range(20)))

    for chat in CHATS:
        assert len(set(re.findall(r"in city \d+", read(chat, usual)))) == 20


def _usual(number: int) -> DigestStory:
    return story(
        marked(f"Granite Mobile switches on standalone 5G in city {number}", "5G"),
        marked("Latency fell by a third, the operator says; the rest follows in spring.", "spring"),
        lead=source("Signal Post", url=f"https://signal-post.example/2026/11/granite-{number}"),
        also_in=(source("Carrier Courier", url=f"https://courier.example/{number}"),),
        reasons=(reason("5G", "5G"),),
        story_id=number,
    )


@pytest.mark.parametrize("chat", CHATS)
def test_an_issue_without_stories_says_so(chat: str) -> None:
    assert "found anything new" in read(chat, issue())


@pytest.mark.parametrize("chat", CHATS)
def test_a_sample_is_named_one(chat: str) -> None:
    rendered = render(realistic_issue(), sample=True)
    sample = rendered.message(message_id="0a", list_id="sample", created_at=NOW, sample=True)

    assert "This is a sample" in CHECKS[chat](call_of(channel(chat), sample).body)


HOSTILE = "<!channel> @everyone @all <@U1> &lt; *b* _i_ ~s~ `c` [x](https://e.example) | > # q"


@pytest.mark.parametrize("chat", CHATS)
def test_text_of_a_feed_becomes_no_markup(chat: str) -> None:
    hostile = issue(story(HOSTILE, HOSTILE, lead=source(HOSTILE), reasons=(reason(HOSTILE),)))

    said = read(chat, hostile)

    unwanted = {
        "slack": ("<!channel>", "<@U1>", "*b*", " _i_ ", "`c`"),
        "discord": ("<@U1>", "*b*", " _i_ ", " `c` ", " [x]("),
        "mattermost": ("@all", "<@U1>", "*b*", " _i_ ", " `c` ", " [x]("),
        "teams": (),  # its runs are never read as markup; titles: the next test
        "ntfy": (),
    }[chat]
    for markup in unwanted:
        assert markup not in re.sub(r"\\(.)", "\\\\\u0000\\1", said), markup


def test_titles_in_teams_are_escaped() -> None:
    said = read("teams", issue(story("1. See [x](https://e.example) *now*", "")))

    assert r"[1\. See \[x\](https://e.example) \*now\*](https://example.org/a)" in said


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        ("slack", "<https://e.example/a%7Cb?c=1&amp;d=(2)|T>"),
        ("discord", "[T](https://e.example/a|b?c=1&d=%282%29)"),
        ("mattermost", "[T](https://e.example/a|b?c=1&d=%282%29)"),
        ("teams", "[T](https://e.example/a|b?c=1&d=%282%29)"),
    ],
)
def test_an_address_cannot_end_its_link(chat: str, expected: str) -> None:
    given = issue(story("T", "", lead=source(url="https://e.example/a|b?c=1&d=(2)")))

    assert expected in read(chat, given)


@pytest.mark.parametrize("chat", CHATS)
def test_a_notice_is_told_whole(chat: str) -> None:
    notice = NoticeText(kind="feed-silent", subject="A & B is silent", text="One line.\nAnother.")

    said = read(chat, notice)

    assert "Notice: A " in said
    assert "One line." in said
    assert "Another." in said


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("line", ["&" * 5000, "*word* " * 900, "语" * 5000, "a\n" * 3000])
def test_the_longest_notice_stays_within_the_limits(chat: str, line: str) -> None:
    assert "Notice" in read(chat, NoticeText(kind="x", subject="&" * 300, text=line))


_ANY = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("&<>*_`~[]()|@#\\\u0301\u200d👩🏽🇩"),
    max_size=400,
)


@st.composite
def stories(draw: st.DrawFn) -> DigestStory:
    title, summary = draw(_ANY), draw(_ANY) * draw(st.integers(1, 8))
    ends = sorted(draw(st.sets(st.integers(0, max(1, len(summary))), max_size=6)))
    marks = tuple(Mark(start=a, end=b) for a, b in zip(ends[::2], ends[1::2], strict=False))
    url = "https://example.org/" + "&|<>()" * draw(st.integers(0, 300))
    return story(
        title or "A",
        Marked(text=summary, marks=marks),
        lead=source(draw(_ANY), url=url),
        also_in=(source(draw(_ANY), url=url),) * draw(st.integers(0, 9)),
        reasons=(reason("Watch & list", draw(_ANY), draw(_ANY)),),
    )


@pytest.mark.parametrize("chat", CHATS)
@given(given=st.lists(stories(), max_size=4), times=st.integers(1, 20))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_breaks_a_limit(chat: str, given: list[DigestStory], times: int) -> None:
    read(chat, issue(*given * times))


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👩🏽‍💻👩🏽‍💻", 6, "👩🏽‍💻…"),
        ("🇩🇪🇫🇷🇪🇸", 4, "🇩🇪…"),
        ("语语语语", 3, "语语…"),
        ("as it is", 8, "as it is"),
    ],
)
def test_nothing_is_cut_inside_a_character(text: str, limit: int, expected: str) -> None:
    assert short(Marked(text=text), limit).text == expected


def test_long_lines_are_cut_at_spaces_and_nothing_is_lost() -> None:
    text = "word " * 300

    found = pieces(text, 100)

    assert all(len(piece) <= 100 for piece in found)
    assert " ".join(found).split() == text.split()
