"""The ways out: e-mail, webhook, chat."""
