"""Which rules do patrols follow? Of `reports`, of how often (`rules`), of a day's way (`rounds`), of `checks`."""
