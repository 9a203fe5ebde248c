"""What leaves: rendering and the channels."""
