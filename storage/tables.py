"""The tables. A row is not a domain value: the files beside this one turn rows into values of core."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, MetaData, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.types import UtcTime, json_type

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMES
metadata: MetaData = SQLModel.metadata


# SQLite would give the id of a pruned row to the next one: what somebody noted down, and the page
# that `before_id` asks for, would mean another.
NEVER_AGAIN = {"sqlite_autoincrement": True}


class FeedRow(SQLModel, table=True):
    """A feed: what the files say of it, and what its polls found."""

    __tablename__ = "feed"
    # Covers the count of needs: the rows themselves are long.
    __table_args__ = (Index(None, "enabled", "retired_at", "need"),)

    id: str = Field(primary_key=True)
    url: str
    name: str
    kind: str
    language: str | None = None
    country: str | None = None
    weight: float = 1.0
    enabled: bool = True
    added_at: datetime = Field(sa_type=UtcTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime, index=True)
    due_reason: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    item_hashes: bytes = Field(default=b"", sa_type=LargeBinary)
    verdict: str = "pending"
    verdict_detail: str | None = None
    verdict_since: datetime | None = Field(default=None, sa_type=UtcTime)
    content_verdict: str | None = None
    content_detail: str | None = None
    failures: int = 0
    last_poll_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    first_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_entry_at: datetime | None = Field(default=None, sa_type=UtcTime)
    moved_to: str | None = None
    title: str | None = None
    listed: int = 0
    rhythm: str | None = None
    asks: str | None = None
    trouble_since: datetime | None = Field(default=None, sa_type=UtcTime)
    hub: str | None = None
    topic: str | None = None
    pushed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    need: float = 3.5  # what a feed that nobody knows yet would spend


class HubSubscriptionRow(SQLModel, table=True):
    """What a hub was asked to push (WebSub). Who knows the token may post to it, signed with the secret."""

    __tablename__ = "hub_subscription"

    feed_id: str = Field(primary_key=True, foreign_key="feed.id")
    hub: str
    topic: str
    token: str = Field(unique=True)
    secret: str
    due_at: datetime = Field(sa_type=UtcTime, index=True)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    last_push_at: datetime | None = Field(default=None, sa_type=UtcTime)
    failures: int = 0
    detail: str | None = None


class PollRow(SQLModel, table=True):
    """A poll at which something happened: another verdict, new or revised entries."""

    __tablename__ = "poll"

    id: int | None = Field(default=None, primary_key=True)
    feed_id: str = Field(foreign_key="feed.id", index=True)
    at: datetime = Field(sa_type=UtcTime, index=True)
    verdict: str
    detail: str | None = None
    status: int | None = None
    listed: int = 0
    new: int = 0
    revised: int = 0
    took_ms: int = 0


class StoryRow(SQLModel, table=True):
    """A story; its entries point to it. One that was merged has none and says into which."""

    __tablename__ = "story"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    title: str
    lead_entry_id: int
    first_seen_at: datetime = Field(sa_type=UtcTime)
    last_seen_at: datetime = Field(sa_type=UtcTime, index=True)
    entry_count: int = 1
    outlet_count: int = 1
    copy_count: int = 0
    merged_into: int | None = Field(default=None, foreign_key="story.id")


class FoldingRow(SQLModel, table=True):
    """One row: who changes stories holds it until the end of the unit, so that they queue.

    `step` numbers the changes: by it a process that remembers the last days keeps up with the
    others. `epoch` rises when what is remembered must be loaded anew.
    """

    __tablename__ = "folding"

    id: int = Field(primary_key=True)
    step: int = 0
    epoch: int = 0


class EntryRow(SQLModel, table=True):
    """An entry, with its latest text. Ids are in order of first sight."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("feed_id", "identity"),
        Index(
            "ix_entry_unfolded",
            "id",
            sqlite_where=text("story_id IS NULL"),
            postgresql_where=text("story_id IS NULL"),
        ),
        NEVER_AGAIN,
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: str = Field(foreign_key="feed.id")
    identity: str
    url: str | None = None
    canonical_url: str | None = Field(default=None, index=True)
    title: str
    summary: str = ""
    body: str = ""
    author: str | None = None
    outlet: str
    language: str | None = None
    categories: list[str] = Field(default_factory=list, sa_type=json_type())
    published_at: datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    first_seen_at: datetime = Field(sa_type=UtcTime, index=True)
    revised_at: datetime | None = Field(default=None, sa_type=UtcTime)
    content_hash: str
    revision: int = 0
    baseline: bool = False
    reading_version: str = Field(default="", index=True)
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    fold_reason: str | None = None


