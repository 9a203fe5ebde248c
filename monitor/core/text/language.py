"""Which language a text is in, by its script and its commonest words."""

from __future__ import annotations

import re

_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_COMMON = {
    "en": "the of and to in is for on with that at by from its was are has as will",
    "de": "der die das und ist nicht mit den von zu im auf ein eine fur des dem sich auch ich du er wir ihr",
    "fr": "le la les des et est une du pour dans sur avec que qui au par ses plus",
    "es": "el los las y una del por para con que se su al es como mas en la de",
    "pt": "o os as e uma do da dos das por para com que no na em ao nao mais",
    "it": "il gli e una del della dei per con che nel di la al sono alla piu i",
    "tr": "ve bir bu icin ile da de olarak cok daha oldu yeni milyon sonra",
    "nl": "het een van en met voor op niet zijn aan dat de door naar",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_SCRIPTS = (("ja", _KANA), ("ko", _HANGUL), ("zh", _HAN), ("ar", _ARABIC), ("ru", _CYRILLIC))


def language_of(declared: str | None, text: str, folds: list[str]) -> str:
    """The declared language, else the one that script and commonest words point to."""
    if declared:
        return declared.replace("_", "-").split("-")[0].lower()
    if not text.isascii():
        for language, script in _SCRIPTS:
            if len(script.findall(text)) * 5 > len(text):
                return language
    counts = {name: sum(word in words for word in folds) for name, words in _WORDS.items()}
    return max(counts, key=lambda name: (counts[name], name == "en"))


def commonest(language: str) -> frozenset[str]:
    """Folded words of the language that carry nothing; empty for a language not known."""
    return _WORDS.get(language, frozenset())
