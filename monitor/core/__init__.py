"""Rules: pure functions of frozen values."""
