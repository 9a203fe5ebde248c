"""Fixtures that every folder of tests uses."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop of `@pytest.mark.anyio` tests: telemon runs on asyncio only."""
    return "asyncio"
