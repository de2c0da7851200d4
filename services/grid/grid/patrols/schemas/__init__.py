"""How do patrols look over HTTP? `reports` the workers' own, `rules` how often, `stops` rounds and visits."""
