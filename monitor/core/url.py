"""Canonical URLs: one key for the addresses under which one article is told.

Conservative: two articles must never get the same key; that one article keeps two is the lesser evil.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

_TRACKING_PREFIXES = (
    "utm_", "mc_", "mtm_", "piwik_", "hsa_", "_hs", "at_custom", "guce_", "ns_", "wt_", "vero_", "oly_",
    "soc_",
)  # fmt: skip
_TRACKING = frozenset({
    "__twitter_impression", "_ga", "_gl", "at_bbc_team", "at_campaign", "at_campaign_type", "at_format",
    "at_link_id", "at_link_origin", "at_link_type", "at_medium", "at_ptr_name", "cmp", "cmpid", "dclid",
    "dicbo", "epik", "fbclid", "feedname", "feedtype", "ftag", "gbraid", "gclid", "gclsrc", "guccounter",
    "hsctatracking", "icid", "igsh", "igshid", "li_fat_id", "mkt_tok", "msclkid", "ncid", "ocid", "s_cid",
    "pk_campaign", "pk_kwd", "pk_source", "smid", "spm", "srsltid", "trk", "ttclid", "twclid", "wbraid",
    "xtor", "yclid",
})  # fmt: skip
# these may name an article as well: they are dropped only with a value that names a way in
_ORIGINS = frozenset({
    "cid", "campaign", "from", "mod", "origin", "partner", "ref", "ref_src", "referrer", "source",
    "src", "via",
})  # fmt: skip
_WAYS_IN = re.compile(
    r"(?:.*[-_.])?(?:rss|atom|feed|rssfeed|rss20|feedburner|newsletter|email|twitter|facebook|linkedin|"
    r"google_?news|twsrc)(?:[-_.].*)?|",
    re.IGNORECASE,
)
_AMP_QUERY = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"),
                        ("output", "amp"), ("_amp", "true"), ("amp_js_v", "0.1")})  # fmt: skip
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_ENDINGS = ((".amp.html", ".html"), (".amp.htm", ".htm"), (".amp", ""), ("/amp", ""))
_AMP_CACHE = re.compile(r"^/(?:[cv]|amp)/(?:s/)?([^/]+\.[^/]+)(/.*)$")
_URL_INSIDE = re.compile(rb"https?://[!-~]{4,2000}")
_SAFE = "!$&'()*+,;=:@/~-._"
_LONG_NUMBER = re.compile(r"\d{3}")


def host_of(url: str | None) -> str:
    """The host of an address with its port, in lower case; empty where there is none."""
    return urlsplit(url or "").netloc.rpartition("@")[2].lower()


def canonical_url(url: str) -> str:
    """A key for the article at `url`; to open the article use `url` itself.

    http counts as https, `www.` and default ports are dropped, host and percent-encodings are
    normalised, a trailing slash and index file are dropped, AMP forms become the plain one, what only
    says where the reader came from (utm_*, fbclid, ref=rss, ...) is dropped, and the rest of the query
    is sorted. A fragment is dropped unless it may name the article itself: `#!` routes, and fragments
    with digits on a page that looks like a listing. Links of Google and Bing that name the article
    they lead to count as that. What is no http URL comes back as it is, stripped.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not host:
        return text
    if cached := _behind_amp_cache(parts, host):
        return canonical_url(cached)
    if target := _behind_redirect(parts, host):
        return canonical_url(target)
    path, query = _path(parts.path), _query(parts.query)
    netloc = _host(host) + (f":{port}" if port not in (None, 80, 443) else "")
    return urlunsplit(("https", netloc, path, query, _fragment(parts.fragment, path, query)))


def _host(host: str) -> str:
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        name = host
    if ":" in name:
        return f"[{name}]"
    for prefix in ("amp.", "www."):
        if name.startswith(prefix) and name.count(".") > 1:
            name = name.removeprefix(prefix)
    return name


def _behind_amp_cache(parts: SplitResult, host: str) -> str | None:
    on_cache = host.endswith(".cdn.ampproject.org")
    on_search = host.startswith("www.google.") and parts.path.startswith("/amp/")
    found = _AMP_CACHE.match(parts.path) if on_cache or on_search else None
    if found is None:
        return None
    return f"https://{found[1]}{found[2]}" + (f"?{parts.query}" if parts.query else "")


def _behind_redirect(parts: SplitResult, host: str) -> str | None:
    """The article behind a link of Google, Google Alerts, Google News or Bing News, where it says it."""
    if host == "news.google.com":
        return _in_google_news(parts.path)
    of_google = host.startswith("www.google.") and parts.path == "/url"
    of_bing = host in ("www.bing.com", "bing.com") and parts.path.lower() == "/news/apiclick.aspx"
    if not (of_google or of_bing):
        return None
    wanted = dict(parse_qsl(parts.query))
    target = wanted.get("url") or wanted.get("q") or ""
    return target if target.startswith(("http://", "https://")) else None


def _in_google_news(path: str) -> str | None:
    """The address that ids of articles held until 2024; those since then are opaque."""
    token = path.rpartition("/")[2]
    if "/articles/" not in path or not token.isascii():
        return None
    try:
        held = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    found = _URL_INSIDE.search(held)
    return found[0].decode("ascii") if found else None


def _path(path: str) -> str:
    if "%2f" not in path.lower():  # an encoded slash is not a slash
        plain = unquote(path, errors="surrogateescape")
        path = quote(plain, safe=_SAFE, errors="surrogateescape")
    path = _INDEX.sub("/", path).rstrip("/")
    if path.startswith("/amp/") and len(path) > len("/amp/"):
        path = path.removeprefix("/amp")
    for ending, plain_ending in _AMP_ENDINGS:
        stem = path[: -len(ending)]
        # an article, not a section or a product that is called AMP
        if path.lower().endswith(ending) and any(c == "-" or c.isdigit() for c in _last(stem)):
            return stem + plain_ending
    return path


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _is_noise(part)]
    return "&".join(sorted(kept, key=lambda part: part.partition("=")[0]))


def _is_noise(part: str) -> bool:
    name, _, value = part.partition("=")
    name = name.lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    if (name, value.lower()) in _AMP_QUERY:
        return True
    return name in _ORIGINS and _WAYS_IN.fullmatch(value) is not None


def _fragment(fragment: str, path: str, query: str) -> str:
    if fragment.startswith(("!", "/")):
        return fragment
    names_one = any(character.isdigit() for character in fragment) and "=" not in fragment
    if not names_one or fragment.startswith(("comment", "respond", ":~:")) or query:
        return ""
    of_an_article = _last(path).count("-") > 1 or _LONG_NUMBER.search(_last(path))
    return "" if of_an_article else fragment
