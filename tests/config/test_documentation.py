"""docs/configuration.md names every key and every setting, and its examples validate."""

from __future__ import annotations

import re
from pathlib import Path

from config.schema import DigestRecord, FeedRecord, WatchlistRecord
from config.schema_channels import AppriseRecord, ChatRecord, EmailRecord, NtfyRecord, WebhookRecord
from config.schema_types import Record
from config.settings import PREFIX, Settings
from tests.config.files import loaded

TEXT = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    named = set(re.findall(r"`(TELEMON_[A-Z_]+)`", TEXT))

    assert named == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_key_is_documented() -> None:
    models: list[type[Record]] = [
        FeedRecord, WatchlistRecord, DigestRecord,
        EmailRecord, WebhookRecord, ChatRecord, NtfyRecord, AppriseRecord,
    ]  # fmt: skip
    missing = [
        f"{model.__name__}.{key}"
        for model in models
        for key in model.model_fields
        if f"`{key}`" not in TEXT
    ]

    assert missing == []


def test_the_examples_validate_together(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    for name, block in zip(("feeds", "watchlists", "digests"), blocks, strict=True):
        (tmp_path / f"{name}.yaml").write_text(block)
    secret = "whsec_" + "QUJD" * 8

    found = loaded(
        tmp_path, {"OPS_WEBHOOK_URL": "https://h.example.org/", "OPS_WEBHOOK_SECRET": secret}
    )

    assert found.warnings == ()
    assert found.configuration.notice_channels == ("ops-hook",)
