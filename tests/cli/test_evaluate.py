"""`telemon evaluate`: hits and stories held against labels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

SALE = ("Ericsson wins 5G radio contract from Vodafone Germany", "en", "radio")
REWRITE = ("Vodafone Germany picks Ericsson for its 5G radio network", "en", "radio")
GERMAN = ("Vodafone Deutschland vergibt 5G-Auftrag an Ericsson", "de", "radio")
FINE = ("Ofcom fines BT over broken emergency calls", "en", "fine")
SHOP = ("Nokia opens a shop in Espoo", "en", "shop")
LISTS = "watchlists:\n  - {id: ericsson, query: Ericsson}\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with labelled items, watchlists and pairs that look alike."""
    items = [
        {
            "id": f"n{number}",
            "title": title,
            "language": language,
            "story": story,
            "published": f"2026-11-02T0{number}:00:00Z",
            "outlet": f"Outlet {number}",
            "relevant": ["ericsson"] if "Ericsson" in title else [],
        }
        for number, (title, language, story) in enumerate((SALE, REWRITE, GERMAN, FINE, SHOP))
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, items)), "utf-8")
    (tmp_path / "lists.yaml").write_text(LISTS, "utf-8")
    (tmp_path / "near.tsv").write_text("a\tb\nradio\tfine\nfine\tshop\n", "utf-8")
    return tmp_path


def _scores(terminal: Terminal, files: Path, *more: str) -> dict[object, dict[str, object]]:
    arguments = (str(files / "items.jsonl"), "--watchlists", str(files / "lists.yaml"), *more)
    rows = terminal.do("evaluate", *arguments, "--format", "json").rows()
    return {row["of"]: row for row in rows}


def test_stories_are_scored_by_pairs_across_languages_and_by_b_cubed(
    terminal: Terminal, files: Path
) -> None:
    found = _scores(terminal, files, "--near-misses", str(files / "near.tsv"))

    pairs, across = found["stories"], found["stories across languages"]
    assert (pairs["precision"], pairs["recall"], pairs["right"]) == (1.0, 1.0, 3)
    assert across["right"] == 2
    assert found["stories by B-cubed"]["f1"] == 1.0
    assert (found["near misses"]["right"], found["near misses"]["false"]) == (2, 0)
    assert found["ericsson"]["f1"] == 1.0


def test_folded_near_miss_is_counted_and_named(terminal: Terminal, files: Path) -> None:
    text = (files / "items.jsonl").read_text("utf-8").replace('"story": "radio"', '"story": "a"', 1)
    (files / "items.jsonl").write_text(text, "utf-8")
    (files / "near.tsv").write_text("a\tb\na\tradio\n", "utf-8")

    near = str(files / "near.tsv")
    assert _scores(terminal, files, "--near-misses", near)["near misses"]["false"] == 1
    said = terminal.do(
        "evaluate", str(files / "items.jsonl"), "--watchlists", str(files / "lists.yaml"),
        "--near-misses", near, "--mistakes",
    ).out  # fmt: skip
    assert "near miss folded" in said
    assert "wrongly folded" in said


def test_predictions_name_the_story_by_its_first_item(terminal: Terminal, files: Path) -> None:
    _scores(terminal, files, "--predictions", str(files / "out.jsonl"))

    lines = (files / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["story"] for line in lines] == ["n0", "n0", "n0", "n3", "n4"]


@pytest.mark.parametrize("line", ["radio", "radio\t", "radio\tfine\tshop"])
def test_line_that_is_no_pair_is_named(terminal: Terminal, files: Path, line: str) -> None:
    (files / "near.tsv").write_text(f"a\tb\nradio\tfine\n{line}\n", "utf-8")

    arguments = (str(files / "items.jsonl"), "--watchlists", str(files / "lists.yaml"))
    said = terminal.fail(2, "evaluate", *arguments, "--near-misses", str(files / "near.tsv"))
    assert "near.tsv:3" in said
