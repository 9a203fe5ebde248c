"""What the operator writes: settings, feeds, watchlists, digests."""
