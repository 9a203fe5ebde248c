"""At what stage a matter stands, by the words of a title."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from monitor.core.text import STEMS, fold_word


class Stage(StrEnum):
    """What has become of a matter. A report of another stage tells of another event."""

    URGED = "urged"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    HALTED = "halted"
    RESUMED = "resumed"
    APPEALED = "appealed"
    WON = "won"
    DONE = "done"


_WORDS = {
    Stage.URGED: """urge urges urged lobbies warns criticises slams fordert
        réclame exige pide pede chiede""",
    Stage.PROPOSED: """propose proposes proposed proposal mulls considers considering weighs eyes
        seeks consults consultation vote applies apply applications
        files vorschlagen erwägt propose envisage prévoit estudia propone planea estuda""",
    Stage.APPROVED: """approve approves approved approval clears cleared adopts adopted oks okays
        greenlights confirms genehmigt genehmigen autorise approuve aprueba autoriza aprova approva
        onayladı""",
    Stage.REJECTED: """reject rejects rejected denies denied refuses dismisses
        prohibits ablehnt lehnt untersagt rejette refuse rechaza bloquea rejeita respinge""",
    Stage.HALTED: """halt halts halted suspend suspends suspended pauses paused delays delayed
        postpones postponed freezes stoppt verschiebt suspend reporte suspende aplaza adia sospende
        rinvia durdurdu erteledi""",
    Stage.RESUMED: """resume resumes resumed restarts reopens restores restored wiederaufgenommen
        reprend reanuda retoma riprende""",
    Stage.APPEALED: """appeal appeals appealed sues sue lawsuit challenges klagt berufung attaque
        recurre apela recorre ricorre""",
    Stage.WON: """wins winner winners won awarded awards ersteigert gewinnt remporte
        gana adjudica arremata vince kazandı""",
    Stage.DONE: """completes completed complete closes closed closing concludes concluded finalises
        finalizes finishes wraps abgeschlossen schließt finalise boucle cierra completa conclui
        chiude tamamlandı tamamladı""",
}
_OF = {
    STEMS["en"][fold_word(word)]: stage for stage, words in _WORDS.items() for word in words.split()
}


def stages(words: Iterable[str]) -> frozenset[str]:
    """The stages that the folded words of a title name."""
    stems = STEMS["en"]
    return frozenset(_OF[stems[word]].value for word in words if stems[word] in _OF)
