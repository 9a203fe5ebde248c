"""At what stage a matter stands, by the words of a title."""

from __future__ import annotations

from collections.abc import Sequence
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
    TALKS = "in talks"
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
    Stage.TALKS: """talks negotiates negotiating negotiations verhandelt verhandlungen gespräche
        négocie négociations pourparlers negocia negociaciones negociações trattative müzakere
        görüşüyor""",
    Stage.DONE: """signs signed inks inked unterzeichnet unterschreibt signe firma assina imzaladı
        completes completed complete closes closed closing concludes concluded finalises
        finalizes finishes wraps abgeschlossen schließt finalise boucle cierra completa conclui
        chiude tamamlandı tamamladı""",
}
# Scripts without blanks: looked for in the title as a whole.
_SIGNS = {
    Stage.TALKS: ("谈判", "洽谈", "談判", "洽談", "交渉", "商议"),
    Stage.DONE: ("签署", "簽署", "签约", "簽約", "达成", "達成", "完成", "締結", "調印"),
    Stage.APPROVED: ("批准", "获批", "承認"),
    Stage.REJECTED: ("拒绝", "拒絕", "否决", "却下"),
    Stage.HALTED: ("暂停", "暫停", "推迟", "延期", "中止"),
    Stage.WON: ("中标", "得標", "落札"),
}
_OF = {
    STEMS["en"][fold_word(word)]: stage for stage, words in _WORDS.items() for word in words.split()
}


def stages(words: Sequence[str]) -> frozenset[str]:
    """The stages that the folded words of a title name."""
    stems = STEMS["en"]
    found = {_OF[stem].value for word in words if (stem := stems[word]) in _OF}
    title = "".join(words)
    if not title.isascii():
        found |= {stage.value for stage, signs in _SIGNS.items() if any(s in title for s in signs)}
    return frozenset(found)
