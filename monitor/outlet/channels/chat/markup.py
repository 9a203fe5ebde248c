"""How each chat writes text, bold and links, with nothing of a feed's text read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitor.core.digest import Mark, Marked

# No format leaves room for more, and no reader sees it; without its link the words still stand.
LONGEST_LINK = 1000
_ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """One chat's way to write. `bold` and `link` take text that `escape` made harmless.

    `apart`: bold begins and ends only beside what is no letter, so something invisible is put there.
    """

    escape: Callable[[str], str]
    bold: Callable[[str], str]
    link: Callable[[str, str], str]
    apart: bool = False

    def linked(self, text: str, url: str | None) -> str:
        """`text` (as it came) as a link; without an address, or with one too long, the text alone."""
        return self.around(self.escape(text), url)

    def around(self, written: str, url: str | None) -> str:
        """A link around what is already written."""
        link = self.link(written, url) if url else ""
        return link if link and len(link) <= len(written) + LONGEST_LINK else written

    def marked(self, marked: Marked) -> str:
        """The text with its marks in bold."""
        parts: list[str] = []
        at = 0
        for mark in marked.marks:
            parts += [self.escape(marked.text[at : mark.start]), self._bold(marked, mark)]
            at = mark.end
        return "".join((*parts, self.escape(marked.text[at:])))

    def _bold(self, marked: Marked, mark: Mark) -> str:
        written = self.bold(self.escape(marked.text[mark.start : mark.end]))
        if not self.apart:
            return written
        before, after = marked.text[: mark.start][-1:], marked.text[mark.end :][:1]
        return (
            (_ZERO_WIDTH if before.isalnum() else "")
            + written
            + (_ZERO_WIDTH if after.isalnum() else "")
        )


# Slack has no way to escape these, so look-alikes stand in for them.
_SLACK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_SLACK_ITALIC = re.compile(r"(?<!\w)_|_(?!\w)")
_SLACK_URL = str.maketrans({"|": "%7C", "<": "%3C", ">": "%3E", "&": "&amp;"})


def slack_escape(text: str) -> str:
    """Text as mrkdwn: & < > as entities, as Slack asks."""
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SLACK_ITALIC.sub("ˍ", entities.translate(_SLACK_ALIKE))


SLACK = Markup(
    escape=slack_escape,
    bold=lambda text: f"*{text}*",
    link=lambda text, url: f"<{url.translate(_SLACK_URL)}|{text}>",
    apart=True,
)

_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
_MARKDOWN_URL = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"})


def _markdown(special: str, *, link_labels: bool = False) -> Callable[[str], str]:
    pattern = re.compile(f"([{re.escape(special)}])")

    def escape(text: str) -> str:
        escaped = _LIST.sub(_no_list, pattern.sub(r"\\\1", text))
        # Discord shows no link whose label holds an address.
        return escaped.replace("://", f":{_ZERO_WIDTH}//") if link_labels else escaped

    return escape


def _no_list(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"


def _bold(text: str) -> str:
    return f"**{text}**"


def _link(text: str, url: str) -> str:
    return f"[{text}]({url.translate(_MARKDOWN_URL)})"


_mattermost = _markdown("\\*_~`|[]<>#!&")

DISCORD = Markup(escape=_markdown("\\*_~`|[]<>#", link_labels=True), bold=_bold, link=_link)
# Mattermost rings everybody for @all wherever it stands, and knows no way to escape it.
MATTERMOST = Markup(
    escape=lambda text: _mattermost(text).replace("@", f"@{_ZERO_WIDTH}"), bold=_bold, link=_link
)
TEAMS = Markup(escape=_markdown("\\*_~`[]#"), bold=_bold, link=_link)
# Plain text for services that may read it as something else: at least it rings nobody.
QUIET = Markup(
    escape=lambda text: text.replace("@", f"@{_ZERO_WIDTH}"),
    bold=lambda text: text,
    link=lambda text, _url: text,
)
PLAIN = Markup(escape=lambda text: text, bold=lambda text: text, link=lambda text, _url: text)
