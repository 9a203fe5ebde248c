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
from monitor.core.evaluation_stories import StoryEvaluation
from monitor.evaluate import (
    Item,
    Prediction,
    judge,
    judge_stories,
    predict,
    read_items,
    read_near_misses,
    read_watchlists,
)


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
    near_misses: Annotated[
        Path | None, typer.Option(help="A TSV file of pairs of stories that must stay apart.")
    ] = None,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="Lists every mistake.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Reads, matches and folds entries of a file and holds the result against its labels.

    An item has `id`, `title`, `published`, and may have `summary`, `outlet`, `url`, `language`, and
    the labels `relevant` (watchlist ids) and `story`. Nothing is stored. Stories are scored by pairs of
    items (`stories`; `across languages` counts those in two languages alone) and by B-cubed.

    Example: `telemon evaluate items.jsonl --watchlists watchlists.yaml --predictions out.jsonl`
    """
    read = read_items(items)
    configuration = read_watchlists(watchlists)
    if not configuration.watchlists:
        raise UsageError(f"{watchlists}: holds no watchlist")
    reader = reader_of(Home(settings_of(context).home))
    pairs = read_near_misses(near_misses) if near_misses else []
    found = list(predict(reader, configuration, read))
    if predictions is not None:
        _write(predictions, found)
    hits, stories = judge(configuration, read, found), judge_stories(read, found, pairs)
    rows = [*(_scores(hits) if hits else ()), *(_story_scores(stories) if stories else ())]
    if not rows:
        console().print(f"{len(found)} items, none with labels", markup=False)
        return
    if stories and near_misses:
        rows.append(_near_misses(stories, len(pairs)))
    print_rows(rows, ("of", "precision", "recall", "f1", "right", "false", "missed"), form)
    if mistakes:
        listed = [
            *(_mistakes(hits, read) if hits else ()),
            *(_story_mistakes(stories, read) if stories else ()),
        ]
        print_rows(listed, ("mistake", "watchlist", "item", "title"), form)


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


def _story_scores(judged: StoryEvaluation) -> Iterator[dict[str, object]]:
    yield _row("stories", judged.pairs)
    yield _row("stories across languages", judged.across)
    score = judged.b_cubed
    yield {
        "of": "stories by B-cubed",
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
        "f1": round(score.f1, 3),
    }


def _near_misses(judged: StoryEvaluation, count: int) -> dict[str, object]:
    folded = len(judged.near_misses)
    return {"of": "near misses", "right": count - folded, "false": folded}


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


def _story_mistakes(judged: StoryEvaluation, items: list[Item]) -> Iterator[dict[str, object]]:
    titles = {item.id: item.document.title for item in items}
    for what, pairs in (("wrongly folded", judged.wrong), ("not folded", judged.missed)):
        for first, second in pairs:
            yield {
                "mistake": what,
                "watchlist": "",
                "item": f"{first} {second}",
                "title": f"{titles[first]} / {titles[second]}",
            }
    for first, second in judged.near_misses:
        yield {
            "mistake": "near miss folded",
            "watchlist": "",
            "item": f"{first} {second}",
            "title": "",
        }
