"""The inbox: mail that nobody could match, and what answers seem to say, each put before a person."""
