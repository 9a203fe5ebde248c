"""A story's summary as templates and programs see it: key sentences, what is new, what a model wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.digest import DigestStory, KeySentence, Marked, Update, Written
from monitor.outlet.cut import NAME, Cut
from monitor.outlet.marks import plain, safe_url, tidy
from monitor.outlet.phrase import Phrase, phrase
from monitor.outlet.wording import Wording

MOST_SENTENCES, SENTENCE, WRITTEN, FIGURE = 3, 400, 700, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceView:
    """A sentence of a report and its outlet; `url` is None where it has no safe address."""

    phrase: Phrase
    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """What stands in the place of the beginning of the lead's text: what is new, or what is the matter.

    `written_by` says that a model wrote `written`, and from how much. `figures` are those that no
    sentence of `news` holds.
    """

    sentences: tuple[SentenceView, ...] = ()
    written: Phrase | None = None
    written_by: str | None = None
    news: tuple[SentenceView, ...] = ()
    figures: str | None = None

    @property
    def leads(self) -> bool:
        """Whether it takes the place of the beginning of the lead's text."""
        return bool(self.written or self.sentences or self.news)


def summary_view(story: DigestStory, words: Wording, cut: Cut) -> SummaryView:
    """The summary of a story within `cut`.

    What is new, or what a model wrote, comes before key sentences; these are shown where they come
    from two outlets at least: one outlet's are told better by the beginning of its text.
    """
    most, written = _most(cut), story.written if cut.summary else None
    news = _sentences(story.update.sentences, most) if story.update else ()
    several = len({sentence.outlet for sentence in story.sentences}) > 1
    shown = story.sentences if several and not (news or written) else ()
    return SummaryView(
        sentences=_sentences(shown, most),
        written=_phrase(Marked(text=written.text), written.language, WRITTEN) if written else None,
        written_by=_written_by(written, words) if written else None,
        news=news,
        figures=_figures(story.update, words) if story.update else None,
    )


def summary_payload(story: DigestStory, cut: Cut) -> dict[str, object]:
    """The fields of the webhook's story."""
    written = story.written
    return {
        "key_sentences": [_sentence(one) for one in story.sentences[: _most(cut)]],
        "written_summary": {
            "text": plain(written.text, WRITTEN),
            "model": plain(written.model, NAME),
            "language": plain(written.language, 20),
            "reports": written.reports,
        }
        if written
        else None,
    }


def news_payload(update: Update, cut: Cut) -> dict[str, object]:
    """The fields of the webhook's update."""
    return {
        "sentences": [_sentence(one) for one in update.sentences[: _most(cut)]],
        "figures": [plain(figure, FIGURE) for figure in update.figures],
    }


def _most(cut: Cut) -> int:
    """Where a message is near its limit, sentences fall off with the characters of summaries."""
    return min(MOST_SENTENCES, cut.summary // 130)


def _sentences(sentences: Sequence[KeySentence], most: int) -> tuple[SentenceView, ...]:
    return tuple(
        SentenceView(
            phrase=_phrase(sentence.text, sentence.language, SENTENCE),
            outlet=plain(sentence.outlet, NAME),
            url=safe_url(sentence.url),
        )
        for sentence in sentences[:most]
    )


def _phrase(text: Marked, language: str | None, limit: int) -> Phrase:
    return phrase(tidy(text, limit), language)


def _written_by(written: Written, words: Wording) -> str:
    return words("written_by", model=plain(written.model, NAME), count=written.reports)


def _figures(update: Update, words: Wording) -> str | None:
    said = " ".join(sentence.text.text for sentence in update.sentences)
    rest = [plain(figure, FIGURE) for figure in update.figures if figure not in said]
    return f"{words('new_figures')}: {', '.join(rest)}" if rest else None


def _sentence(sentence: KeySentence) -> dict[str, object]:
    text = tidy(sentence.text, SENTENCE)
    return {
        "text": text.text,
        "marks": [[mark.start, mark.end] for mark in text.marks],
        "outlet": plain(sentence.outlet, NAME),
        "url": safe_url(sentence.url),
        "language": plain(sentence.language, 20) if sentence.language else None,
    }
