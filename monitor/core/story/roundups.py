"""Round-ups: entries that tell of several events, so that they belong to no story."""

from __future__ import annotations

import re

# How far into a summary it says what kind of text it is.
_LETTERS = 160
_KIND = (
    r"round-?ups?(?! of\b)|news in brief|in brief|wrap-?up|week in review|daily digest|weekly digest"
    r"|kurz notiert|kurz gemeldet|kurzmeldungen|nachrichtenüberblick|presseschau|en bref|les brèves"
    r"|revue de presse|en breve|resumen de noticias|resumen semanal|in breve|rassegna stampa"
    r"|resumo da semana|notícias da semana|günün özeti|haftanın özeti|haberlerin özeti"
    r"|обзор новостей|итоги недели|дайджест"
)
_OTHER_SCRIPTS = (
    "早报|晚报|周报|週報|简讯|新闻汇总|一周要闻|ニュースまとめ|今週のニュース|주간 뉴스|뉴스 브리핑"
    "|موجز الأخبار|أخبار الأسبوع"
)
_SUMMARY_SAYS_SO = re.compile(rf"\b(?:{_KIND})\b|{_OTHER_SCRIPTS}", re.IGNORECASE)
# In a title it stands first, last or before a colon or dash: "in brief trading" is none.
_TITLE_SAYS_SO = re.compile(
    rf"^(?:{_KIND})\b|\b(?:{_KIND})(?=\s*(?:$|[:–—|-]))|{_OTHER_SCRIPTS}", re.IGNORECASE
)
# "Also in today's news: ...", "Außerdem: ...", "Également au menu : ..."
_AND_MORE = re.compile(
    r"^\W*(?:also in (?:today|this week|the)\b|also today\b|elsewhere\b|plus:|außerdem|ferner:|ebenfalls:"
    r"|weitere (?:themen|meldungen)|également (?:au|dans)|aussi au|también en|además:|también:|anche:"
    r"|inoltre:|também em|também:|ayrıca:)",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[,;] ")
_LIST_LABEL = re.compile(r"^(.{2,40}?)(?:: | [-–—|] )")
_LIST_WORD = re.compile(
    r"\b(?:tracker|digest|briefing|newsletter|headlines|roundup)$", re.IGNORECASE
)


def is_roundup(title: str, summary: str) -> bool:
    """Whether an entry tells of several events, as its title or summary says or its title's list shows."""
    if _TITLE_SAYS_SO.search(title) or _AND_MORE.match(summary):
        return True
    label = _LIST_LABEL.match(title)
    if label and _LIST_WORD.search(label[1]):
        return True
    return _lists_names(title) or bool(_SUMMARY_SAYS_SO.search(summary[:_LETTERS]))


def _lists_names(title: str) -> bool:
    """Whether a title lists the names of several events: "News: Acme, Norland Tel, Ofcom"."""
    _, colon, listed = title.partition(": ")
    names = _LISTED.split(listed)
    capitals = sum(name[:1].isupper() for name in names)  # but e&, eir, iliad
    return (
        bool(colon)
        and len(names) >= 3
        and capitals >= len(names) - 1
        and all(len(name.split()) <= 4 for name in names)
    )
