"""Folded words -> stems by language, with British and American spelling made one."""

from __future__ import annotations

import re
from sys import intern
from threading import Lock

import Stemmer

from monitor.core.text.words import strip_marks

LANGUAGES = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "pt": "portuguese",
    "it": "italian", "tr": "turkish", "ru": "russian", "nl": "dutch", "sv": "swedish",
    "da": "danish", "no": "norwegian", "nb": "norwegian", "fi": "finnish", "hu": "hungarian",
    "ro": "romanian", "ar": "arabic", "el": "greek", "id": "indonesian",
}  # fmt: skip
_PAIRS = """
aeroplane airplane aluminium aluminum analogue analog artefact artifact armour armor behaviour
behavior calibre caliber cancelled canceled cancelling canceling catalogue catalog centre center
centred centered centres centers cheque check colour color councillor councilor counselling
counseling defence defense dialogue dialog endeavour endeavor favour favor favourite favorite fibre
fiber fibres fibers flavour flavor fulfil fulfill grey gray harbour harbor honour honor humour humor
instalment installment jewellery jewelry judgement judgment kilometre kilometer kilometres
kilometers labelled labeled labelling labeling labour labor levelled leveled licence license licences
licenses litre liter manoeuvre maneuver metre meter metres meters millimetre millimeter modelled
modeled modelling modeling mould mold neighbour neighbor neighbouring neighboring offence offense
paediatric pediatric plough plow practise practice pretence pretense programme program programmes
programs rumour rumor rigour rigor sceptical skeptical signalled signaled signalling signaling
skilful skillful speciality specialty storey story sulphur sulfur theatre theater tonne ton
totalled totaled towards toward travelled traveled traveller traveler travelling traveling tunnelling
tunneling tyre tire vapour vapor vigour vigor wilful willful
""".split()
_SPELLING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_ISE = re.compile(r"(?<=[a-z]{3})is(e|ed|es|ing|er|ers|ation|ations|ational)$")
_YSE = re.compile(r"(?<=[a-z]{2})ys(e|ed|es|ing)$")
_NO_ISE = frozenset(
    "advise advised advises advising adviser advisers arise arises arising comprise comprised "
    "comprises comprising compromise compromised compromises compromising demise devise devised "
    "disguise enterprise enterprises exercise exercised exercises exercising expertise franchise "
    "franchised franchises franchising franchisee improvise merchandise otherwise precise premise "
    "premises promise promised promises promising raise raised raises raising revise revised revises "
    "revising rise rises rising supervise supervised supervises supervising surprise surprised "
    "surprising televise televised treatise wise likewise noise noises noised cruise cruises praise "
    "appraise paradise concise excise disease diseases increase decrease release".split()
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARTICLES = re.compile("^[وفبك]?(?:ال|لل)(?=.{2})")
_PREFIX = re.compile("^[وفبل](?=.{4})")
_SUFFIX = re.compile("(?:ات|ون|ين|ها)$")
_CAP = 300_000


def american(word: str) -> str:
    """licence -> license, organisation -> organization; other words stay."""
    if word in _SPELLING:
        return _SPELLING[word]
    if word in _NO_ISE:
        return word
    if "is" in word:
        word = _ISE.sub(r"iz\1", word)
    return _YSE.sub(r"yz\1", word) if "ys" in word else word


def arabic(word: str) -> str:
    """The word without article, conjunction, preposition and the commonest endings."""
    if len(word) > 4:
        word = _ARTICLES.sub("", word)
    word = _PREFIX.sub("", word)
    return _SUFFIX.sub("", word) if len(word) > 5 else word


_ENDING = 4


def is_inflection(word: str, met: str) -> bool:
    """Whether two folded words of one English stem differ by at most four letters at the end.

    Stems alone also join private and privatisation.
    """
    if word == met:
        return True
    word, met = american(word), american(met)
    kept = max(0, max(len(word), len(met)) - _ENDING)
    return word[:kept] == met[:kept]


_REGULAR = re.compile(r"(?:s|es|e|ed|d|ing|y|ies|ied|([b-df-hj-np-tv-z])\1?(?:ed|ing))?$")


def is_regular(word: str, met: str) -> bool:
    """Whether two folded English words are forms of one verb or noun: customs, but not customers.

    Stems alone also join connection with connectivity and received with receivers.
    """
    if word == met:
        return True
    word, met = american(word), american(met)
    shared = 0
    for one, other in zip(word, met, strict=False):
        if one != other:
            break
        shared += 1
    return bool(_REGULAR.match(word[shared:]) and _REGULAR.match(met[shared:]))


class Stems(dict[str, str]):
    """Folded word -> stem in one language, computed once; "&" is "and"."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._stemmer = Stemmer.Stemmer(LANGUAGES[language], 0)
        self._lock = Lock()
        self["&"] = "and"

    def __missing__(self, word: str) -> str:
        if len(self) > _CAP:
            self.clear()
            self["&"] = "and"
        stem = self[word] = intern(self._stem(word))
        return stem

    def _stem(self, word: str) -> str:
        if not word[:1].isalpha() or word[0] > "\u06ff":
            return word
        if _ARABIC.match(word):
            return arabic(word)
        with self._lock:  # a Snowball stemmer keeps state between its calls
            stem = str(self._stemmer.stemWord(american(word) if self._language == "en" else word))
        return stem if stem.isascii() else strip_marks(stem)


STEMS = {language: Stems(language) for language in LANGUAGES}
