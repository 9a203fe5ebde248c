"""What was chosen before the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen before the command: the home, None for the one of the settings."""

    home: Path | None = None


def choice_of(context: typer.Context) -> Choice:
    """What was chosen before the command."""
    found = context.find_object(Choice)
    return found if found is not None else Choice()
