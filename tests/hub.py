"""A real WebSub hub on loopback: verifies what is asked of it, and pushes what it is told to."""

from __future__ import annotations

import hashlib
import hmac
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from tests.servers import RSS, Answer, FeedServer, Request

CHALLENGE = "a challenge & <b>more</b>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A subscription that was asked for."""

    topic: str
    callback: str
    secret: str
    lease: int


@dataclass(slots=True)
class Hub:
    """A hub at `/hub` of a server. It verifies before it answers, unless `verifies` is off."""

    server: FeedServer
    lease: int = 7 * 86400
    status: int = 202
    verifies: bool = True
    asked: list[Asked] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)

    def open(self) -> str:
        """Begins to answer; returns its address."""
        return self.server.script("/hub", self._answer)

    def verify(self, asked: Asked, **changes: str) -> tuple[int, str]:
        """Asks the subscriber whether it meant it; what it answered."""
        fields = {
            "hub.mode": "subscribe",
            "hub.topic": asked.topic,
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": str(self.lease),
        }
        fields |= {f"hub.{name}": value for name, value in changes.items()}
        return call(f"{asked.callback}?{urlencode(fields)}")

    def push(self, body: bytes, *, secret: str | None = None, method: str = "sha256") -> int:
        """Pushes to the latest subscriber, signed with its secret or another; the status."""
        asked = self.asked[-1]
        key = (asked.secret if secret is None else secret).encode()
        digest = hmac.new(key, body, getattr(hashlib, method)).hexdigest()
        headers = {"Content-Type": RSS, "X-Hub-Signature": f"{method}={digest}"}
        return call(asked.callback, body, headers)[0]

    def _answer(self, request: Request) -> Answer:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        asked = Asked(
            topic=form["hub.topic"],
            callback=form["hub.callback"],
            secret=form["hub.secret"],
            lease=int(form["hub.lease_seconds"]),
        )
        self.asked.append(asked)
        if self.verifies and self.status < 300:
            status, text = self.verify(asked)
            if status == 200 and text == CHALLENGE:
                self.confirmed.append(asked.callback)
        return Answer(status=self.status)


def call(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """One request of a hub; status and text."""
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
