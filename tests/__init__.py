"""Tests of telemon; the folders mirror the code."""
