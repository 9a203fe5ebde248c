"""Tests that guard the packaging."""
