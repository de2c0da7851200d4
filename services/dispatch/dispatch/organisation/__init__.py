"""Who belongs to the town? 机构人员: regions, units, persons, the posts and roles they hold, as of a date."""
