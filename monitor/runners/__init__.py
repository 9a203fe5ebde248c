"""What drives the deeds."""
