"""What do patrols do? `reports` go to the centre, `rules` make `rounds`, `checking` is done, or it is `missed`."""
