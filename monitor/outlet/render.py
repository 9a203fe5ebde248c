"""An issue or a notice as it leaves: HTML and plain text for mail, JSON for webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote

from monitor.core.delivery import Message, NoticeText
from monitor.core.digest import Issue, LeftOut
from monitor.outlet.cut import Cut, left_out_with, smaller
from monitor.outlet.marks import plain
from monitor.outlet.payload import issue_payload, notice_payload
from monitor.outlet.templating import BrokenTemplateError, Templates
from monitor.outlet.view import IssueView, Way, issue_view
from monitor.outlet.wording import Wording, wording

# Gmail clips what is longer than 102 KB, and with it the way to unsubscribe.
LARGEST_HTML = 100_000
# No story takes less than a kilobyte, so more than this many never fit.
_MOST_STORIES = 120
_LONGEST_NOTICE, _MOST_LINES = 4000, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message ready to leave. `shown` stories stand in the mail; `left_out` counts all others.

    `broken`: why the operator's own templates could not be used, so that those that ship were.
    """

    subject: str
    html: str
    text: str
    payload_json: str
    shown: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)
    about: Issue | NoticeText | None = None
    page: str | None = None
    broken: str | None = None

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
    issue_id: int | None = None,
    unsubscribe_mailto: str | None = None,
    unsubscribe_url: str | None = None,
    sample: bool = False,
    templates: Path | None = None,
) -> Rendered:
    """The mail and the webhook payload of `issue`.

    The HTML stays under 100 KB whatever comes in: summaries are cut first, then the last stories
    join those left out, and the mail says so. Only the unsubscribe link depends on `recipient`:
    without it one rendering serves all. `unsubscribe_url` is one person's page (https) and wins
    over the address `unsubscribe_mailto`. What is left out is listed on the page at `public_url`
    (without one a command tells it) under `issue_id`, the id of the stored edition. `templates` is a
    folder of the operator's own; one that is broken stops no mail.
    """
    words = wording(issue.language)
    way = Way(
        page=public_url,
        issue_id=issue_id,
        unsubscribe=unsubscribe_url or mailto(unsubscribe_mailto, issue.digest_id, recipient),
    )
    cut, view, html, text, broken = _mail(issue, words, way, sample, templates)
    return Rendered(
        subject=view.subject,
        html=html,
        text=text,
        payload_json=issue_payload(issue, sample=sample),
        shown=len(view.stories),
        left_out=left_out_with(issue, cut.stories),
        about=issue,
        page=_page_of(view.way.page, issue_id),
        broken=broken,
    )


def render_notice(
    kind: str,
    subject: str,
    text: str,
    *,
    now: datetime,
    language: str = "en",
    templates: Path | None = None,
) -> Rendered:
    """A message to the operator: `kind` is a word for programs, such as feed-silent.

    Of `text` 4,000 characters in 120 lines are sent, each line a paragraph, with an ellipsis where
    one was cut.
    """
    words = wording(language)
    subject, paragraphs = (
        plain(subject, 200),
        [plain(line, 1000) for line in text[:_LONGEST_NOTICE].splitlines()[:_MOST_LINES]],
    )
    view = NoticeView(kind=plain(kind, 60), subject=subject, paragraphs=tuple(paragraphs))
    broken = None
    try:
        html, text = _notice(Templates(folder=templates), view, words)
    except BrokenTemplateError as error:
        broken = str(error)
        html, text = _notice(Templates(), view, words)
    return Rendered(
        subject=f"{words('notice')}: {subject}",
        html=html,
        text=text,
        broken=broken,
        payload_json=notice_payload(view.kind, subject, "\n".join(paragraphs), now),
        about=NoticeText(kind=view.kind, subject=subject, text="\n".join(paragraphs)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as its templates show it."""

    kind: str
    subject: str
    paragraphs: tuple[str, ...]


def _notice(templates: Templates, view: NoticeView, words: Wording) -> tuple[str, str]:
    html = templates.html("notice.html.j2", view=view, t=words)
    if len(html.encode()) >= LARGEST_HTML:
        raise BrokenTemplateError("notice.html.j2: makes more than 100 KB")
    return html, templates.text("notice.txt.j2", view=view, t=words)


def _mail(
    issue: Issue, words: Wording, way: Way, sample: bool, folder: Path | None
) -> tuple[Cut, IssueView, str, str, str | None]:
    """Cut, view, HTML, text, and why the operator's templates could not be used."""
    broken = None
    try:
        own = Templates(folder=folder)
        cut, view, html = _fitting(own, issue, words, way, sample)
        text = own.text("digest.txt.j2", view=view, t=words)
    except BrokenTemplateError as error:
        broken = str(error)
        cut, view, html = _fitting(Templates(), issue, words, way, sample)
        text = Templates().text("digest.txt.j2", view=view, t=words)
    return cut, view, html, text, broken


def _page_of(page: str | None, issue_id: int | None) -> str | None:
    """Where a chat sends its readers for the rest: the page of the issue, once it is stored."""
    return page if page is None or issue_id is None else f"{page.rstrip('/')}/digests/{issue_id}"


def _fitting(
    templates: Templates, issue: Issue, words: Wording, way: Way, sample: bool
) -> tuple[Cut, IssueView, str]:
    """The HTML with as much as fits; without any story the rest is small by its own limits."""
    cut = Cut(stories=min(len(issue.stories), _MOST_STORIES), summary=400, also=8)
    while True:
        view = issue_view(issue, words, cut, way, sample=sample)
        html = templates.html("digest.html.j2", view=view, t=words)
        size = len(html.encode())
        if size < LARGEST_HTML:
            return cut, view, html
        if not cut.stories:
            raise BrokenTemplateError("digest.html.j2: makes more than 100 KB without any story")
        cut = smaller(cut, size, LARGEST_HTML)


def mailto(address: str | None, digest: str, recipient: str | None) -> str | None:
    """A link that writes to `address` for `recipient` to be taken off; None without an address.

    A name before the address ("telemon <telemon@example.org>") is left out.
    """
    address = parseaddr(address or "")[1]
    if not address:
        return None
    subject = f"unsubscribe {digest}" + (f" {recipient}" if recipient else "")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}"
