"""Parts of an entry that are not its text: lists of other stories, signatures of feed programs."""

from __future__ import annotations

import re

_LABELS = """
latest in[^:\n]{0,30}|latest news|latest from[^:\n]{0,30}|latest stories|more from[^:\n]{0,40}|more on[^:\n]{0,40}
|more news|more stories|more headlines|other news|other stories|other headlines|in other news|also in the news|also today|also this week|also in brief|in brief
|elsewhere[^:\n]{0,25}|read more|read also|read next|also read|also on[^:\n]{0,30}|see also|related|related[^:\n]{0,25}
|trending|trending[^:\n]{0,20}|popular|popular[^:\n]{0,20}|most popular|most read[^:\n]{0,20}|most viewed|most shared|must read|top stories|top news
|today's top[^:\n]{0,25}|you may also like|you might also like|you may have missed|in case you missed it|icymi|recommended|recommended[^:\n]{0,20}
|don't miss|editors?'?s? picks?|editor's choice|from our (?:archives?|partners?|sponsors?)|sponsored|advertisement
|next (?:week|issue|up|time)[^:\n]{0,30}|coming up[^:\n]{0,20}|previously|previously on[^:\n]{0,20}|further reading|recent posts|recent stories|what to read next
|our latest[^:\n]{0,20}|on our site|this week's[^:\n]{0,20}|newsletter|keep reading|similar stories|similar articles
|lesen sie auch|lesen sie mehr|mehr zum thema|mehr dazu|mehr aus[^:\n]{0,30}|auch interessant|das könnte sie auch interessieren|meistgelesen|weitere (?:themen|meldungen|nachrichten|artikel)|zum thema|siehe auch|verwandte artikel
|à lire aussi|a lire aussi|à lire également|lire aussi|lire également|lire la suite|voir aussi|les plus lus|sur le même sujet|sur le même thème|dans l'actualité|à découvrir
|lee también|lea también|le puede interesar|te puede interesar|también te puede interesar|ver también|más noticias|noticias relacionadas|más leídas|lo más leído|relacionado|relacionadas
|leia também|leia mais|veja também|mais lidas|notícias relacionadas|veja mais|saiba mais
|leggi anche|leggi ancora|ti potrebbe interessare|i più letti|vedi anche|notizie correlate|altre notizie
|ayrıca okuyun|ayrıca bakınız|bunları da okuyun|ilgili haberler|ilginizi çekebilir|çok okunanlar|son haberler
|lees ook|meer nieuws|läs också|läs även|les også|læs også|lue myös|czytaj też|czytaj także|zobacz też|przeczytaj także
|читайте также|по теме|смотрите также
|相关阅读|相關閱讀|延伸阅读|延伸閱讀|相关新闻|相關新聞|更多新闻|更多新聞|推荐阅读|推薦閱讀|热门|熱門|热门文章|另见
|関連記事|関連ニュース|あわせて読みたい|人気記事|こちらも
|관련 기사|관련기사|많이 본 뉴스
|اقرأ أيضا|اقرأ أيضًا|إقرأ أيضا|اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة
""".replace("\n", "")
_CLOSING = re.compile(
    rf"(?:(?<=^)|(?<=[.!?。！？)\]\"'»|\n])|(?<=[.!?。\]\"'»|\n]\s)|(?<=\s\s))\s*[\[(]?(?:{_LABELS})\s*(?::|：|»|>>|\|)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"The (?:post|article|entry|story)\b.{0,400}?\b(?:appeared first on|first appeared on|was originally "
    r"published (?:on|by|in))\b[^\n]*"
    r"|(?:Der Beitrag|L['’]article|La entrada|O post|L'articolo)\b.{0,400}?\b(?:erschien zuerst auf|est apparu en "
    r"premier sur|se publicó primero en|apareceu primeiro em|proviene da)\b[^\n]*"
    r"|\[?(?:Continue reading|Read (?:the )?(?:full|rest|more)\b)[^\n]{0,120}$"
    r"|(?:©|Copyright)\s[^\n]{0,120}$",
    re.IGNORECASE,
)
_CUES = (
    ":", "：", "»", "|", "©", "appeared", "erschien", "apparu", "primero", "primeiro", "proviene",
    "published", "ead", "Continue",
)  # fmt: skip


def closings(text: str) -> list[tuple[int, int]]:
    """The [start, end) of plain text that are not the entry's own words, in order.

    A list of other stories runs from its label ("Read more:", "Lesen Sie auch:") to the end of
    the line.
    """
    if not any(cue in text for cue in _CUES):
        return []
    found = [match.span() for match in _SIGNATURE.finditer(text)]
    for label in _CLOSING.finditer(text):
        end = text.find("\n", label.end())
        found.append((label.start(), len(text) if end < 0 else end))
    return sorted(found)
