"""Links of entries: absolute addresses of the web, or nothing."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

MAX_LENGTH = 4_000
_SPACE = re.compile(r"[\s\x00-\x1f]+")
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def web_url(text: str, base: str = "") -> str | None:
    """`text` as an absolute http(s) URL, resolved against `base`; None if it is none.

    Line breaks within are dropped, spaces encoded. Longer than 4,000 characters: None.
    """
    text = text.strip().encode("utf-8", "ignore").decode()  # without lone surrogates
    if not text or len(text) > MAX_LENGTH:
        return None
    text = _SPACE.sub(lambda space: "%20" if set(space[0]) <= {" "} else "", text)
    try:
        url = text if _ABSOLUTE.match(text) else urljoin(base, text)
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return url
