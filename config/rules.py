"""Rules for single values of the operator's files; each raises ValueError that tells what is wrong.

The messages do not repeat the value: it may be a secret, and the error names its place anyway.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import hashlib
import itertools
import re
import unicodedata
import zoneinfo
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit

from monitor.core.agenda import parse_quiet, parse_until
from monitor.core.errors import UsageError
from monitor.core.schedule import parse_schedule

_ADDRESS = re.compile(r"[^\s@<>()\",;:\[\]\\]+@[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHORTEST_SECRET, _LONGEST_SECRET = 24, 64
_SPAN = re.compile(r"(\d{1,6}) ?(s|m|h)")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
_NO_COUNTRIES = {"UK": "GB", "EN": "GB"}


def check_url(value: str) -> str:
    """`value`, if it is an http or https address with a host and without a login."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("is no address") from error
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError("must begin with https:// or http:// and name a host")
    if any(sign.isspace() or not sign.isprintable() for sign in value):
        raise ValueError("has a space or a control character in it")
    if parts.username is not None:
        raise ValueError("must not hold user and password; for a feed write them under auth:")
    return value


def check_address(value: str) -> str:
    """`value`, if it is one bare e-mail address."""
    if not _ADDRESS.fullmatch(value):
        raise ValueError("is no e-mail address")
    return value


def check_secret(value: str) -> str:
    """`value`, if it is one or more secrets of Standard Webhooks with spaces between them."""
    secrets = value.split()
    if not secrets:
        raise ValueError("is empty")
    for secret in secrets:
        prefix, mark, key = secret.partition("_")
        if prefix != "whsec" or not mark:
            raise ValueError("does not begin with whsec_")
        try:
            size = len(base64.b64decode(key, validate=True))
        except binascii.Error as error:
            raise ValueError("is not base64 after whsec_") from error
        if not _SHORTEST_SECRET <= size <= _LONGEST_SECRET:
            raise ValueError(f"has {size} bytes after whsec_")
    return " ".join(secrets)


def check_topic(value: str) -> str:
    """`value`, if it is the address of a topic of ntfy: its last part names the topic."""
    parts = urlsplit(value)
    if not _TOPIC.fullmatch(parts.path.rstrip("/").rpartition("/")[2]) or parts.query:
        raise ValueError("does not end in the name of a topic")
    return value


def check_service(value: str) -> str:
    """`value`, if it looks like the address of a service of Apprise: a scheme, and what follows it."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", value):
        raise ValueError("is no address of a service")
    return value


def check_token(value: str) -> str:
    """`value`, if it can stand in a header."""
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError("is empty, or has a space or a letter beyond ASCII in it")
    return value


def check_country(value: str) -> str:
    """The two letters of a country in capitals."""
    code = value.upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError("is no country code of two letters")
    if code in _NO_COUNTRIES:
        raise ValueError(f"is no country code; did you mean {_NO_COUNTRIES[code]}?")
    return code


def check_schedule(value: str) -> str:
    """The schedule as it is understood."""
    try:
        return str(parse_schedule(value))
    except UsageError as error:
        raise ValueError(_untitled(error, f"schedule {value!r}")) from error


def check_quiet(value: str) -> str:
    """The quiet hours as they are understood."""
    try:
        return str(parse_quiet(value))
    except UsageError as error:
        raise ValueError(_untitled(error, f"quiet hours {value!r}")) from error


def check_until(value: str) -> str:
    """`value`, if it is a day or a time of one, without a zone."""
    try:
        return parse_until(value).isoformat(" ", "minutes")
    except UsageError as error:
        raise ValueError(_untitled(error, repr(value))) from error


def check_day(value: str) -> str:
    """`value`, if it is a day."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise ValueError("is no day") from error


def check_span(value: str) -> str:
    """`value`, if it is a span of at most a day."""
    try:
        if span_of(value) <= timedelta(days=1):
            return value
    except ValueError as error:
        raise ValueError("is no span of time") from error
    raise ValueError("is more than a day")


def span_of(text: str) -> timedelta:
    """The span that "90s", "5m" or "1h" means. Raises ValueError."""
    found = _SPAN.fullmatch(text.strip().lower())
    if not found:
        raise ValueError(text)
    return int(found[1]) * _UNITS[found[2]]


def _untitled(error: UsageError, subject: str) -> str:
    return str(error).removeprefix(subject).lstrip(": ").replace(": write", "; write")


def check_timezone(value: str) -> str:
    """`value`, if the zone exists."""
    zones = _zones()
    if value in zones:
        return value
    cities: dict[str, str] = {}
    for zone in sorted(zones, reverse=True):
        cities[zone.rpartition("/")[2].casefold()] = zone
        cities[zone.casefold()] = zone
    wanted = value.strip().casefold().replace(" ", "_")
    near = difflib.get_close_matches(wanted, cities, n=1, cutoff=0.75)
    raise ValueError("is no time zone" + (f"; did you mean {cities[near[0]]}?" if near else ""))


def slug(text: str, taken: Collection[str] = ()) -> str:
    """An id made of `text`, as light-reading of "Light Reading"; numbered if it is taken."""
    flat = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("ß", "ss"))
    letters = flat.encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].rstrip("-")
    made = made or "x" + hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    number = next(n for n in itertools.count(1) if (f"{made}-{n}" if n > 1 else made) not in taken)
    return f"{made}-{number}" if number > 1 else made


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that looks most like `word`; None when none does."""
    by_fold = {known.casefold(): known for known in words}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
