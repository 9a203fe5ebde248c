"""The hub and the topic of a Link header."""

from __future__ import annotations

import time

import pytest

from monitor.intake.exchange import Headers
from monitor.intake.hubs import hub_in_headers

URL = "https://a.example/feed"
HUB, SELF = "https://hub.example/", "https://a.example/topic"


@pytest.mark.parametrize(
    ("link", "hub", "topic"),
    [
        (f'<{HUB}>; rel="hub", <{SELF}>; rel="self"', HUB, SELF),
        (f"<{HUB}>;rel=hub,<{SELF}>;rel=self", HUB, SELF),
        (f'<{HUB}>; type="x,y"; REL="alternate hub"; title=z', HUB, None),
        (f"<{HUB}>; rel=hub, <https://other.example/>; rel=hub", HUB, None),
        ("</hub>; rel=hub", "https://a.example/hub", None),
        (f"<{SELF}>; rel=self", None, SELF),
        (f'<{HUB}>; title="rel=hub"', None, None),
        ("<javascript:alert(1)>; rel=hub", None, None),
        ("<https://a.example/x>; rel=next", None, None),
        ("rel=hub", None, None),
        ("", None, None),
    ],
)
def test_link_header_names_hub_and_topic(link: str, hub: str | None, topic: str | None) -> None:
    headers = Headers([(b"Link", link.encode())])

    assert hub_in_headers(headers, URL) == (hub, topic)


def test_several_headers_are_one() -> None:
    headers = Headers(
        [(b"Link", f"<{SELF}>; rel=self".encode()), (b"Link", f"<{HUB}>; rel=hub".encode())]
    )

    assert hub_in_headers(headers, URL) == (HUB, SELF)


@pytest.mark.parametrize("unit", ["<", "<a>;", "; a=", '"', "<a>; rel=hub,", "<a> "])
def test_long_header_is_no_burden(unit: str) -> None:
    begun = time.perf_counter()
    hub_in_headers(Headers([(b"Link", (unit * 50_000).encode())]), URL)

    assert time.perf_counter() - begun < 1