class EntryFoldRow(SQLModel, table=True):
    """How an entry came into its story: its fingerprint, and what spoke for the decision.

    `told_at` is its time as folding reckons. `step` is the change that wrote it last, null while
    the fingerprint waits to be taken notice of; `joined` the one by which it came into its story.
    """

    __tablename__ = "entry_fold"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    told_at: datetime = Field(sa_type=UtcTime, index=True)
    print: str = ""
    similarity: float = 0.0
    bar: float = 0.0
    parts: list[list[Any]] = Field(default_factory=list, sa_type=json_type())
    like_entry_id: int | None = None
    step: int | None = Field(default=None, index=True)
    joined: int = 0
    pinned_at: datetime | None = Field(default=None, sa_type=UtcTime)


class EntryRevisionRow(SQLModel, table=True):
    """An earlier text of an entry: `number` 0 is the first one seen."""

    __tablename__ = "entry_revision"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    number: int = Field(primary_key=True)
    title: str
    summary: str = ""
    body: str = ""
    content_hash: str
    seen_at: datetime = Field(sa_type=UtcTime)
    replaced_at: datetime = Field(sa_type=UtcTime)


class ArticleRow(SQLModel, table=True):
    """The page of an entry of a feed with `article`: waiting to be read, or what became of it.

    `text_hash` and `length` are of all that only the page has, whatever is kept of it.
    """

    __tablename__ = "article"
    __table_args__ = (Index(None, "state", "due_at"),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    host: str
    state: str
    reason: str | None = None
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcTime)
    text_hash: str | None = None
    length: int = 0
    kept: int = 0


class PageParagraphRow(SQLModel, table=True):
    """On how many pages of a host a paragraph stood: what recurs there is no part of a story."""

    __tablename__ = "page_paragraph"

    host: str = Field(primary_key=True)
    paragraph_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    pages: int = 1
    last_seen_at: datetime = Field(sa_type=UtcTime, index=True)


class GoneEntryRow(SQLModel, table=True):
    """An entry that was pruned: kept by hash, so that a feed which still lists it does not bring it back."""

    __tablename__ = "gone_entry"

    feed_id: str = Field(primary_key=True)
    identity_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    pruned_at: datetime = Field(sa_type=UtcTime)


class WatchlistRow(SQLModel, table=True):
    """A watchlist, as far as memory needs it; `backfill_below` is set while older entries wait to be read."""

    __tablename__ = "watchlist"

    id: str = Field(primary_key=True)
    name: str
    query: str
    query_hash: str
    tags: list[str] = Field(default_factory=list, sa_type=json_type())
    added_at: datetime = Field(sa_type=UtcTime)
    changed_at: datetime = Field(sa_type=UtcTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcTime)
    backfill_below: int | None = None


class HitRow(SQLModel, table=True):
    """An entry matched a watchlist."""

    __tablename__ = "hit"
    __table_args__ = (UniqueConstraint("entry_id", "watchlist_id"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    watchlist_id: str = Field(foreign_key="watchlist.id", index=True)
    found_at: datetime = Field(sa_type=UtcTime, index=True)
    later: bool = False
    baseline: bool = False
    weak: bool = False
    config_revision: int
    spans: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type())
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)


