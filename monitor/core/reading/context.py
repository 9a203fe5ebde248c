"""The words around a mention, and what the trade's words are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.core.reading.outline import EXACT, Outline, mark_of
from monitor.core.text import STEMS, folded_words

# Words that go with a telecom company of any name. Single words, by language; inflection is free.
_TRADE = {
    "en": """operator carrier telecom telecoms telecommunications telco mobile wireless broadband
        network networks subscriber subscribers customer customers prepaid postpaid roaming sim esim
        tariff spectrum 5g 4g 3g lte fibre fttp ftth mvno handset handsets outage coverage mast masts
        tower towers brand rebrand shares stake stakeholder ceo cfo chief merger revenue ebitda earnings
        profit unit subsidiary parent owner rival regulator antitrust router landline cellular provider
        isp arpu churn quarter investor shareholders dividend rollout plan plans signal satellite
        acquisition takeover joint venture deal hutchison stock employees layoffs jobs bid""",
    "de": """Netzbetreiber Betreiber Mobilfunk Mobilfunker Anbieter Kunden Netz Netze Tarif Tarife
        Telekommunikation Konzern Glasfaser Breitband Frequenzen Funkmasten Prepaid Tochter
        Marke Umsatz Aktie Quartal 5G LTE Bundesnetzagentur Roaming Störung Funknetz Vertrag""",
    "fr": """opérateur opérateurs abonnés abonné télécom télécoms mobile réseau réseaux fibre forfait
        forfaits box filiale groupe clients fréquences internet actionnaire dirigeant Arcep 5G 4G fixe
        chiffre résultats antennes itinérance FAI""",
    "es": """operadora operador operadoras clientes telecomunicaciones red redes móvil móviles fibra
        tarifa tarifas filial grupo espectro acciones 5G 4G marca líneas fusión teleco telecos""",
    "pt": """operadora operadoras operador clientes telecomunicações rede redes móvel móveis fibra
        celular celulares plano planos assinantes tele teles 5G 4G espectro ações receita lucro Anatel""",
    "it": """operatore operatori clienti telecomunicazioni rete reti mobile fibra tariffa tariffe telco
        gruppo azioni 5G 4G offerta giga abbonati azionisti ricavi utile""",
    "tr": """operatör operatörü operatörler abone aboneleri mobil şebeke hat fiber tarife 5G 4.5G
        telekom hisse iletişim müşteri""",
    "pl": """operator operatora sieć sieci abonent abonentów zasięg klienci klientów telekom komórkowy
        światłowód mobilny taryfa oferta 5G LTE grupa""",
    "ro": """operator operatorul operatorului rețea rețele clienți abonați telecom mobil mobilă fibră
        ofertă tarife compania servicii 5G 4G""",
    "nl": """provider aanbieder operator klanten netwerk mobiel mobiele glasvezel abonnement telecom
        bundel tarief 5G 4G omzet""",
    "sv": """operatör operatören kunder nät mobil mobilnät fiber abonnemang telekom bredband 5G 4G
        kvartalet omsättning""",
    "ru": """оператор оператора абонент абоненты абонентов сеть сети тариф тарифы связь связи мобильный
        интернет компания выручка 5G 4G""",
    "ar": "شركة مشغل مشغلي الاتصالات شبكة مشترك مشتركين عملاء الجيل أرباح صافي المحمول خدمات",
}
_HAN_TRADE = tuple(
    " ".join(word)
    for word in """
    电信 電信 运营商 運營商 電信業者 通信 通訊 用户 用戶 网络 網路 宽带 移动 行動
    基站 频谱 手机 通信事業者 携帯 キャリア 回線 基地局 料金 加入者 契約 株式
    통신 이동통신 가입자 요금제
    """.split()
)
# What a company does, says or has done to it, right after its name.
_DEEDS = """
    bid bids records recorded tees bags taps lands scores mulls lauds presume fuerzan refuerza despliega
    pushes pushed pulls pulled delays delayed fixes fixed blames blamed backs backed urges urged
    rejects rejected accepts accepted blocks blocked bans banned settles settled touts trials trialled
    shuts scraps scrapped revives retires retired restores restored reveals revealed returns secures
    secured slashes slashed spends spent splits suffers suffered suspends suspended targets trims
    trimmed turns turned uses used warns hikes hiked boosts boosted rolls migrates migrated connects
    connected covers covered serves served operates operated owns owned runs needs needed asks asked
    tells told shows showed follows followed gains gained ranks plots defends ditches eases
    say says said announce announces announced launch launches launched plan plans planned
    report reports reported sell sells sold buy buys bought sign signs signed test tests tested
    deploy deploys deployed expand expands expanded confirm confirms confirmed deny denies
    denied agree agrees agreed win wins won lose loses lost cut cuts add adds added raise raises
    raised offer offers offered unveil unveils unveiled appoint appoints appointed name names
    named begin begins start starts started switch switches close closes closed open opens
    opened roll rolls rolled join joins joined merge merges merged partner partners partnered
    pick picks picked select selects selected choose chooses chose tap taps tapped invest
    invests invested complete completes completed finish finishes seek seeks sought sue sues
    sued file files filed pay pays paid face faces faced warn warns warned post posts posted see
    sees claim claims claimed upgrade upgrades upgraded extend extends extended acquire acquires
    acquired is was has had will would could may becomes became gets got gives gave takes took
    makes made keeps kept leads led tops beats hits promises promised threatens threatened ends
    ended drops dropped apologises apologizes introduces introduced brings brought moves moved
    hires hired names fined teams goes went wants aims expects eyes mulls weighs swaps boss
    chief ceo cfo cto chairman spokesperson spokesman spokeswoman customers subscribers users
    owner parent network shares stock store stores shop shops bill bills deal merger unit brand
    group annonce lance confirme propose vend signe ouvre prépare dévoile perd gagne va veut a
    est étend déploie augmente baisse supprime condamné condamnée cède rachète obtient
    investit promet ferme coupe teste renonce accuse réclame attaque riposte relève change
    et kündigt startet verkauft meldet baut schaltet will plant senkt erhöht kauft hat ist
    bietet testet streicht verliert gewinnt übernimmt verlangt klagt hebt zahlt stellt bringt
    öffnet kooperiert erweitert führt reserviert warnt verspricht muss darf kann drosselt
    anuncia lanza lança lancia vende compra firma assina ofrece oferece offre cierra
    fecha chiude invierte investe despliega amplía amplia pierde perde gana ganha vince sube
    aumenta baja reduz riduce demite despide recorta prepara estrena cierre paga multa multada
    alcanza alcança raggiunge suma soma pide pede chiede niega confirma conferma acuerda fecha
    recibe recebe riceve abre apre lidera expande taglia punta debutta torna pacta negocia
    ha desembarca llega chega arriva duyurdu başlattı açıkladı satıyor imzaladı sundu artırdı
    lässt lassen spart zieht setzt nimmt legt gibt macht holt schickt rüstet treibt steigert sucht findet
    liefert bekommt erhält schließt beendet beginnt investiert stoppt droht fordert lockt wirbt wehrt zeigt
    schafft drängt prüft verzichtet verlegt versorgt wechselt wächst überrascht verdient erlaubt rechnet
    räumt sichert stärkt trennt verdoppelt verlängert verschiebt warten wagt wandelt
    accélère active affiche allume améliore amorce attend avance bascule bloque cesse change choisit cible
    commande conclut confie conteste déclare démarre démonte dément dépasse déploie dépose double échappe
    écope élargit embauche enregistre envisage facture fait finance généralise lorgne met mise modernise
    négocie nomme passe perdra peine porte poursuit présente prévoit quitte rachète raccorde rassure recule
    refuse rejoint remplace renforce réduit réussit signale simplifie sort souffre suspend tente tire
    transfère vise
    abandona acelera activa acusa acuerda adjudica adquiere advierte amenaza apaga apuesta arrasa asegura
    bloquea busca cambia capta cobra conecta consigue contrata controla crece cubre decide defiende deja
    demanda denuncia descarta dispara duplica elige eleva enciende encarece entra espera estudia exige
    extiende
    factura fija financia fusiona gasta inaugura instala lleva logra mantiene mejora negocia nombra notifica
    obtiene ofrecerá planea pone presenta promete prevé quiere reclama recorre rechaza reduce refuerza
    renueva responde retira rompe sale sanciona sella solicita sufre supera suspende tiene trae trabaja
    transfiere usa venderá vuelve
    aciona acelera acerta adota adia amplia aposta apresenta ativa atinge busca cobra conclui conecta
    conquista contrata corre cresce deixa desiste deve disputa dobra encerra entra escolhe espera estuda
    exige expande ganhou inclui instala investirá leva libera lidera mantém mira muda negocia nega obtém
    oferta planeja prepara promete quer recorre reforça registra renova retoma reúne sai supera suspende tem
    testa usa vai vê
    accelera accende accusa acquista affida allarga annuncia aspetta attiva aumenta avvia blocca cambia
    cede cerca chiede chiude collega completa conquista contesta copre cresce decide denuncia difende
    diventa entra estende fissa frena gioca guida investe lancia lascia lavora mette migliora modernizza
    mostra negozia nomina offre ottiene parte passa perde porta prepara presenta prevede prova pubblica
    raddoppia raggiunge rafforza resta ricorre rinnova rinuncia riparte rischia risponde ritira sale sceglie
    scommette sfida sigla smentisce sospende spegne spinge stringe supera svela taglia tiene tratta trova
    unisce usa valuta vara vende vola vuole
    aldı alıyor atadı bağladı başladı başlatıyor bildirdi büyüdü çekildi değiştirdi devraldı düşürdü
    duyuruyor etti genişletti getirdi gösterdi hazırlanıyor imzalıyor indirdi istiyor kapattı kazandı
    kesiyor kurdu kuruyor oldu ödedi planlıyor sattı seçti sunuyor tamamladı uyardı uzattı verdi yatırdı
    yaptı yükseltti
    """.split()
_ARTICLES = frozenset(
    """
    the a an this that these those its their our my your every each some any no
    """.split()
)
_LINKERS = frozenset(
    "a an and are as at but by for from in into its not of off on or over that than the then there "
    "through to under up via vs when where which while who with without after before amid against "
    "also again because due near between since until how why what this their out down back nor".split()
)


@cache
def trade_words(language: str) -> frozenset[str]:
    """Stems of the words that speak for a telecom company, in a language."""
    words = folded_words(_TRADE.get(language, ""))
    return frozenset(_stem(language, word) for word in words)


def _stem(language: str, word: str) -> str:
    return STEMS[language][word] if language in STEMS else word


@cache
def deeds() -> frozenset[str]:
    """Folded words that follow the name of a company."""
    return frozenset(word for deed in _DEEDS for word in folded_words(deed))


def linkers() -> frozenset[str]:
    """Words that may follow a name without making it an adjective."""
    return _LINKERS


def articles() -> frozenset[str]:
    """Words that stand before a common noun and rarely before a company."""
    return _ARTICLES


@lru_cache(maxsize=50_000)
def _needles(phrase: str) -> tuple[str, str]:
    words = folded_words(phrase.lstrip("="))
    exact = EXACT + EXACT.join(words) + EXACT
    mark = mark_of("en")
    return exact, mark + mark.join(STEMS["en"][word] for word in words) + mark


@dataclass(frozen=True, slots=True)
class Context:
    """The folded words and English stems of tokens [first, last), ready to be searched."""

    made: Outline
    first: int
    last: int
    exact: str
    stems: str

    @classmethod
    def of_unit(cls, made: Outline, unit: int) -> Context:
        """The words of one unit."""
        return cls.of_tokens(made, *made.unit_tokens(unit))

    @classmethod
    def of_tokens(cls, made: Outline, first: int, last: int) -> Context:
        """The words of tokens [first, last)."""
        if last - first == len(made.folds):
            return cls(made, first, last, made.exact.text, made.stems[0].text)
        folds, mark = made.folds[first:last], mark_of("en")
        stems = STEMS["en"]
        return cls(
            made, first, last,
            EXACT + EXACT.join(folds) + EXACT,
            mark + mark.join([stems[word] for word in folds]) + mark,
        )  # fmt: skip

    def first_of(
        self, phrases: Iterable[str], apart_from: frozenset[str] = frozenset()
    ) -> str | None:
        """The first of the phrases that stands here, in any inflection, or None.

        What is only an inflection of the names `apart_from` must stand here exactly (oranges).
        """
        own = {_needles(name)[1] for name in apart_from}
        for phrase in phrases:
            exact, stems = _needles(phrase)
            if len(exact) > 2 and (
                exact in self.exact or (stems in self.stems and stems not in own)
            ):
                return phrase
        return None

    def trade(self, apart_from: tuple[int, int]) -> int:
        """How many different words of the trade stand here, the mention's own left out."""
        found = set()
        outside = [
            word
            for at, word in enumerate(self.made.folds[self.first : self.last], self.first)
            if not apart_from[0] <= at < apart_from[1]
        ]
        for language in {"en", self.made.language}:
            words = trade_words(language)
            if words:
                found |= {stem for word in outside if (stem := _stem(language, word)) in words}
        if self.exact.isascii():
            return len(found)
        return len(found) + sum(word in self.exact for word in _HAN_TRADE)
