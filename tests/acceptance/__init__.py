"""Tests that tell whole stories."""
