"""How does a phone catch up? `sending` deals with what it did, `asking` tells it what changed."""
