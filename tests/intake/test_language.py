"""Languages of headlines whose feed names none."""

from __future__ import annotations

import pytest

from monitor.intake.language import detect_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Carriers ask the ministry for more time to move out of the band"),
        ("de", "Netzbetreiber bitten das Ministerium um mehr Zeit für den Umzug"),
        ("fr", "Les opérateurs demandent au ministère un délai pour libérer la bande"),
        ("es", "Las operadoras piden más tiempo al ministerio para liberar la banda"),
        ("pt", "As operadoras pedem mais tempo ao ministério para liberar a faixa"),
        ("it", "Gli operatori chiedono al ministero più tempo per liberare la banda"),
        ("tr", "İşletmeciler bandı boşaltmak için bakanlıktan ek süre istedi"),
        ("ru", "Операторы просят министерство дать больше времени на переезд"),
        ("zh", "运营商请求主管部门延长频段腾退期限"),
        ("ja", "通信事業者は帯域移行の期限延長を総務省に求めた"),
        ("ko", "통신사들이 대역 이전 기한 연장을 정부에 요청했다"),
        ("ar", "شركات الاتصالات تطلب من الوزارة مهلة إضافية لإخلاء النطاق"),
    ],
)
def test_headlines_are_told_apart(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "5G", "BT", "12 345 %", "Nokia Ericsson ZTE"])
def test_what_says_too_little_has_no_language(text: str) -> None:
    assert detect_language(text) is None
