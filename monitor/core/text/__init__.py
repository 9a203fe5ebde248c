"""Text: plain characters with offsets, tokens, sentences, stems."""

from monitor.core.text.clean import Clean as Clean
from monitor.core.text.clean import clean as clean
from monitor.core.text.language import commonest as commonest
from monitor.core.text.language import language_of as language_of
from monitor.core.text.sentences import sentences as sentences
from monitor.core.text.stems import LANGUAGES as LANGUAGES
from monitor.core.text.stems import STEMS as STEMS
from monitor.core.text.stems import is_inflection as is_inflection
from monitor.core.text.stems import is_regular as is_regular
from monitor.core.text.words import BARE as BARE
from monitor.core.text.words import CJK as CJK
from monitor.core.text.words import CUTS as CUTS
from monitor.core.text.words import FOLDS as FOLDS
from monitor.core.text.words import HAS_CJK as HAS_CJK
from monitor.core.text.words import TOKEN as TOKEN
from monitor.core.text.words import fold_word as fold_word
from monitor.core.text.words import folded_words as folded_words
from monitor.core.text.words import raw_tokens as raw_tokens
from monitor.core.text.words import strip_marks as strip_marks
from monitor.core.text.words import tokenize as tokenize
