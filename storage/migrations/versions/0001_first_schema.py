"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SEARCH = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE search_doc USING fts5(lexemes, detail=none, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M* P* S*'\")"
        ),
    ),
    "postgresql": (
        "CREATE TABLE search_doc (entry_id BIGINT PRIMARY KEY, lexemes TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_doc_lexemes ON search_doc USING gin (lexemes)",
    ),
}


def upgrade() -> None:
    """Makes every table, and the search index of the database at hand."""
    op.create_table(
        "config_revision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_config_revision")),
    )
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("config_revision", sa.Integer(), nullable=False),
        sa.Column("story_count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("issue", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint(
            "digest_id", "period", "edition", name=op.f("uq_digest_digest_id_period_edition")
        ),
    )
    op.create_index(op.f("ix_digest_scheduled_at"), "digest", ["scheduled_at"], unique=False)
    op.create_table(
        "feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_reason", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=True),
        sa.Column("item_hashes", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("verdict_detail", sa.String(), nullable=True),
        sa.Column("verdict_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_verdict", sa.String(), nullable=True),
        sa.Column("content_detail", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_entry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=True),
        sa.Column("asks", sa.String(), nullable=True),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hub", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("pushed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("need", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_index(
        op.f("ix_feed_enabled_retired_at_need"),
        "feed",
        ["enabled", "retired_at", "need"],
        unique=False,
    )
    op.create_index(op.f("ix_feed_due_at"), "feed", ["due_at"], unique=False)
    op.create_table(
        "hub_subscription",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_push_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_hub_subscription_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_hub_subscription")),
        sa.UniqueConstraint("token", name=op.f("uq_hub_subscription_token")),
    )
    op.create_index(
        op.f("ix_hub_subscription_due_at"), "hub_subscription", ["due_at"], unique=False
    )
    op.create_table(
        "gone_entry",
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("identity_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pruned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", "identity_hash", name=op.f("pk_gone_entry")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_raised_at"), "notice", ["raised_at"], unique=False)
    op.create_index(
        "uq_notice_open",
        "notice",
        ["key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lead_entry_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_count", sa.Integer(), nullable=False),
        sa.Column("outlet_count", sa.Integer(), nullable=False),
        sa.Column("copy_count", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["story.id"], name=op.f("fk_story_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_story_last_seen_at"), "story", ["last_seen_at"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("digest_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint(
            "digest_id", "channel_id", "recipient", name=op.f("pk_subscription")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_subscription_token")),
    )
    op.create_table(
        "watchlist",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("query_hash", sa.String(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("backfill_below", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchlist")),
    )
    op.create_table(
        "config_file",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["config_revision.number"], name=op.f("fk_config_file_number")
        ),
        sa.PrimaryKeyConstraint("number", "name", name=op.f("pk_config_file")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest_pk", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("digest_id", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("revived", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["digest_pk"], ["digest.id"], name=op.f("fk_delivery_digest_pk")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "digest_id",
            "period",
            "channel_id",
            "recipient",
            name=op.f("uq_delivery_digest_id_period_channel_id_recipient"),
        ),
    )
    op.create_index(op.f("ix_delivery_digest_pk"), "delivery", ["digest_pk"], unique=False)
    op.create_index(
        op.f("ix_delivery_next_attempt_at"), "delivery", ["next_attempt_at"], unique=False
    )
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state"], unique=False)
    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("concept", sa.String(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "story_summary",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_summary_story_id")),
        sa.PrimaryKeyConstraint("story_id", "language", "sources", name=op.f("pk_story_summary")),
    )
    op.create_index(op.f("ix_story_summary_asked_at"), "story_summary", ["asked_at"], unique=False)
    op.create_table(
        "digest_story",
        sa.Column("digest_pk", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("cut", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["digest_pk"], ["digest.id"], name=op.f("fk_digest_story_digest_pk")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_digest_story_story_id")),
        sa.PrimaryKeyConstraint("digest_pk", "story_id", name=op.f("pk_digest_story")),
    )
    op.create_index(op.f("ix_digest_story_story_id"), "digest_story", ["story_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("canonical_url", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("categories", JSON, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("reading_version", sa.String(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("fold_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_entry_feed_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_entry_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("feed_id", "identity", name=op.f("uq_entry_feed_id_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entry_canonical_url"), "entry", ["canonical_url"], unique=False)
    op.create_index(op.f("ix_entry_first_seen_at"), "entry", ["first_seen_at"], unique=False)
    op.create_index(op.f("ix_entry_reading_version"), "entry", ["reading_version"], unique=False)
    op.create_index(op.f("ix_entry_story_id"), "entry", ["story_id"], unique=False)
    op.create_index(
        "ix_entry_unfolded",
        "entry",
        ["id"],
        unique=False,
        sqlite_where=sa.text("story_id IS NULL"),
        postgresql_where=sa.text("story_id IS NULL"),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_poll_feed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_index(op.f("ix_poll_at"), "poll", ["at"], unique=False)
    op.create_index(op.f("ix_poll_feed_id"), "poll", ["feed_id"], unique=False)
    op.create_table(
        "entry_fold",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("bar", sa.Float(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("like_entry_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_fold_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_fold")),
    )
    op.create_index(op.f("ix_entry_fold_told_at"), "entry_fold", ["told_at"], unique=False)
    op.create_index(op.f("ix_entry_fold_step"), "entry_fold", ["step"], unique=False)
    folding = op.create_table(
        "folding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folding")),
    )
    op.bulk_insert(folding, [{"id": 1, "step": 0, "epoch": 0}])
    op.create_table(
        "attempt",
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_attempt_delivery_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_attempt")),
    )
    op.create_table(
        "entry_revision",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_revision_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_entry_revision")),
    )
    op.create_table(
        "article",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_hash", sa.String(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_article_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_article")),
    )
    op.create_index(op.f("ix_article_state_due_at"), "article", ["state", "due_at"], unique=False)
    op.create_table(
        "page_paragraph",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("paragraph_hash", sa.LargeBinary(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "paragraph_hash", name=op.f("pk_page_paragraph")),
    )
    op.create_index(
        op.f("ix_page_paragraph_last_seen_at"), "page_paragraph", ["last_seen_at"], unique=False
    )
    op.create_table(
        "hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("watchlist_id", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("weak", sa.Boolean(), nullable=False),
        sa.Column("config_revision", sa.Integer(), nullable=False),
        sa.Column("spans", JSON, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_hit_entry_id")),
        sa.ForeignKeyConstraint(
            ["watchlist_id"], ["watchlist.id"], name=op.f("fk_hit_watchlist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit")),
        sa.UniqueConstraint("entry_id", "watchlist_id", name=op.f("uq_hit_entry_id_watchlist_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hit_found_at"), "hit", ["found_at"], unique=False)
    op.create_index(op.f("ix_hit_watchlist_id"), "hit", ["watchlist_id"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
