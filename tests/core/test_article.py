"""What a page adds to its entry: walls, other stories, boilerplate, excerpts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.core.article import (
    Page,
    excerpt,
    joined,
    next_attempt,
    only_there,
    paragraph_hash,
    refusal,
    without_boilerplate,
)

ASKED = "https://news.example.org/2026/11/operator-extends-network"
TITLE = "Operator extends its network in the north"
LONG = "The operator extends its network in the north with masts along the coast, it said. " * 5
ZH = "运营商周一表示将在北部扩建其移动网络并在沿海地区建设新的基站以满足牌照要求。" * 4


def made(text: str, *, title: str = TITLE, url: str = ASKED, paid: bool = False) -> Page:
    """A page with a text, a line a paragraph."""
    return Page(url=url, title=title, paragraphs=tuple(text.split("\n")), paid=paid)


def why(page: Page, title: str = TITLE, summary: str = "") -> str:
    """The reason why a page is not taken, empty when it is."""
    return refusal(page, asked=ASKED, title=title, summary=summary) or ""


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (made(LONG), ""),
        (made(LONG * 6 + "Subscribe to read our newsletter"), ""),
        (made(LONG, paid=True), "paid for"),
        (made(LONG + "\nAlready a subscriber? Log in"), "subscription"),
        (made("Before you continue to the site\n" + LONG), "consent"),
        (made(LONG, title="Checking your browser"), "human"),
        (made("Short."), "no running text (6 characters)"),
        (made(LONG, url="https://consent.example.org/?to=x"), "consent.example.org"),
        (made(LONG, url="https://news.example.org/"), "front page"),
        (made(LONG, url="https://news.example.org/?p=7"), ""),
        (made("Potatoes are baked for an hour and served with chives. " * 8, title="Food"), "another"),
    ],
)  # fmt: skip
def test_page_is_taken_only_when_it_tells_the_story(page: Page, told: str) -> None:
    assert (told in why(page)) if told else why(page) == ""


def test_summary_vouches_for_a_page_whose_title_was_written_anew() -> None:
    page = made(LONG, title="Coast gets masts")

    assert "another" in why(page, title="Quarterly surprise")
    assert why(page, title="Quarterly surprise", summary="Masts along the coast extend it") == ""


def test_chinese_page_is_measured_in_signs() -> None:
    assert why(made(ZH, title="运营商扩建网络"), title="运营商将扩建北部网络") == ""


def test_recurring_and_repeated_paragraphs_are_dropped_whatever_their_case_and_signs() -> None:
    recurring = {paragraph_hash("About US: we write, for the trade")}

    kept = without_boilerplate(["A b.", "About us – We write for the trade.", "A b!"], recurring)

    assert kept == ("A b.",)


def test_what_the_feed_told_is_not_added_again() -> None:
    added = only_there(["One two three.", "Four five."], ["Before: one, two three and more", ""])

    assert added == ("Four five.",)
    assert joined("", added) == "Four five."
    assert joined("Told", added) == "Told\nFour five."


def test_excerpt_keeps_the_beginning_and_what_surrounds_a_match() -> None:
    filler = [f"Paragraph {n} says nothing of interest to anybody here at all." for n in range(60)]
    paragraphs = [*filler[:40], "The vendor is Huawei.", *filler[40:]]
    start = "\n".join(paragraphs).index("Huawei")

    kept = excerpt(paragraphs, [(start, start + 6)])

    assert kept[0].startswith("Paragraph 0")
    assert kept[1:] == ("The vendor is Huawei.",)
    assert len("".join(kept)) < 700


def test_excerpt_of_one_endless_paragraph_is_bounded_and_shows_its_cuts() -> None:
    text = "word " * 4_000 + "Huawei " + "word " * 4_000
    marks = [(n, n + 4) for n in range(0, 19_000, 5)]

    kept = excerpt([text], marks)

    assert sum(map(len, kept)) < 3_000
    alone = excerpt([text], [(20_000, 20_006)])
    assert alone[1].startswith("… ")
    assert alone[1].endswith(" …")
    assert "Huawei" in alone[1]
    assert sum(map(len, alone)) < 1_100


def test_short_text_is_kept_whole() -> None:
    assert excerpt(["One.", "Two."], []) == ("One.\nTwo.",)
    assert excerpt([], []) == ()


@pytest.mark.parametrize(
    ("attempts", "asked", "wait"),
    [
        (1, None, timedelta(minutes=5)),
        (1, timedelta(hours=3), timedelta(hours=3)),
        (2, timedelta(days=9), timedelta(days=1)),
        (4, None, timedelta(hours=8)),
        (5, None, None),
        (0, None, None),
    ],
)
def test_waits_grow_heed_the_server_and_end(
    attempts: int, asked: timedelta | None, wait: timedelta | None
) -> None:
    assert next_attempt(attempts, asked) == wait
