"""The hub and the topic that a feed names in its HTTP headers (RFC 8288), beside those of the document."""

from __future__ import annotations

import re

from monitor.intake.exchange import Headers
from monitor.intake.parse.links import web_url

_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


def hub_in_headers(headers: Headers, url: str) -> tuple[str | None, str | None]:
    """The first hub and the topic (self) of the Link header; None for what it does not name."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(headers.get("link", "")[:8_000]):
        rel = _REL.search(link[2])
        target = web_url(link[1], url)
        for name in (rel[1] or rel[2]).lower().split() if rel and target else ():
            found.setdefault(name, str(target))
    return found.get("hub"), found.get("self")
