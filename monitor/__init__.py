"""telemon, a telecom news monitor."""
