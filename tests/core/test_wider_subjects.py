"""Subjects are found in other words than their names: headlines invented for this test."""

from __future__ import annotations

import pytest

from config.concepts import load_concepts
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader

CONCEPTS = load_concepts()
READER = Reader(CONCEPTS)

# what a user types, language, title, summary
TOLD = [
    ("mobile merger", "en", "Watchdog clears tie-up of Zain and Ooredoo", "The carriers become one."),
    ("tower sale", "fr", "Orange vend ses pylônes au Sénégal", "L'opérateur louera les sites."),
    ("tower sale", "en", "Airtel offloads masts in Zambia", "A fund will own the sites."),
    ("number of subscribers", "en", "Telkom loses customers in the spring", "Zain gained 40,000."),
    ("executive changes", "de", "Neuer Chef bei Telefónica", "Der Vorgänger geht in Rente."),
    ("quarterly results", "en", "Elisa lifts guidance", "Operating profit rose."),
    ("tax on telecoms", "en", "Ghana scraps levy on mobile data", "Operators welcomed it."),
    ("MVNO launch", "es", "Un banco va a lanzar móvil propio", "Usará la red de Orange."),
    ("phone unlocking", "en", "Regulator ends SIM locks", "Phones will work on any network."),
    ("universal service", "de", "Recht auf schnelles Internet gilt im Dorf", "Ein Anbieter muss liefern."),
    ("6G research", "en", "Labs look at the successor to 5G", "Trials begin in Oulu."),
    ("copper switch off", "en", "Carrier asks to retire landlines", "Plain old telephone service ends."),
    ("satellite spectrum", "en", "Regulator gives constellations more airwaves", "Two bands open in May."),
    ("Open RAN deals", "en", "Telus picks open RAN radios of Samsung", "The order covers 500 sites."),
    ("edge computing", "en", "Telia puts GPUs in its central offices", "Factories want short delays."),
    ("energy efficiency", "de", "Telekom lässt Zellen ruhen und spart Strom", "Das Netz braucht weniger."),
    ("internet shutdown", "es", "Gabón apaga internet el día de las elecciones", "Los operadores obedecen."),
    ("smartphone shipments", "en", "Handset market grows again", "Vendors shipped more in Africa."),
    ("website blocking", "it", "Siti pirata, il garante ordina il blocco", "I provider hanno un'ora."),
    ("refarming", "en", "Operator turns over old 3G band to 5G", "It frees up 2100 MHz spectrum."),
    ("railway communications", "en", "Successor of GSM-R is tried on a branch line", "Trains use 5G."),
    ("network outage", "en", "Handsets go dark in Malmö", "Callers heard nothing for two hours."),
    ("network outage", "pl", "Awaria sieci w Łodzi", "Klienci są bez zasięgu od rana."),
    ("net neutrality", "nl", "Netneutraliteit blijft, zegt de minister", "De wet verandert niet."),
    ("net neutrality", "en", "Commission shelves charging Big Tech", "Carriers had hoped for it."),
    ("tower sale", "en", "Togo's masts change hands", "A fund takes them over."),
    ("satellite spectrum", "en", "Members split over EPFD limits", "Two camps argue in Geneva."),
    ("SEP licensing", "en", "Court hears quarrel over patents essential to LTE", "The licence had lapsed."),
    ("rural coverage", "fr", "Les zones blanches reculent en Corse", "Vingt antennes sont en service."),
]  # fmt: skip
OTHER = [
    ("network outage", "en", "Cloud outage stops film streams", "A data centre overheated."),
    ("SEP licensing", "en", "Licensing of boats ends in Sep", "Skippers renew by post."),
    ("mobile merger", "en", "Airline merger cleared", "Two carriers of the skies become one."),
    ("tower sale", "en", "Tickets for the tower go on sale", "Visitors pay nine euros."),
    ("in-flight connectivity", "en", "Satellites fly in two orbital planes", "Starlink adds a third."),
    ("energy efficiency", "en", "Utility builds private LTE to read electricity meters", "Nokia won."),
    ("quarterly results", "en", "Quarter of the old town gets a tram", "Work begins in May."),
    ("tax on telecoms", "en", "Duty officer closes the lab", "Phones were off."),
    ("spectrum auction", "de", "Ein Anbieter von Brot liefert aufs Land", "Frequenzen sind kein Thema."),
]  # fmt: skip


def hits(query: str, language: str, title: str, summary: str) -> bool:
    matcher = Matcher(CONCEPTS, {"w": parse_query(query)}, READER)
    reading = matcher.read(Document(title=title, summary=summary, language=language))
    return bool(matcher.match(reading))


@pytest.mark.parametrize(("query", "language", "title", "summary"), TOLD)
def test_subject_is_found_in_other_words(
    query: str, language: str, title: str, summary: str
) -> None:
    assert hits(query, language, title, summary)


@pytest.mark.parametrize(("query", "language", "title", "summary"), OTHER)
def test_words_of_a_subject_in_another_sense_are_no_hit(
    query: str, language: str, title: str, summary: str
) -> None:
    assert not hits(query, language, title, summary)


def test_what_goes_without_saying_is_left_out_with_its_joint() -> None:
    assert CONCEPTS.resolve("tax on telecoms") == CONCEPTS.resolve("tax")
