"""The newsroom: a dozen invented outlets on loopback, so that telemon can be tried without a network."""
