"""Words of scale, money and months in the languages that are read."""

from __future__ import annotations

SCALES = {
    "thousand": 1e3, "k": 1e3, "mil": 1e3, "tausend": 1e3, "bin": 1e3, "mille": 1e3, "lakh": 1e5,
    "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6,
    "millones": 1e6, "milhões": 1e6, "milioni": 1e6, "milyon": 1e6, "مليون": 1e6, "crore": 1e7,
    "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9, "milliarden": 1e9, "mrd": 1e9,
    "milliard": 1e9, "milliards": 1e9, "milliarde": 1e9, "mds": 1e9, "md": 1e9, "bilhões": 1e9,
    "bilhão": 1e9, "miliardi": 1e9, "miliardo": 1e9, "milyar": 1e9, "mil millones": 1e9,
    "mil milhões": 1e9, "مليار": 1e9, "trillion": 1e12, "tn": 1e12, "万": 1e4, "萬": 1e4, "만": 1e4,
    "亿": 1e8, "億": 1e8, "억": 1e8, "兆": 1e12, "조": 1e12,
}  # fmt: skip
_SIGNS = {
    "usd": "us$ $ usd dollar dollars dólares dolares dólar dollari dolar doları دولار 美元 ドル 달러",
    "eur": "€ eur euro euros avro يورو 欧元 歐元 ユーロ 유로",
    "gbp": "£ gbp pound pounds sterling pfund libras livres sterline 英镑 ポンド",
    "inr": "₹ rs rs. inr rupee rupees rupien roupies rupias ルピー 卢比",
    "brl": "r$ brl reais real",
    "cny": "yuan rmb cny 元 人民币",
    "jpy": "¥ yen jpy 円 日元",
    "krw": "₩ won krw 원",
    "sek": "sek kronor", "try": "tl lira ₺", "aud": "a$ aud", "nzd": "nz$ nzd", "cad": "c$ cad",
    "chf": "chf franken francs", "sar": "sar riyal riyals ريال", "aed": "aed dirham dirhams درهم",
}  # fmt: skip
CURRENCY = {word: code for code, words in _SIGNS.items() for word in words.split()}
_NAMES = (
    "january jan januar janvier enero janeiro gennaio ocak يناير",
    "february feb februar février febrero fevereiro febbraio şubat فبراير",
    "march mar märz mars marzo março mart مارس",
    "april apr avril abril aprile nisan أبريل",
    "may mai mayo maio maggio mayıs مايو",
    "june jun juni juin junio junho giugno haziran يونيو",
    "july jul juli juillet julio julho luglio temmuz يوليو",
    "august aug août agosto ağustos أغسطس",
    "september sept sep septembre septiembre setembro settembre eylül سبتمبر",
    "october oct oktober octobre octubre outubro ottobre ekim أكتوبر",
    "november nov novembre noviembre novembro kasım نوفمبر",
    "december dec dezember décembre diciembre dezembro dicembre aralık ديسمبر",
)
MONTH = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
ENGLISH_MONTHS = tuple(name for names in _NAMES for name in names.split()[:2])
