"""How are patrols read and written? `reports`, `rules` of how often, what is `due`, `stops` of the day's rounds."""
