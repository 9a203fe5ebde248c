"""Bytes from outside: fetch, parse, discover."""
