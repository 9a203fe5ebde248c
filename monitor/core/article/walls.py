"""Pages that stand before the page: consent, subscription, proof of being human."""

from __future__ import annotations

import re

CONSENT_HOST = re.compile(r"^(?:consent|privacy|cookie|login|account|accounts|auth|sso)\.")

_CONSENT = r"""
before you continue | we (and our (\d+ )?partners )?(use|store|value|care about) (cookies|your privacy)
(accept|manage) (all )?cookies | cookie (consent|preferences) | privacy preferences
zustimmen und weiter | mit werbung (und cookies )?weiterlesen | datenschutzeinstellungen
accepter et continuer | nous (et nos partenaires )?utilisons des cookies
aceptar (todas las )?cookies
"""
_SUBSCRIPTION = """
(subscribe|sign in|log in|register|create an? (free )?account) (now )?to (continue|read|keep reading)
(subscribe|sign in|log in|register) (now )?to (access|unlock|view)
already (a subscriber|have an account) | for subscribers only | subscriber[- ]only
(reserved|available|exclusively|only) (only |exclusively )?(for|to) (paying )?(subscribers|members)
to read the full (article|story),? (please )?(subscribe|log) | start your free trial
jetzt abonnieren | nur für abonnenten | réservé aux abonnés
suscr[ií]bete para | solo para suscriptores | 请登录后 | 登录后阅读 | 会員限定 | この記事は有料
"""
_HUMAN = """
verify(ing)? (that )?you are (a )?human | enable javascript | checking your browser
unusual traffic | are you a robot | access (to this page has been )?denied
"""


def _any_of(phrases: str) -> re.Pattern[str]:
    """A pattern of phrases, with " | " or a line end between them."""
    listed = (phrase for line in phrases.strip().splitlines() for phrase in line.split(" | "))
    return re.compile("|".join(phrase.strip() for phrase in listed), re.IGNORECASE)


_WALLS = (
    ("the page asks for consent", _any_of(_CONSENT)),
    ("the page asks for a subscription", _any_of(_SUBSCRIPTION)),
    ("the page asks for a proof of being human", _any_of(_HUMAN)),
)


def wall(text: str) -> str | None:
    """What the text of a page asks for in place of telling something, None when nothing."""
    return next((why for why, pattern in _WALLS if pattern.search(text)), None)
