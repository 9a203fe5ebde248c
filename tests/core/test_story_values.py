"""Values that folding compares: the same in every language."""

from __future__ import annotations

import pytest

from monitor.core.story.values import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bids reach $19 bln", "money:usd:1.9e+10"),
        ("Gebote über 19 Milliarden Dollar", "money:usd:1.9e+10"),
        ("19 milyar dolarlık teklif", "money:usd:1.9e+10"),
        ("unos 19.000 millones de dólares", "money:usd:1.9e+10"),
        ("190亿美元收购", "money:usd:1.9e+10"),
        ("un prix de 17,5 milliards d’euros", "money:eur:1.75e+10"),
        ("a €17.5bn price", "money:eur:1.75e+10"),
        ("総額は1兆5000億円", "money:jpy:1.5e+12"),
        ("dues of ₹36,950 crore", "money:inr:3.695e+11"),
        ("R$ 47,2 bilhões em outorgas", "money:brl:4.72e+10"),
    ],
)
def test_amounts_are_one_in_all_languages(text: str, expected: str) -> None:
    assert values(text) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the 3.5GHz band", {"band:3500"}),
        ("das 3,5-GHz-Band", {"band:3500"}),
        ("zwischen 3,7 und 3,8 GHz", {"band:3700", "band:3800"}),
        ("700 MHz blocks", {"band:700"}),
    ],
)
def test_bands_are_in_megahertz(text: str, expected: set[str]) -> None:
    assert set(values(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("second-quarter profit", "quarter:2"),
        ("Q2 margin", "quarter:2"),
        ("im zweiten Quartal", "quarter:2"),
        ("lucro no segundo trimestre", "quarter:2"),
        ("resultado do 2T24", "quarter:2"),
        ("第二季度净利润", "quarter:2"),
        ("3GPP Release 18 is frozen", "release:18"),
        ("Rel-18 features", "release:18"),
        ("all eleven lots are sold", "lots:11"),
        ("Auction 107 has ended", "case:107"),
        ("a 7.55% stake", "share:7.55"),
        ("7,55 % du capital", "share:7.55"),
        ("hisselerin %7,55 kadarı", "share:7.55"),
        ("until July 3", "date:07-03"),
        ("bis 3. Juli", "date:07-03"),
        ("9月12日まで", "date:09-12"),
        ("14,000 jobs", "number:14000"),
        ("14.000 Stellen", "number:14000"),
        ("by 2027", "year:2027"),
    ],
)
def test_values_of_other_kinds(text: str, expected: str) -> None:
    assert expected in values(text)


@pytest.mark.parametrize("text", ["", "no number here", "5G for all", "Galaxy S22 and 4 more"])
def test_small_numbers_and_names_are_no_values(text: str) -> None:
    assert values(text) == ()


def test_thousands_are_told_from_decimals() -> None:
    assert set(values("5,684 licences at 38.50 a share")) == {"lots:5684", "number:38.5"}
