"""Tests of outlet."""