class DigestRow(SQLModel, table=True):
    """One edition of one issue of a digest. Edition 0 of a skipped issue has no story and no delivery."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("digest_id", "period", "edition"),)

    id: int | None = Field(default=None, primary_key=True)
    digest_id: str
    period: str
    edition: int = 0
    scheduled_at: datetime = Field(sa_type=UtcTime, index=True)
    composed_at: datetime = Field(sa_type=UtcTime)
    late: bool = False
    skipped: bool = False
    config_revision: int
    story_count: int
    left_out: int
    issue: dict[str, Any] = Field(sa_type=json_type())


class DigestStoryRow(SQLModel, table=True):
    """A story of an edition; `shown` is false when it was left out, and `cut` says by what."""

    __tablename__ = "digest_story"

    digest_pk: int = Field(primary_key=True, foreign_key="digest.id")
    story_id: int = Field(primary_key=True, foreign_key="story.id", index=True)
    position: int
    shown: bool = True
    cut: str | None = None


class StorySummaryRow(SQLModel, table=True):
    """What a model was asked of a story, and answered; `sources` is a hash of the reports it was given.

    `outcome` is written, dropped or failed; `reason` says why it was not written.
    """

    __tablename__ = "story_summary"

    story_id: int = Field(primary_key=True, foreign_key="story.id")
    language: str = Field(primary_key=True)
    sources: str = Field(primary_key=True)
    entries: list[int] = Field(sa_type=json_type())
    outcome: str
    text: str = ""
    model: str
    reason: str | None = None
    tries: int = 1
    asked_at: datetime = Field(sa_type=UtcTime, index=True)


class SubscriptionRow(SQLModel, table=True):
    """From when on a recipient gets a digest, and when they left; the token is their key to leave."""

    __tablename__ = "subscription"

    digest_id: str = Field(primary_key=True)
    channel_id: str = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcTime)
    token: str = Field(unique=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class MuteRow(SQLModel, table=True):
    """A story or a concept (one of the two) that no digest tells until a time."""

    __tablename__ = "mute"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    story_id: int | None = None
    concept: str | None = None
    until: datetime = Field(sa_type=UtcTime)
    made_at: datetime = Field(sa_type=UtcTime)


class NoticeRow(SQLModel, table=True):
    """A message to the operator; open while `ended_at` is null."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "uq_notice_open",
            "key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    kind: str
    subject: str
    text: str
    raised_at: datetime = Field(sa_type=UtcTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)


class DeliveryRow(SQLModel, table=True):
    """One message to one recipient. `id` is made of what it is, so it cannot be made twice."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("digest_id", "period", "channel_id", "recipient"),)

    id: str = Field(primary_key=True)
    digest_pk: int | None = Field(default=None, foreign_key="digest.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    digest_id: str
    period: str
    channel_id: str
    recipient: str
    state: str = Field(index=True)
    reason: str | None = None
    attempts: int = 0
    revived: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcTime, index=True)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    created_at: datetime = Field(sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_error: str | None = None


class AttemptRow(SQLModel, table=True):
    """One try of a delivery. One without `finished_at` was cut off: it may have been sent."""

    __tablename__ = "attempt"

    delivery_id: str = Field(primary_key=True, foreign_key="delivery.id")
    number: int = Field(primary_key=True)
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str | None = None
    detail: str | None = None


class ConfigRevisionRow(SQLModel, table=True):
    """An accepted configuration; its files stand in `config_file`."""

    __tablename__ = "config_revision"

    number: int | None = Field(default=None, primary_key=True)
    hash: str
    at: datetime = Field(sa_type=UtcTime)
    author: str


class ConfigFileRow(SQLModel, table=True):
    """One file of a revision as it was written, before `${ENV}`."""

    __tablename__ = "config_file"

    number: int = Field(primary_key=True, foreign_key="config_revision.number")
    name: str = Field(primary_key=True)
    text: str
