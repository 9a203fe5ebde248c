"""Loading the three files: what they mean, and every problem at once with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.load import fingerprint, load, load_texts
from monitor.core.delivery import ChannelType
from monitor.core.digest import WhenEmpty
from monitor.core.errors import ConfigError
from monitor.core.feed import Kind
from monitor.core.schedule import ALLOWED
from monitor.core.watchlist import FeedFilter, Watchlist
from tests.config.files import DIGESTS, FEEDS, WATCHLISTS, loaded, problems, told, write

SECRET = "whsec_" + "QUJD" * 8
MISSING = (
    "digests.yaml:2:37: the environment variable HOOK_URL is not set "
    "(set HOOK_URL where telemon is started, or in .env)"
)
REMOVE = "remove it here or there"


def test_the_files_become_one_configuration(tmp_path: Path) -> None:
    feeds = FEEDS + (
        "    kind: regulator\n    language: EN\n    country: NO\n    weight: 2\n    enabled: false\n"
        "    headers: {X-Key: '${KEY}'}\n    auth: {user: me, password: '${KEY}'}\n"
        "    encoding: latin1\n    article: true\n    was: lr\n"
    )
    watchlists = WATCHLISTS + (
        "    tags: policy\n    feeds: {kind: news, language: [DE, en], country: no, "
        "id: light-reading}\n    examples: {hit: One, miss: [Two, Three]}\n"
    )
    digests = DIGESTS + "    when_empty: send\n    timezone: Europe/Berlin\n    max_stories: 5\n"

    found = loaded(
        write(tmp_path, feeds=feeds, watchlists=watchlists, digests=digests), {"KEY": "k"}
    ).configuration

    feed, watchlist, digest = found.feeds[0], found.watchlists[0], found.digests[0]
    assert (feed.kind, feed.language, feed.country, feed.weight) == (Kind.REGULATOR, "en", "NO", 2)
    assert (feed.enabled, feed.article, feed.encoding) == (False, True, "iso8859-1")
    assert (feed.headers, feed.auth, feed.was) == ((("X-Key", "k"),), ("me", "k"), ("lr",))
    assert watchlist.name == "Huawei"
    assert watchlist.feeds == FeedFilter(
        kind=(Kind.NEWS,), language=("de", "en"), country=("NO",), id=("light-reading",)
    )
    assert (watchlist.hit_examples, watchlist.miss_examples) == (("One",), ("Two", "Three"))
    assert (digest.name, digest.timezone, digest.max_stories) == ("morning", "Europe/Berlin", 5)
    assert digest.when_empty is WhenEmpty.SEND


def test_a_webhook_takes_address_and_secret_from_the_environment(tmp_path: Path) -> None:
    digests = (
        'channels:\n  - {id: hook, type: webhook, url: "${HOOK}", secret: "${SECRET}"}\n'
        "notices: {channels: hook}\n"
    )
    environment = {"HOOK": "https://hooks.example.org/x", "SECRET": f"{SECRET} {SECRET}"}

    found = loaded(write(tmp_path, digests=digests), environment)

    channel = found.configuration.channels[0]
    assert channel.type is ChannelType.WEBHOOK
    assert channel.url == "https://hooks.example.org/x"
    assert channel.secret == f"{SECRET} {SECRET}"
    assert found.configuration.notice_channels == ("hook",)
    assert "${SECRET}" in found.files[2].text
    assert SECRET not in repr(found)


def test_a_dollar_is_escaped_by_another(tmp_path: Path) -> None:
    found = loaded(write(tmp_path, feeds=FEEDS.replace("Light Reading", "A $${X} for 5$ $")))

    assert found.configuration.feeds[0].name == "A ${X} for 5$ $"


def test_a_missing_variable_is_named_once_with_its_place(tmp_path: Path) -> None:
    digests = 'channels:\n  - {id: hook, type: webhook, url: "${HOOK_URL}"}\n'

    assert told(write(tmp_path, digests=digests)) == [MISSING]


def test_variables_are_not_filled_into_comments_and_keys(tmp_path: Path) -> None:
    found = loaded(write(tmp_path, feeds="# ${NOT_SET}\n" + FEEDS))

    assert len(found.configuration.feeds) == 1


def test_all_problems_of_all_files_are_told_in_order(tmp_path: Path) -> None:
    feeds = FEEDS.replace("name:", "nam:") + "    kind: newz\n"
    watchlists = WATCHLISTS.replace("Huawei", "(Huawei")
    digests = DIGESTS.replace("[huawei]", "[huawey]").replace("daily", "dayly")

    assert told(write(tmp_path, feeds=feeds, watchlists=watchlists, digests=digests)) == [
        "feeds.yaml:4:5: nam is no key of feed light-reading (did you mean name?)",
        "feeds.yaml:5:11: kind: newz is not allowed (did you mean news?)",
        "watchlists.yaml:3:12: query: this bracket is not closed (add ) at the end)",
        "digests.yaml:5:18: there is no watchlist huawey (did you mean huawei?)",
        f"digests.yaml:7:15: schedule: dayly 07:30 is not understood (write {ALLOWED})",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("id: Light Reading", "id: Light Reading is not allowed (did you mean light-reading?)"),
        ("id: 5", 'id must be a text, but 5 is read as a number (put it into quotes: "5")'),
        ("url: ftp://x.org", "url must begin with https:// or http:// and name a host"),
        ("url: https://u:pw@x.org", "url must not hold user and password (for a feed write them"),
        ("kind: [news]", "kind must be a text, not a list (write one of news, analyst,"),
        ("country: Norway", "country: Norway is no country code of two letters (write two letters"),
        ("country: uk", "country: uk is no country code (did you mean GB?)"),
        ("weight: much", "weight must be a number, not much (write trust in the outlet"),
        ("weight: 11", "weight: 11 is not allowed (write trust in the outlet, over 0 to 10"),
        ("enabled: yes", "enabled: yes is a text in YAML 1.2 (write true)"),
        ("encoding: utf-99", "encoding: utf-99 is no known encoding"),
        ("title: x", "title is no key of feed a (did you mean name?)"),
        ("zzz: x", "zzz is no key of feed a (allowed: id, url, name,"),
        ("auth: {user: x}", "password of auth is missing (write the password"),
        ("auth: {user: x, password: 123}", "password must be a text, but the value is read as"),
        ("name: ''", "name is empty (write the name people know it by)"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write(tmp_path: Path, line: str, expected: str) -> None:
    key = line.partition(":")[0]
    keys = {"id": "id: a", "url": "url: https://x.org/", key: line}
    feeds = "feeds:\n  - " + "\n    ".join(keys.values()) + "\n"

    found = problems(write(tmp_path, feeds=feeds))

    assert len(found) == 1
    assert found[0].line == 2 + list(keys).index(key)
    assert expected in str(found[0])


def test_secrets_may_be_a_list_while_one_is_changed(tmp_path: Path) -> None:
    digests = (
        "channels:\n  - {id: hook, type: webhook, url: 'https://h.example.org', "
        f"secret: [{SECRET}, {SECRET}]}}\n"
    )

    found = loaded(write(tmp_path, digests=digests))

    assert found.configuration.channels[0].secret == f"{SECRET} {SECRET}"


@pytest.mark.parametrize("kind", ["slack", "teams", "discord", "mattermost", "ntfy", "apprise"])
def test_a_chat_takes_its_address_from_the_environment(tmp_path: Path, kind: str) -> None:
    digests = f'channels:\n  - {{id: chat, type: {kind}, url: "${{HOOK}}"}}\n'

    found = loaded(write(tmp_path, digests=digests), {"HOOK": "https://chat.example.org/hooks"})

    channel = found.configuration.channels[0]
    assert (channel.type, channel.url) == (ChannelType(kind), "https://chat.example.org/hooks")
    assert channel.recipients == ("chat",)
    assert "hooks" not in repr(channel)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("type: email", "to of channel c is missing (write addresses, as"),
        ("type: email, to: Team", "to: Team is no e-mail address (write addresses"),
        ("type: mail", "type of a channel is not known (write one of email, webhook, slack"),
        ("to: a@b.org", "channel has no type (write one of email, webhook, slack"),
        ("type: webhook, url: x", "url must begin with https:// or http://"),
        (f"type: webhook, url: 'https://x.org', secret: {SECRET[:22]}", "secret has 12 bytes"),
        ("type: webhook, url: 'https://x.org', secret: abc", "secret does not begin with whsec_"),
        ("type: slack", "url of channel c is missing (write the address of the chat's webhook"),
        ("type: teams, url: 'https://x.org', secret: abc", "secret is no key of channel c"),
        ("type: ntfy, url: 'https://ntfy.example.org/'", "does not end in the name of a topic"),
        ("type: apprise, url: telegram", "is no address of a service (write the address of one"),
        ("type: ntfy, url: 'https://n.org/a', token: 'a b'", "token is empty, or has a space"),
    ],
)
def test_a_wrong_channel_is_told_with_what_to_write(
    tmp_path: Path, part: str, expected: str
) -> None:
    found = problems(write(tmp_path, digests=f"channels: [{{id: c, {part}}}]\n"))

    assert len(found) == 1
    assert expected in str(found[0])


def test_an_id_has_one_owner(tmp_path: Path) -> None:
    feeds = FEEDS + "  - {id: light-reading, url: https://b.org/}\n"
    feeds += "  - {id: c, url: https://c.org/, was: light-reading}\n"

    assert [str(problem) for problem in problems(write(tmp_path, feeds=feeds))] == [
        "feeds.yaml:5:10: id light-reading is taken by the feed in line 2 (write another id)",
        f"feeds.yaml:6:39: was: light-reading is the id of a feed of today ({REMOVE})",
    ]


def test_a_reference_to_an_old_id_names_the_new_one(tmp_path: Path) -> None:
    watchlists = WATCHLISTS.replace("id: huawei", "id: shenzhen\n    was: huawei")

    assert told(write(tmp_path, watchlists=watchlists)) == [
        "digests.yaml:5:18: there is no watchlist huawei (write shenzhen, as it is called now)"
    ]


def test_a_file_that_does_not_parse_raises_no_doubt_about_references(tmp_path: Path) -> None:
    found = told(write(tmp_path, watchlists="watchlists: [\n"))

    assert [line.partition(":")[0] for line in found] == ["watchlists.yaml"]


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        ("- id: a\n", "feeds.yaml:1:1: the file must be a mapping (write feeds: first"),
        ("feeds: {id: a}\n", "feeds.yaml:1:8: feeds must be a list (begin each feed with - id:)"),
        ("feeds: [a]\n", "feeds.yaml:1:9: a feed must be a mapping"),
        ("feed: []\n", "feeds.yaml:1:1: feed is no key of feeds.yaml (did you mean feeds?)"),
    ],
)
def test_a_file_of_another_shape_is_told(tmp_path: Path, feeds: str, expected: str) -> None:
    assert [line for line in told(write(tmp_path, feeds=feeds)) if line.startswith(expected)]


def test_missing_and_empty_files_only_warn(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("# nothing yet\n")
    (tmp_path / "watchlists.yaml").write_text("watchlists:\n")

    found = loaded(tmp_path)

    assert found.configuration.feeds == ()
    assert [(one.file, one.message) for one in found.warnings] == [
        ("feeds.yaml", "is empty"),
        ("digests.yaml", "is missing"),
    ]


def test_a_feed_written_twice_only_warns(tmp_path: Path) -> None:
    feeds = FEEDS + FEEDS.removeprefix("feeds:\n").replace("id: light", "id: more-light")

    warnings = loaded(write(tmp_path, feeds=feeds)).warnings

    assert [(one.line, one.message) for one in warnings] == [
        (6, "feed more-light-reading has the address of the feed in line 2")
    ]


def test_a_file_that_is_not_utf_8_is_told_with_the_line(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "feeds.yaml").write_bytes(FEEDS.encode() + b"# caf\xe9\n")

    assert told(tmp_path) == ["feeds.yaml:5:1: is not UTF-8 (save the file as UTF-8)"]


def failing(watchlist: Watchlist) -> list[tuple[str, str, str]]:
    """Finds every example of a hit wanting."""
    return [(text, "hit", "no word of it is found") for text in watchlist.hit_examples]


def test_a_failing_example_is_told_at_its_line(tmp_path: Path) -> None:
    watchlists = WATCHLISTS + "    examples:\n      hit:\n        - One\n        - Two\n"
    write(tmp_path, watchlists=watchlists)

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, environment={}, check_examples=failing)

    assert [(one.line, one.column) for one in caught.value.problems] == [(6, 11), (7, 11)]


def test_after_an_upgrade_a_failing_example_only_warns(tmp_path: Path) -> None:
    write(tmp_path, watchlists=WATCHLISTS + "    examples: {hit: One}\n")

    found = load(tmp_path, environment={}, check_examples=failing, examples_only_warn=True)

    assert "example of a hit fails" in found.warnings[0].message


def test_stored_texts_load_as_the_files_did(tmp_path: Path) -> None:
    found = loaded(write(tmp_path))

    again = load_texts(found.files, environment={})

    assert again == found


def test_an_edit_changes_hash_and_fingerprint(tmp_path: Path) -> None:
    write(tmp_path)
    before, seen = loaded(tmp_path).hash, fingerprint(tmp_path)
    write(tmp_path)
    assert loaded(tmp_path).hash == before

    (tmp_path / "registry.yaml").write_text("entities: []\n")

    assert loaded(tmp_path).hash != before
    assert fingerprint(tmp_path) != seen


def test_a_touched_file_has_another_fingerprint_and_the_same_hash(tmp_path: Path) -> None:
    write(tmp_path)
    before, seen = loaded(tmp_path).hash, fingerprint(tmp_path)
    os.utime(tmp_path / "feeds.yaml", ns=(1, 1))

    assert fingerprint(tmp_path) != seen
    assert loaded(tmp_path).hash == before
