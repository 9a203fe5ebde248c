"""A few concepts, enough to read with."""

from __future__ import annotations

from monitor.core.concept import SUBJECT, Case, Concept, Concepts, Form, Guard, Role


def entity(
    id: str,
    *names: str,
    kind: str = "operator",
    guard: Guard | None = None,
    countries: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
) -> Concept:
    forms = tuple(Form(text=name, role=Role.ALIAS) for name in names)
    forms += tuple(Form(text=name, role=Role.UNIT) for name in units)
    return Concept(
        id=id, name=names[0], kind=kind, forms=forms, guard=guard, countries=countries,
        excluded=excluded,
    )  # fmt: skip


def subject(
    id: str,
    *terms: str,
    language: str = "en",
    parts: tuple[tuple[str, ...], ...] = (),
    excluded: tuple[str, ...] = (),
    against: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    broader: tuple[str, ...] = (),
    typed: tuple[str, ...] = (),
    helper: bool = False,
    general: bool = False,
    sign: bool = False,
) -> Concept:
    forms = tuple(
        Form(text=term.lstrip("="), role=Role.TERM, language=language, exact=term.startswith("="))
        for term in terms
    )
    return Concept(
        id=id, name=id.replace("-", " "), kind=SUBJECT, forms=forms, parts=parts,
        excluded=excluded, against=against, unless=unless, broader=broader, typed=typed,
        helper=helper, general=general, sign=sign,
    )  # fmt: skip


def word_guard(*names: str, against: tuple[str, ...] = (), rare: bool = False) -> Guard:
    return Guard(
        names=frozenset(name.casefold() for name in names),
        case=Case.TITLE,
        against=against,
        rare=rare,
    )


def concepts() -> Concepts:
    """Companies with clear and doubtful names, and subjects that compose."""
    return Concepts.of(
        (
            entity("huawei", "Huawei", "华为", "هواوي", kind="vendor", units=("HiSilicon",)),
            entity("zte", "ZTE", "中兴", kind="vendor"),
            entity("att", "AT&T", countries=("US",), excluded=("AT&T Stadium",)),
            entity("vodafone", "Vodafone", units=("Vodafone Idea",)),
            entity("vodafone-idea", "Vodafone Idea", "Vi Ltd", countries=("IN",)),
            entity(
                "orange", "Orange", countries=("FR",),
                guard=word_guard("Orange", against=("orange juice", "oranges", "citrus")),
            ),
            entity("three", "Three", "Three UK", guard=word_guard("Three")),
            entity(
                "nokia", "Nokia", kind="vendor",
                guard=word_guard("Nokia", against=("Tampere",), rare=True),
            ),
            entity("ncc-tw", "NCC", kind="regulator", countries=("TW",)),
            entity("ncc-ng", "NCC", kind="regulator", countries=("NG",)),
            entity("taiwan", "Taiwan", kind="country", countries=("TW",)),
            entity("nigeria", "Nigeria", "Lagos", kind="country", countries=("NG",)),
            subject("5g", "5G", "fifth generation"),
            subject("licensing", "licence", "licensing", excluded=("licence plate",)),
            subject("spectrum", "spectrum", "airwaves"),
            subject("auction", "auction", "bidding", helper=True),
            subject("spectrum-auction", parts=(("spectrum", "auction"),), unless=("merger",)),
            subject("merger", "merger"),
            subject("lizenzen", "Lizenz", language="de"),
            subject("open-ran", "=Open RAN", "=O-RAN", "open radio access network"),
            subject("3g", "3G", against=("football pitch",)),
            subject("5g-sa", "5G-SA", "5G standalone", broader=("5g",)),
            subject("rip-and-replace", "pull the Chinese kit", typed=("rip and replace",)),
            subject("ban", "禁令", language="zh"),
        )
    )  # fmt: skip
