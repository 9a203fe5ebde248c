"""What holds of matching for any query and any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.query import (
    AllOf,
    AnyOf,
    Everything,
    Lexeme,
    Matcher,
    Plan,
    format_query,
    index_lexemes,
    parse_query,
    search_plan,
)
from monitor.core.query.syntax import And, Near, Not, Or, Phrase, Query, Word
from monitor.core.reading import Document, Reader
from monitor.core.text import clean, folded_words
from tests.core.concepts import concepts
from tests.core.naive import Naive

CONCEPTS = concepts()
READER = Reader(CONCEPTS)


def holds(plan: Plan, lexemes: tuple[str, ...]) -> bool:
    match plan:
        case Lexeme(text=text, prefix=prefix):
            return any(one.startswith(text) if prefix else one == text for one in lexemes)
        case AllOf(parts=parts):
            return all(holds(part, lexemes) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, lexemes) for part in parts)
        case Everything():
            return True


def _grown(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(parts=tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(parts=tuple(parts))),
        inner.map(lambda part: Not(part=part)),
    )


VOCABULARY = [
    "huawei", "Orange", "auction", "spectrum", "5G", "licences", "operator", "公", "告",
    "visible", "the", "fined", "networks", "AT&T", "O-RAN", "华为", "Frequenzlizenz", "merger",
]  # fmt: skip
SIGNS = [*VOCABULARY, ".", ",", "\n"]
TEXTS = st.one_of(
    st.lists(st.sampled_from(SIGNS), max_size=5),
    st.lists(st.sampled_from(SIGNS), min_size=15, max_size=30),
).map(" ".join)
WORDS: st.SearchStrategy[Query] = st.sampled_from(VOCABULARY).map(lambda text: Word(text=text))
QUERIES: st.SearchStrategy[Query] = st.recursive(
    st.one_of(
        WORDS,
        st.sampled_from(
            [
                '"the auction"',
                "licen*",
                "=visible",
                "title:Orange",
                "auction spectrum",
                "Huawei NEAR/3 fined",
                "/oper|华/",
                "lang:de",
                "公告",
                '"公告"',
                "net*",
                "Vodafone",
                "(Orange OR auction) NOT visible",
                "title:(merger OR the)",
                "text:spectrum",
                "NOT NOT the",
                "(the AND fined) OR (Orange AND merger)",
                "(the NOT fined) OR (merger NOT Orange)",
                "NOT (the auction)",
                "entity:nobody OR fined",
            ]
        ).map(parse_query),
    ),
    _grown,
    max_leaves=6,
)
DOCUMENTS = st.builds(
    lambda title, summary, language: Document(title=title, summary=summary, language=language),
    TEXTS, TEXTS, st.sampled_from(["en", "de", "zh"]),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(QUERIES, min_size=4, max_size=8), DOCUMENTS)
def test_candidates_lose_no_match(queries: list[Query], document: Document) -> None:
    lists = {str(number): query for number, query in enumerate(queries)}
    matcher = Matcher(CONCEPTS, lists, reader=READER)
    reading = matcher.read(document)

    found = [match.watchlist_id for match in matcher.match(reading)]

    assert found == [name for name in lists if matcher.evaluate(lists[name], reading) is not None]


@given(QUERIES, DOCUMENTS)
def test_the_search_index_loses_no_match(query: Query, document: Document) -> None:
    matcher = Matcher(CONCEPTS, {}, reader=READER)
    reading = matcher.read(document)

    if matcher.evaluate(query, reading) is not None:
        assert holds(search_plan(query, CONCEPTS), index_lexemes(reading)), format_query(query)


@given(QUERIES, QUERIES, DOCUMENTS)
def test_adding_not_never_adds_a_match(query: Query, other: Query, document: Document) -> None:
    matcher = Matcher(CONCEPTS, {}, reader=READER)
    reading = matcher.read(document)

    if matcher.evaluate(And(parts=(query, Not(part=other))), reading) is not None:
        assert matcher.evaluate(query, reading) is not None


PLAIN = ["kappa", "lambda", "lambdas", "sigma", "omega"]
FILLING = ["rho", "tau", "phi", "chi", "psi"]
ROWS = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3).map(" ".join)
NEARS: st.SearchStrategy[Query] = st.builds(
    lambda left, right, distance: Near(
        left=Phrase(text=left), right=Phrase(text=right), distance=distance
    ),
    ROWS, st.sampled_from(PLAIN), st.integers(1, 6),
)  # fmt: skip
PLAIN_TERMS: st.SearchStrategy[Query] = st.one_of(
    st.sampled_from(PLAIN).map(lambda text: Word(text=text)),
    ROWS.map(lambda text: Phrase(text=text)),
    st.sampled_from(["lamb*", "om*", "title:kappa", "summary:sigma", "=Sigma", "kappa sigma"]).map(
        parse_query
    ),
    NEARS,
)
PLAIN_QUERIES: st.SearchStrategy[Query] = st.one_of(
    NEARS, PLAIN_TERMS, st.recursive(PLAIN_TERMS, _grown, max_leaves=6)
)
SENTENCES = st.lists(
    st.lists(st.sampled_from([*PLAIN, *FILLING]), min_size=3, max_size=14).map(
        lambda words: " ".join(words).capitalize() + "."
    ),
    max_size=3,
).map(" ".join)


@settings(max_examples=300)
@given(st.lists(PLAIN_QUERIES, min_size=4, max_size=10), SENTENCES, SENTENCES)
def test_the_matcher_agrees_with_a_naive_evaluator(
    queries: list[Query], title: str, summary: str
) -> None:
    lists = {str(number): query for number, query in enumerate(queries)}
    matcher = Matcher(CONCEPTS, lists, reader=READER)
    naive = Naive({"title": title, "summary": summary})
    document = Document(title=title, summary=summary, language="en")

    found = [match.watchlist_id for match in matcher.match(matcher.read(document))]

    assert found == [name for name, query in lists.items() if naive.holds(query)]


# The same word in other characters, and what makes characters hard to count.
WRITTEN = [
    "kappa", "KAPPA", "Kappa's", "ka\u00adppa", "k&#97;ppa", "kapp&#97;", "kappa&nbsp;", "<b>kappa</b>",
    "ｋappa", "k\u00e1ppa", "ka\u0301ppa", "kap\u200bpa", "#kappa", "kappa,", "“kappa”", "&lt;kappa",
    "&amp;eacute;kappa", "\U0001f4e1kappa", "ﬁ", "e\u0301", "İ", "ß", "&amp;", "&nbsp;", "公司", "ｶﾞ",
    "…", "x\u0338", "\U0001f469\u200d\U0001f469", "مُحَمَّد", "한국", "<br>", "Read more: kappa", "\n",
]  # fmt: skip
NOISE = st.lists(st.one_of(st.sampled_from(WRITTEN), st.text(max_size=8)), min_size=3, max_size=12)


@settings(max_examples=300)
@given(NOISE.map(" ".join), NOISE.map("".join), st.sampled_from([None, "en", "de", "ja", "ar"]))
def test_marks_hold_the_characters_of_the_word_and_no_others(
    title: str, summary: str, language: str | None
) -> None:
    document = Document(title=title, summary=summary, language=language)
    matcher = Matcher(CONCEPTS, {"kappa": parse_query('"kappa"')}, reader=READER)

    for match in matcher.match(matcher.read(document)):
        assert match.spans
        for span in match.spans:
            marked = getattr(document, span.field)[span.start : span.end]
            assert not marked.endswith("'s")
            assert folded_words(clean(marked).text) == ["kappa"]


@given(QUERIES, st.text(max_size=40), st.text(max_size=40))
def test_marks_lie_inside_the_original(query: Query, title: str, noise: str) -> None:
    document = Document(title=title + " Huawei 5G", summary=noise + " spectrum auction")
    matcher = Matcher(CONCEPTS, {}, reader=READER)
    match = matcher.evaluate(query, matcher.read(document))

    for span in match.spans if match else ():
        assert 0 <= span.start < span.end <= len(getattr(document, span.field))
