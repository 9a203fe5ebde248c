"""An issue or a notice as it leaves: HTML and plain text for mail, JSON for webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from urllib.parse import quote

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.core.delivery import Message, NoticeText
from monitor.core.digest import Issue, LeftOut
from monitor.outlet.cut import Cut, left_out_with, smaller
from monitor.outlet.marks import isolated, plain, wrapped
from monitor.outlet.payload import digest_payload, notice_payload
from monitor.outlet.view import IssueView, Way, issue_view
from monitor.outlet.wording import Wording, wording

# Gmail clips what is longer than 102 KB, and with it the way to unsubscribe.
LARGEST_HTML = 100_000
# No story takes less than a kilobyte, so more than this many never fit.
_MOST_STORIES = 120
_COLUMNS = 72
_LONGEST_NOTICE = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message ready to leave. `shown` stories stand in the mail; `left_out` counts all others."""

    subject: str
    html: str
    text: str
    payload_json: str
    shown: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)
    about: Issue | NoticeText | None = None
    page: str | None = None

    def message(
        self, *, message_id: str, list_id: str, created_at: datetime, sample: bool = False
    ) -> Message:
        """This as a message under a stable id; `list_id` is the digest's id, or `notices`."""
        return Message(
            message_id=message_id,
            subject=self.subject,
            html=self.html,
            text=self.text,
            payload=self.payload_json,
            list_id=list_id,
            created_at=created_at,
            sample=sample,
            about=self.about,
            page=self.page,
        )


def render(
    issue: Issue,
    *,
    recipient: str | None = None,
    public_url: str | None = None,
    unsubscribe_mailto: str | None = None,
    unsubscribe_url: str | None = None,
    sample: bool = False,
) -> Rendered:
    """The mail and the webhook payload of `issue`.

    The HTML stays under 100 KB whatever comes in: summaries are cut first, then the last stories
    join those left out, and the mail says so. Only the unsubscribe link depends on `recipient`:
    without it one rendering serves all. `unsubscribe_url` is one person's page (https) and wins
    over the address `unsubscribe_mailto`.
    """
    words = wording(issue.language)
    way = Way(
        page=public_url,
        unsubscribe=unsubscribe_url or _mailto(unsubscribe_mailto, issue.digest_id, recipient),
    )
    cut, view, html = _fitting(issue, words, way, sample)
    return Rendered(
        subject=view.subject,
        html=html,
        text=_text("digest.txt.j2", view, words),
        payload_json=digest_payload(issue, sample=sample),
        shown=len(view.stories),
        left_out=left_out_with(issue, cut.stories),
        about=issue,
        page=view.way.page,
    )


def render_notice(
    kind: str, subject: str, text: str, *, now: datetime, language: str = "en"
) -> Rendered:
    """A message to the operator: `kind` is a word for programs, such as feed-silent.

    Of `text` 4,000 characters are sent, each line a paragraph, with an ellipsis where it was cut.
    """
    words = wording(language)
    subject, paragraphs = (
        plain(subject, 200),
        [plain(line, 1000) for line in text[:_LONGEST_NOTICE].splitlines()],
    )
    view = NoticeView(kind=plain(kind, 60), subject=subject, paragraphs=tuple(paragraphs))
    return Rendered(
        subject=f"{words('notice')}: {subject}",
        html=_html("notice.html.j2", view, words),
        text=_text("notice.txt.j2", view, words),
        payload_json=notice_payload(view.kind, subject, "\n".join(paragraphs), now),
        about=NoticeText(kind=view.kind, subject=subject, text="\n".join(paragraphs)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as its templates show it."""

    kind: str
    subject: str
    paragraphs: tuple[str, ...]


def _fitting(issue: Issue, words: Wording, way: Way, sample: bool) -> tuple[Cut, IssueView, str]:
    """The HTML with as much as fits; without any story the rest is small by its own limits."""
    cut = Cut(stories=min(len(issue.stories), _MOST_STORIES), summary=400, also=8)
    while True:
        view = issue_view(issue, words, cut, way, sample=sample)
        html = _html("digest.html.j2", view, words)
        size = len(html.encode())
        if size < LARGEST_HTML or not cut.stories:
            return cut, view, html
        cut = smaller(cut, size, LARGEST_HTML)


def _mailto(address: str | None, digest: str, recipient: str | None) -> str | None:
    if not address:
        return None
    subject = f"unsubscribe {digest}" + (f" {recipient}" if recipient else "")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}"


def _html(template: str, view: IssueView | NoticeView, words: Wording) -> str:
    page = _templates().get_template(template).render(view=view, t=words)
    return _inliner().inline(page)


def _text(template: str, view: IssueView | NoticeView, words: Wording) -> str:
    return _templates().get_template(template).render(view=view, t=words)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.outlet"),
        autoescape=lambda name: bool(name) and str(name).endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrapped"] = lambda text, indent="": wrapped(str(text), _COLUMNS, indent)
    environment.filters["isolated"] = isolated
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_at_rules=True, load_remote_stylesheets=False, remove_inlined_selectors=True
    )
