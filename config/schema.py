"""What may stand in the operator's files: the models behind `telemon check` and `telemon schema`.

The description of a field says what to write there: errors quote it, editors show it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
)

from config.rules import (
    check_quiet,
    check_schedule,
    check_span,
    check_timezone,
)
from config.schema_channels import ChannelRecord
from config.schema_types import (
    KIND_NAMES,
    AtLeastOne,
    BareLanguage,
    Country,
    Day,
    Filled,
    Id,
    Ids,
    KindName,
    Language,
    OneOrMore,
    Record,
    Until,
    Url,
    check_codec,
)
from monitor.core.digest import WhenEmpty
from monitor.core.feed import Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Login(Record):
    """User and password of a feed behind HTTP Basic authentication."""

    user: Filled = Field(description="the user name, best as ${NAME}")
    password: str = Field(description="the password, best as ${NAME}")


class FeedRecord(Record):
    """One feed."""

    id: Id
    url: Url = Field(description="the address of the feed, as https://example.org/feed.xml")
    name: Filled | None = Field(default=None, description="the name people know it by")
    kind: KindName = Field(default=Kind.NEWS, description=f"one of {KIND_NAMES}")
    language: Language | None = Field(default=None, description="a language code, as en or pt-br")
    country: Country | None = Field(default=None, description="two letters, as US or NO")
    weight: float = Field(
        default=1.0, gt=0, le=10, description="trust in the outlet, over 0 to 10; 1 is usual"
    )
    enabled: bool = Field(default=True, description="true, or false to leave it alone for now")
    headers: dict[str, str] = Field(
        default_factory=dict, description="names and values of HTTP headers; secrets as ${NAME}"
    )
    auth: Login | None = Field(default=None, description="user: and password:")
    encoding: Annotated[str, AfterValidator(check_codec)] | None = Field(
        default=None, description="an encoding that overrides the feed's own, as windows-1251"
    )
    article: bool = Field(default=False, description="true to read the page of each entry, too")
    was: Ids = Field(default=(), description="ids this feed had before")


class FilterRecord(Record):
    """The feeds a watchlist listens to; what is left out admits all."""

    kind: OneOrMore[KindName] = Field(default=(), description=f"some of {KIND_NAMES}")
    language: OneOrMore[BareLanguage] = Field(default=(), description="language codes, as en, de")
    country: OneOrMore[Country] = Field(default=(), description="two letters each, as US, NO")
    id: Ids = Field(default=(), description="ids of feeds")


class ExamplesRecord(Record):
    """Titles that the watchlist must find or leave alone; checked at every reload."""

    hit: OneOrMore[Filled] = Field(default=(), description="titles it must find")
    miss: OneOrMore[Filled] = Field(default=(), description="titles it must not find")


class WatchlistRecord(Record):
    """One watchlist."""

    id: Id
    query: Filled = Field(description="what to look for, as Huawei or 5G licensing")
    name: Filled | None = Field(default=None, description="its name in digests; default: the query")
    note: str | None = Field(default=None, description="a note for people; no program reads it")
    tags: OneOrMore[Filled] = Field(default=(), description="words to group watchlists by")
    feeds: FilterRecord = Field(
        default=FilterRecord(), description="kind:, language:, country: or id: of feeds"
    )
    examples: ExamplesRecord = Field(
        default=ExamplesRecord(), description="hit: and miss:, each a list of titles"
    )
    was: Ids = Field(default=(), description="ids this watchlist had before")


class DigestRecord(Record):
    """One digest: which stories go where, and when."""

    id: Id
    watchlists: Ids = Field(default=(), description="ids of watchlists")
    tags: OneOrMore[Filled] = Field(
        default=(), description="tags: every watchlist with one of them"
    )
    feeds: FilterRecord = Field(
        default=FilterRecord(), description="kind:, language:, country: or id: of feeds"
    )
    min_rank: float = Field(
        default=0.0, ge=0, le=100, description="a number: stories of less rank are left out"
    )
    channels: AtLeastOne[Id] = Field(description="ids of channels")
    schedule: Annotated[str, AfterValidator(check_schedule)] = Field(
        description="immediate, hourly, daily 07:30, weekdays 07:30 or weekly mon 08:00"
    )
    name: Filled | None = Field(default=None, description="its name in the subject of the mail")
    timezone: Annotated[str, AfterValidator(check_timezone)] = Field(
        default="UTC", description="the zone of the schedule, as Europe/Berlin"
    )
    language: Language = Field(default="en", description="the language of the fixed words, as en")
    max_stories: int = Field(default=20, ge=1, le=500, description="a number from 1 to 500")
    when_empty: Annotated[WhenEmpty, Field(strict=False)] = Field(
        default=WhenEmpty.SKIP, description="skip or send"
    )
    gather: Annotated[str, AfterValidator(check_span)] | None = Field(
        default=None, description="how long a story gathers reports, as 90s, 5m or 1h"
    )
    updates: bool | None = Field(
        default=None, description="true: a told story that develops comes again; or false"
    )
    quiet: OneOrMore[Annotated[str, AfterValidator(check_quiet)]] = Field(
        default=(), description="22:00-06:30 or sat sun 00:00-24:00"
    )
    holidays: OneOrMore[Day] = Field(default=(), description="days without it, as 2026-12-25")
    paused_until: Until | None = Field(
        default=None, description="2027-01-04 or 2027-01-04 07:00, in the digest's zone"
    )
    was: Ids = Field(default=(), description="ids this digest had before")


class NoticesRecord(Record):
    """Where notices to the operator go; without it only to the log and the page."""

    channels: Ids = Field(default=(), description="ids of channels")


class MuteRecord(Record):
    """A story or a concept that no digest tells for a while."""

    story: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="the number of a story, as 4711"
    )
    concept: Filled | None = Field(
        default=None, description="the id of a concept, as telemon explain shows it"
    )
    until: Until = Field(description="2027-01-04 or 2027-01-04 07:00, in UTC")


class FeedsFile(Record):
    """feeds.yaml"""

    feeds: list[FeedRecord] | None = Field(default=None, description="a list of feeds")


class WatchlistsFile(Record):
    """watchlists.yaml"""

    watchlists: list[WatchlistRecord] | None = Field(
        default=None, description="a list of watchlists"
    )


class DigestsFile(Record):
    """digests.yaml"""

    channels: list[ChannelRecord] | None = Field(default=None, description="a list of channels")
    notices: NoticesRecord | None = Field(default=None, description="channels: for notices")
    digests: list[DigestRecord] | None = Field(default=None, description="a list of digests")
    holidays: OneOrMore[Day] = Field(
        default=(), description="days without any digest, as 2026-12-25"
    )
    mutes: list[MuteRecord] | None = Field(
        default=None, description="a list of {story: or concept:, until:}"
    )


FILES: dict[str, type[Record]] = {
    "feeds.yaml": FeedsFile,
    "watchlists.yaml": WatchlistsFile,
    "digests.yaml": DigestsFile,
}


def json_schemas() -> dict[str, dict[str, object]]:
    """The JSON Schema (draft 2020-12) of each file: keys feeds, watchlists and digests."""
    return {
        name.removesuffix(".yaml"): {
            "$schema": DIALECT,
            **model.model_json_schema(mode="validation"),
            "title": name,
        }
        for name, model in FILES.items()
    }
