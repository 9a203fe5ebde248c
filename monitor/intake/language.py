"""The language of a text, for entries whose feed does not declare one. The one door to py3langid."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The languages the trade's feeds are written in. Fewer candidates, fewer slips: unrestricted, the
# model takes "5G" for Arabic and headlines full of names for Latin.
LANGUAGES = (
    "en de fr es pt it tr nl sv da no fi et lv lt pl cs sk sl hr sr hu ro bg el ru uk kk ka "
    "zh ja ko ar fa he ur hi bn ta te mr id ms th vi"
).split()
_ENOUGH = 20
_SURE = 0.4
_ENOUGH_IDEOGRAMS = 4


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language, None for a text that is too short or undecided.

    About 0.1 ms; the first call loads the model (under 1 s, 120 MB).
    """
    letters = [char for char in text if char.isalpha()]
    wide = sum(char > "\u2e80" for char in letters)
    if len(letters) < _ENOUGH and wide < _ENOUGH_IDEOGRAMS:
        return None
    language, confidence = _identifier().classify(text)
    return str(language) if confidence >= _SURE else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Imported when the first feed needs it: it brings numpy, which no other start should wait for.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(LANGUAGES)
    return found
