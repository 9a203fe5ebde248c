"""The starter, the catalogue behind it, and the schemas editors check it with."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from config.catalogue import catalogue, named
from config.load import load
from config.schema import json_schemas
from config.source import parse
from config.starter import write_starter
from config.validation import plain
from monitor.core.configuration import Configuration
from monitor.core.feed import Kind
from monitor.core.query.parser import parse_query
from tests.config.files import FEEDS, loaded, write


def test_the_starter_validates_without_a_warning(tmp_path: Path) -> None:
    written = write_starter(tmp_path)

    found = load(tmp_path, environment={}, check_query=parse_query)

    names = ["feeds.yaml", "watchlists.yaml", "digests.yaml"]
    assert [path.name for path in written] == names
    assert found.warnings == ()
    assert len(found.configuration.watchlists) >= 12
    assert len(found.configuration.digests) == 1
    assert found.configuration.digests[0].watchlists == tuple(
        watchlist.id for watchlist in found.configuration.watchlists
    )


def test_the_starter_has_proven_feeds_of_every_kind_in_many_languages(tmp_path: Path) -> None:
    write_starter(tmp_path)
    feeds = loaded(tmp_path).configuration.feeds
    known = {feed.url: feed for feed in catalogue()}

    assert len(feeds) >= 60
    assert {feed.kind for feed in feeds} == set(Kind)
    assert len({feed.language for feed in feeds}) >= 8
    assert all(known[feed.url].proven and not known[feed.url].overlaps for feed in feeds)
    assert all(known[feed.url].language == feed.language for feed in feeds)
    assert all(known[feed.url].kind is feed.kind for feed in feeds)


def test_a_bare_home_has_no_feeds(tmp_path: Path) -> None:
    write_starter(tmp_path, bare=True)

    found = loaded(tmp_path)

    assert found.configuration == Configuration()
    assert found.warnings == ()


def test_what_is_there_is_kept_and_the_rest_fits_to_it(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)

    written = write_starter(tmp_path)

    assert [path.name for path in written] == ["watchlists.yaml", "digests.yaml"]
    assert (tmp_path / "feeds.yaml").read_text() == FEEDS
    assert loaded(tmp_path).configuration.digests == ()


def test_the_first_line_points_editors_at_a_schema_that_accepts_the_file(tmp_path: Path) -> None:
    write_starter(tmp_path)

    for name in ("feeds", "watchlists", "digests"):
        text = (tmp_path / f"{name}.yaml").read_text()
        pointed = text.splitlines()[0].partition("$schema=")[2]
        schema = json.loads((tmp_path / pointed).read_text())
        root = parse(name, text).root
        assert root is not None
        jsonschema.Draft202012Validator(schema).validate(plain(root))


@pytest.mark.parametrize("name", ["feeds", "watchlists", "digests"])
def test_a_schema_is_sound_and_refuses_unknown_keys(name: str) -> None:
    schema = json_schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"nothing": []})


def test_a_schema_takes_one_value_for_a_list(tmp_path: Path) -> None:
    text = "watchlists: [{id: a, query: b, feeds: {kind: news, country: [US, NO]}, tags: x}]\n"
    write(tmp_path, watchlists=text, digests="")
    root = parse("w", text).root
    assert root is not None

    jsonschema.Draft202012Validator(json_schemas()["watchlists"]).validate(plain(root))

    assert loaded(tmp_path).configuration.watchlists[0].tags == ("x",)


def test_the_catalogue_is_whole() -> None:
    feeds = catalogue()

    assert len(feeds) == 279
    assert len({feed.url for feed in feeds}) == 279
    assert all(named(feed.overlaps) for feed in feeds if feed.overlaps)
    assert named("no such feed") is None
