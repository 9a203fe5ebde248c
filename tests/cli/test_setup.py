"""Setting up: `init`, `check`, `schema`, `doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from ruamel.yaml import YAML

from tests.cli.terminal import Terminal
from tests.flow.house import Files


def test_init_writes_a_starter_that_checks(terminal: Terminal) -> None:
    said = terminal.do("init")
    assert said.out.count("wrote ") == 3

    _, feeds, _, watchlists, *_ = terminal.do("check").out.split()
    assert int(feeds) >= 60
    assert int(watchlists) >= 12


def test_init_never_touches_a_file_that_is_there(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.feeds_file.write_text("feeds: []  # mine\n", "utf-8")

    assert "nothing was written" in terminal.do("init").out
    assert "mine" in terminal.files.feeds_file.read_text("utf-8")


def test_check_names_every_problem_at_once_with_its_place(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.feeds_file.write_text(
        "feeds:\n  - {id: a, url: 'ftp://x.example'}\n  - {id: b, urll: 'https://x.example'}\n",
        "utf-8",
    )
    terminal.files.watchlists_file.write_text(
        "watchlists:\n  - id: huawei\n    query: '(Huawei'\n", "utf-8"
    )

    said = terminal.fail(2, "check")

    for place in ("feeds.yaml:2:", "feeds.yaml:3:", "watchlists.yaml:3:"):
        assert place in said
    assert "did you mean url" in said
    assert "is not closed" in said


def test_yaml_that_does_not_parse_is_named_with_its_place(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.digests_file.write_text("digests:\n  - id: a\n   name: b\n", "utf-8")

    assert "digests.yaml:3:" in terminal.fail(2, "check")


def test_empty_files_are_fine(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    for file in (terminal.files.feeds_file, terminal.files.watchlists_file):
        file.write_text("", "utf-8")

    assert "0 feeds" in terminal.do("check").out


def test_without_a_home_the_way_to_one_is_told(terminal: Terminal) -> None:
    assert "telemon init" in terminal.fail(2, "check")
    assert "telemon init" in terminal.fail(2, "hits")
    assert not terminal.home.exists()


def test_schema_is_json_schema(terminal: Terminal, tmp_path: Path) -> None:
    schema = json.loads(terminal.do("schema", "watchlists").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "query" in json.dumps(schema)

    terminal.do("schema", "--output", str(tmp_path / "schemas"))
    assert len(list((tmp_path / "schemas").glob("*.schema.json"))) == 3
    assert "feeds, watchlists" in terminal.fail(2, "schema", "feed")


def test_doctor_is_content_with_a_fresh_home(terminal: Terminal) -> None:
    terminal.write(Files())
    found = terminal.do("doctor", "--format", "json").rows()

    assert {row["what"] for row in found} >= {"settings", "home", "files", "database", "mail"}
    assert "bad" not in {row["verdict"] for row in found}


def test_doctor_names_bad_files_and_misspelt_settings(terminal: Terminal) -> None:
    terminal.write(Files())
    terminal.files.watchlists_file.write_text("watchlists: [", "utf-8")
    terminal.monkeypatch.setenv("TELEMON_SMTP_HSOT", "mail.example")

    said = terminal.call("doctor", "--format", "json")

    assert said.code == 1
    assert "watchlists.yaml" in said.out
    assert "TELEMON_SMTP_HOST" in said.out


def test_config_revisions_are_listed_compared_and_restored(terminal: Terminal) -> None:
    terminal.write(Files())
    terminal.do("once")
    terminal.do("watchlists", "set", "huawei", "--query", "ZTE")
    terminal.do("once")

    assert [row["number"] for row in terminal.do("config", "revisions", "-f", "json").rows()] == [
        2,
        1,
    ]
    diff = terminal.do("config", "revisions", "--diff", "2").out
    assert "-  query: Huawei" in diff
    assert "+  query: ZTE" in diff
    terminal.do("config", "restore", "1")
    restored = yaml.safe_load(terminal.files.watchlists_file.read_text("utf-8"))
    assert restored["watchlists"][0]["query"] == "Huawei"
    assert "config revisions" in terminal.fail(2, "config", "restore", "9")


def test_example_that_its_query_misses_is_named_with_its_place(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.watchlists_file.write_text(
        "watchlists:\n  - id: huawei\n    query: Huawei\n"
        "    examples:\n      hit: [Ericsson opens a factory]\n",
        "utf-8",
    )
    said = terminal.fail(2, "check")
    assert "watchlists.yaml:5:" in said
    assert "not found by the query" in said


def test_starter_fulfils_the_schemas_that_editors_use(terminal: Terminal) -> None:
    terminal.do("init")
    editor = YAML(typ="safe", pure=True)  # of YAML 1.2, as editors are: NO is Norway there
    for name, schema in json.loads(terminal.do("schema").out).items():
        written = (terminal.files.config_dir / f"{name}.yaml").read_text("utf-8")
        jsonschema.validate(editor.load(written), schema)


def test_init_completes_a_home_without_touching_the_rest(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.digests_file.unlink()
    told = terminal.do("init").out
    assert "digests.yaml" in told
    assert "feeds.yaml" not in told
    terminal.do("check")


def test_home_that_is_a_file_is_named(terminal: Terminal) -> None:
    terminal.home.write_text("mine", "utf-8")
    for command in ("init", "hits", "doctor"):
        said = terminal.call(command)
        assert said.code == 1
        assert "is not a folder" in said.out + said.err
    assert terminal.home.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe\x00", "is not UTF-8"), (b"feeds: 3\n", "feeds.yaml")]
)
def test_file_that_is_no_list_of_feeds_stops_every_reader_in_a_sentence(
    terminal: Terminal, content: bytes, said: str
) -> None:
    terminal.do("init", "--bare")
    terminal.files.feeds_file.write_bytes(content)
    for command in (("check",), ("once",), ("feeds", "list"), ("feeds", "export")):
        assert said in terminal.fail(2, *command)
    assert said in terminal.fail(2, "feeds", "add", "https://a.example/f", "--unchecked")
    assert terminal.files.feeds_file.read_bytes() == content


def test_secret_that_is_not_set_is_named(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    hook = "{id: hook, type: webhook, url: 'https://a.example/${HOOK_TOKEN}'}"
    terminal.files.digests_file.write_text(f"channels: [{hook}]\ndigests: []\n", "utf-8")
    said = terminal.fail(2, "check")
    assert "digests.yaml:1:" in said
    assert "HOOK_TOKEN" in said


def test_revision_that_is_none_is_refused(newsroom: Terminal) -> None:
    for number in ("0", "-1", "x", "9" * 20, "77"):
        newsroom.fail(2, "config", "restore", number)
    assert "config revisions" in newsroom.fail(2, "config", "revisions", "--diff", "77")
