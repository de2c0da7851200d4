"""Which rules hold when a phone catches up? `items` has what it sends, `tokens` how it asks what changed."""
