"""Key sentences: what most reports say, nothing twice, nothing that is not the reports' own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.feed import Kind
from monitor.core.hit import Span
from monitor.core.material import ReportHit
from monitor.core.summary import Read, chosen_reports, document_of, key_sentences, news
from monitor.core.summary.choosing import MOST_CHARACTERS
from monitor.core.summary.wording import written
from tests.core.summaries import NOW, POST, TITLE, WIRE, read, reader, report, story

SIGNED = (
    "Vodafone and Orange have signed an agreement to share 1,900 masts in the Romanian countryside."
)
SAVED = "The operators expect to save 140 million euros over five years."


def _texts(reads: list[Read], language: str = "en") -> list[tuple[str, str]]:
    found = key_sentences(reads, title=TITLE, language=language, fallback="en")
    return [(one.outlet, one.text.text) for one in found]


def test_sentences_say_different_things_and_name_their_outlets() -> None:
    assert _texts(story()) == [
        ("Post", SIGNED),
        ("Wire", SAVED),
        ("Post", "The regulator Ancom has three months to object."),
    ]


def test_sentences_are_in_the_language_of_the_digest_where_a_report_is() -> None:
    assert {outlet for outlet, _ in _texts(story(), "de")} == {"Courier"}
    assert _texts(story(), "de-AT") == _texts(story(), "de")
    assert _texts(story(), "fr") == _texts(story(), "en")


def test_closing_lists_and_requests_to_subscribe_are_never_chosen() -> None:
    every = " ".join(text for _, text in _texts(read(report(1, "Wire", WIRE))))
    every += " ".join(text for _, text in _texts(read(report(2, "Post", POST))))

    assert "Ericsson" not in every
    assert "newsletter" not in every
    assert SAVED in every


def test_signature_behind_a_sentence_is_no_part_of_it() -> None:
    signed = f"{SAVED} The post {TITLE} appeared first on Wire."

    assert _texts(read(report(1, "Wire", signed))) == [("Wire", SAVED)]


def test_cut_off_sentences_are_never_chosen() -> None:
    for tail in ("...", " …", " [...]", ""):
        cut = f"Orange and Vodafone will share 1,900 masts in the rural parts of{tail}"
        assert _texts(read(report(1, "Wire", cut))) == []


def test_sentence_that_only_repeats_the_title_is_left_out() -> None:
    assert _texts(read(report(1, "Wire", f"{TITLE}."))) == []


@given(st.permutations(range(3)))
def test_reports_in_any_order_give_the_same_sentences(order: list[int]) -> None:
    reads = story()

    assert _texts([reads[at] for at in order]) == _texts(reads)


@given(st.lists(st.sampled_from((WIRE, POST, SAVED, SIGNED)), min_size=1, max_size=8))
def test_every_sentence_stands_in_its_report_and_all_keep_the_limit(texts: list[str]) -> None:
    reads = read(*(report(n, f"Outlet {n}", text) for n, text in enumerate(texts, 1)))
    found = key_sentences(reads, title=TITLE, language="en", fallback="en")

    assert sum(len(one.text.text) for one in found) <= MOST_CHARACTERS
    assert all(one.text.text in texts[one.entry_id - 1] for one in found)
    assert len({one.text.text for one in found}) == len(found)


def test_marks_of_hits_stay_on_their_words() -> None:
    at = WIRE.index("140 million")
    spans = (Span(term="t", field="summary", start=at, end=at + 11),)
    hit = ReportHit(watchlist_id="savings", spans=spans)
    found = key_sentences(
        read(report(1, "Wire", WIRE, hits=(hit,))), title=TITLE, language="en", fallback="en"
    )

    (marked,) = [one.text for one in found if one.text.marks]
    assert [marked.text[mark.start : mark.end] for mark in marked.marks] == ["140 million"]
    assert marked.marks[0].watchlists == ("savings",)


def test_markup_of_a_report_is_none_of_the_sentence() -> None:
    html = f"<p>{SAVED.replace('140', '<b>140</b>')}</p><p>More &amp; more.</p>"

    assert _texts(read(report(1, "Wire", html))) == [("Wire", SAVED)]


def test_chinese_sentences_are_chosen_too() -> None:
    text = "沃达丰与Orange将在罗马尼亚农村共享1900座铁塔。双方预计五年内节省1.4亿欧元。"
    reads = read(report(1, "电信通报", text, language="zh", title="两家运营商合作"))
    found = key_sentences(reads, title="两家运营商合作", language="zh", fallback="zh")

    assert "双方预计五年内节省1.4亿欧元。" in [one.text.text for one in found]


def test_copies_are_read_only_where_there_is_nothing_else() -> None:
    own, copy = report(1, "Wire", WIRE), report(2, "Mirror", WIRE, copy=True)

    assert chosen_reports([own, copy]) == [own]
    assert chosen_reports([copy]) == [copy]


def test_of_many_reports_the_hit_and_the_official_are_read() -> None:
    many = [report(n, f"Outlet {n}", WIRE) for n in range(1, 40)]
    many[30] = replace(many[30], kind=Kind.REGULATOR)
    many[35] = replace(many[35], hits=(ReportHit(watchlist_id="w", spans=()),))
    found = chosen_reports(many)

    assert len(found) == 12
    assert {many[30], many[35]} <= set(found)
    assert found == sorted(found, key=lambda one: one.seen_at)


def test_news_is_what_no_report_said_before() -> None:
    later = report(
        9,
        "Herald",
        "Orange and Vodafone will share 1,900 masts in Romania. Ancom objected to it on 3 December "
        "and set a fine of €6.1 million.",
        seen_at=NOW + timedelta(hours=5),
    )
    told_at = NOW + timedelta(hours=1)
    (sentence,), figures = news([*story(), *read(later)], told_at, language="en", fallback="en")

    assert sentence.text.text.startswith("Ancom objected")
    assert sentence.outlet == "Herald"
    assert figures == ("3 December", "€6.1 million")


def test_reports_that_say_the_same_again_bring_no_news() -> None:
    again = report(9, "Herald", WIRE, seen_at=NOW + timedelta(hours=5))

    found = news([*story(), *read(again)], NOW + timedelta(hours=1), language="en", fallback="en")

    assert found == ((), ())


def test_values_are_found_as_they_were_written() -> None:
    text = "It paid (19 billion dollars) for 2 x 10 MHz at 700 MHz, up 12 %."

    assert written(text, "money:usd:1.9e+10") == "19 billion dollars"
    assert written(text, "band:700") == "700 MHz"
    assert written(text, "share:12") == "12 %"
    assert written(text, "band:800") is None


def test_long_texts_are_read_at_their_beginning_only() -> None:
    endless = report(1, "Wire", "Orange shares masts. " * 5000)

    assert len(document_of(endless).summary) == 4000
    assert reader().read(document_of(endless)).concepts
