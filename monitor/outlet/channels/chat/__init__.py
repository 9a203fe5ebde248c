"""Chats: a digest or a notice as one message in the form and within the limits of each."""
