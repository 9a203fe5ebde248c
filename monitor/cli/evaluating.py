"""Evaluating: how well the reader does on labelled entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from config.home import Home
from monitor.cli.common import settings_of
from monitor.cli.output import Format, FormatOption, console, print_rows
from monitor.compiled import reader_of
from monitor.core.errors import UsageError
from monitor.core.evaluation import Evaluation, Score
from monitor.evaluate import Item, Prediction, judge, predict, read_items, read_watchlists


def add_to(app: typer.Typer) -> None:
    """Adds this command."""
    app.command()(evaluate)


def evaluate(
    context: typer.Context,
    items: Annotated[Path, typer.Argument(help="A JSONL file of entries, labelled or not.")],
    watchlists: Annotated[Path, typer.Option(help="A watchlists file.")],
    predictions: Annotated[
        Path | None, typer.Option(help="A file for what was found: id, watchlists, story.")
    ] = None,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="Lists every mistake.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Reads, matches and folds entries of a file and holds the result against its labels.

    An item has `id`, `title`, `published`, and may have `summary`, `outlet`, `url`, `language`, and
    the labels `relevant` (watchlist ids) and `story`. Nothing is stored.

    Example: `telemon evaluate items.jsonl --watchlists watchlists.yaml --predictions out.jsonl`
    """
    read = read_items(items)
    configuration = read_watchlists(watchlists)
    if not configuration.watchlists:
        raise UsageError(f"{watchlists}: holds no watchlist")
    reader = reader_of(Home(settings_of(context).home))
    found = list(predict(reader, configuration, read))
    if predictions is not None:
        _write(predictions, found)
    judged = judge(configuration, read, found)
    if judged is None:
        console().print(f"{len(found)} items, none with labels", markup=False)
        return
    print_rows(
        _scores(judged), ("of", "precision", "recall", "f1", "right", "false", "missed"), form
    )
    if mistakes:
        print_rows(_mistakes(judged, read), ("mistake", "watchlist", "item", "title"), form)


def _write(file: Path, found: list[Prediction]) -> None:
    lines = (
        json.dumps({"id": one.id, "watchlists": one.watchlists, "story": one.story}) + "\n"
        for one in found
    )
    try:
        file.write_text("".join(lines), "utf-8")
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from error


def _scores(judged: Evaluation) -> Iterator[dict[str, object]]:
    for name, score in judged.watchlists.items():
        yield _row(name, score)
    for tag, score in judged.tags.items():
        yield _row(f"tag {tag}", score)
    yield _row("all", judged.micro)


def _row(name: str, score: Score) -> dict[str, object]:
    return {
        "of": name,
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
        "f1": round(score.f1, 3),
        "right": score.right,
        "false": score.false,
        "missed": score.missed,
    }


def _mistakes(judged: Evaluation, items: list[Item]) -> Iterator[dict[str, object]]:
    titles = {item.id: item.document.title for item in items}
    for mistake in judged.mistakes:
        yield {
            "mistake": "false hit" if mistake.false else "missed",
            "watchlist": mistake.watchlist,
            "item": mistake.item,
            "title": titles[mistake.item],
        }
