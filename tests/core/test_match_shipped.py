"""What ships: the registry and the glossary, read over items written for this test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.concepts import load_concepts
from monitor.core.evaluation import Labelled, scores
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader

ROOT = Path(__file__).parents[2]
CONCEPTS = load_concepts()
READER = Reader(CONCEPTS)

# text, what it is about; written for this test, with invented details.
ITEMS = [
    ("Orange raises prices of fibre plans in Poland|The operator blamed energy costs.", "Orange"),
    ("Orange growers in Valencia test drones on a 5G network|Citrus exports fell.", "5G"),
    ("THREE AND VODAFONE CUSTOMERS LOSE SIGNAL|Masts in Leeds went dark, Three said.", "Three Vodafone"),
    ("Three carriers bid for the towers|Bids are due in June.", ""),
    ("Get a FREE router with every broadband plan|Offer ends Sunday.", ""),
    ("Free lance un forfait 5G à 12 euros|L'opérateur de Xavier Niel vise les jeunes abonnés.", "Free 5G"),
    ("O2 switches on small cells in Leeds|The mobile operator added 40 sites.", "O2"),
    ("O2 sensors in mines now use LTE|Oxygen readings arrive each second.", ""),
    ("du wins licence extension in Dubai|The UAE carrier also named a new CFO.", "du"),
    ("Sunrise over the mast: a photo essay|Sunrise was at six.", ""),
    ("Sprint reviews for telecom developers|Agile coaches explain sprint planning.", ""),
    ("Sprint loses 90,000 postpaid customers|The carrier cut its outlook.", "Sprint"),
    ("Visible adds a cheaper plan with eSIM|Verizon's prepaid brand wants travellers.", "Visible"),
    ("No visible effect of the auction on prices|Economists looked at 20 markets.", ""),
    ("Nokia and KDDI test 6G radios|The trial ran in Tokyo.", "Nokia"),
    ("HiSilicon chip found in new handset|Analysts took it apart.", "Huawei"),
    ("AT&amp;T&#8217;s fibre arm adds 200,000 homes|Shares rose.", "AT&T"),
    ("Fans pack AT&T Stadium for the final|Beer sold out.", ""),
    ("BNetzA verlängert Frequenzrechte ohne Versteigerung|Die Netzbetreiber müssen ausbauen.", "auction"),
    ("Regulator postpones sale of 3.5GHz frequencies|Bidders for the 5G bands must wait.", "auction 5G"),
    ("Subsea cable cut off Yemen slows internet|Repair ship is a week away.", "cable"),
    ("Power cable under the North Sea is laid|The interconnector carries 2 GW.", ""),
    ("Operator to close 3G in March|Old handsets will only make emergency calls.", "3G"),
    ("3G Capital buys a shoe maker|The fund pays $9bn.", ""),
    ("Vodafone turns on O-RAN sites in Romania|Samsung supplies the radios.", "O-RAN Vodafone Samsung"),
    ("The US Open ran into rain again|Play resumes at noon.", ""),
    ("Zain reports a profit|Read more: Huawei opens a lab; Nokia wins a deal", ""),
    ("华为在深圳发布新基站|运营商将试用。", "Huawei"),
    ("فودافون وأورنج تطلقان الجيل الخامس في مصر|بدأت الخدمة اليوم.", "Orange Vodafone 5G"),
    ("ソフトバンク、ノキアと基地局契約|総額は非公表。", "Nokia"),
    ("Nova banda de Three em Portugal? Não|O regulador ouve o setor.", ""),
    ("Globe outlines 40bn pesos of spending|The Manila carrier builds more sites.", "Globe"),
    ("Free outlines for school maps|Pupils may print them.", ""),
    ("Digi chega ao Porto com tarifas de 5 euros|A operadora abre lojas.", "Digi"),
    ("Sky Italia adds fibre in Naples|Comcast's broadcaster resells lines.", "Sky"),
    ("Sunrise over the masts of Kent|A photo essay on mobile coverage.", ""),
    ("Status of each school (SES) and its broadband|Social Economic Status (SES) counts.", ""),
    ("SES orders two satellites|The Luxembourg operator pays 500m euros.", "SES"),
    ("A tall American tower opens|The American tower has 90 floors.", ""),
    ("American Tower buys 300 sites|The lessor wants Brazil.", "American_Tower"),
    ("Fred Rogers, antenna engineer, retires|He built the first Canadian dish.", ""),
    ("Rogers raises roaming fees|The Canadian carrier blames the dollar.", "Rogers"),
    ("Spark Arena gets new Wi-Fi|Fans in Auckland stream more.", ""),
    ("Band plays Vodafone Arena|The tour ends in May.", ""),
    ("Tim Berners-Lee speaks in Turin|The inventor met students.", ""),
    ("UIT: un tercio del mundo sigue sin internet|El informe salió en Ginebra.", "ITU"),
    ("Children play with old phones|Play is how they learn.", ""),
    ("Snacks with 5g of sugar sell best|Supermarkets react.", ""),
]  # fmt: skip
QUERIES = {
    "Orange": "Orange", "Three": "Three", "Free": "Free", "O2": "O2", "du": "du",
    "Sprint": "Sprint", "Visible": "Visible", "Nokia": "Nokia", "Huawei": "Huawei",
    "AT&T": "AT&T", "5G": "5G", "auction": "spectrum auction", "cable": "submarine cable",
    "3G": "3G shutdown", "O-RAN": "Open RAN", "Sunrise": "Sunrise", "Globe": "Globe",
    "Digi": "Digi", "Sky": "Sky", "SES": "SES", "American_Tower": "American Tower",
    "TIM": "TIM", "ITU": "ITU", "Play": "Play", "Samsung": "Samsung", "Telefonica": "Telefónica",
    "Rogers": "Rogers", "Spark": "Spark", "Vodafone": "Vodafone",
}  # fmt: skip


def test_fresh_items_are_read_well() -> None:
    matcher = Matcher(
        CONCEPTS, {name: parse_query(text) for name, text in QUERIES.items()}, reader=READER
    )
    items, results = [], {}
    for number, (text, wanted) in enumerate(ITEMS):
        title, _, summary = text.partition("|")
        reading = matcher.read(Document(title=title, summary=summary))
        items.append(Labelled(id=str(number), relevant=frozenset(wanted.split())))
        results[str(number)] = [match.watchlist_id for match in matcher.match(reading)]

    found = scores(items, results, {name: () for name in QUERIES if name != "5G"})

    assert found.micro.f1 >= 0.9, [
        (ITEMS[int(one.item)][0], one.watchlist, one.false) for one in found.mistakes
    ]


@pytest.mark.parametrize(
    ("concept", "language", "title", "counts"),
    [
        ("tim", "it", "Tim alza i prezzi del mobile, Vodafone la segue", True),
        ("tim", "en", "Tim said the Vodafone network was slow", False),
        ("itu", "es", "UIT: un tercio del mundo sigue sin internet", True),
        ("itu", "en", "ITU triathlon cancelled for high waves", False),
        ("itu", "pt", "Itu ganha uma escola de redes", False),
        ("samsung", "en", "Samsung Heavy floats a tanker for LNG", False),
        ("samsung", "en", "Samsung floats a new radio for 5G", True),
        ("telefonica", "pt", "Portabilidade telefônica cresce no país", False),
        ("telefonica", "pt", "Telefônica cresce no país", True),
        ("globe", "en", "Shakespeare's Globe gets 5G antennas from a carrier", False),
        ("play", "pl", "Klienci Play bez sieci w Gdyni, awaria trwa", True),
    ],
)
def test_name_counts_or_not_by_itself(
    concept: str, language: str, title: str, counts: bool
) -> None:
    reading = READER.read(Document(title=title, language=language))

    assert (concept in reading.by_concept) is counts


def test_every_name_leads_to_its_concept() -> None:
    lost = [
        concept.id
        for concept in CONCEPTS
        if not concept.helper
        and concept.id not in {meaning.concept for meaning in CONCEPTS.resolve(concept.name)}
    ]

    assert lost == []


def test_every_concept_is_found_by_each_of_its_own_forms() -> None:
    lost = []
    for concept in CONCEPTS:
        if concept.guard or concept.against or concept.is_subject:
            continue
        for form in concept.forms:
            reading = READER.read(Document(title=f"x {form.text} x", language="en"))
            named = {one.concept for one in (*reading.mentions, *reading.rejected)}
            if concept.id not in named:
                lost.append((concept.id, form.text))

    assert lost == []


@pytest.mark.parametrize("typed", ["5G licensing", "spectrum auction", "private 5G", "Open RAN"])
def test_subjects_of_the_trade_are_known(typed: str) -> None:
    assert CONCEPTS.resolve(typed)


def test_the_example_in_the_manual_loads(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", manual, re.DOTALL)
    assert example
    own = tmp_path / "registry.yaml"
    own.write_text(example.group(1), encoding="utf-8")

    concepts = load_concepts(own)

    assert concepts.get("example-tel") is not None
    assert concepts.version != CONCEPTS.version
