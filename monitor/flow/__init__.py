"""Deeds: each is claim, decide, record."""
