"""What does the outside see of patrols? Own `reports` and their `photos`, `rules`, `rounds`, `visits` to people."""

from grid.patrols.routes import photos, reports, rounds, rules, visits

ROUTERS = (photos.router, reports.router, rules.router, rounds.router, visits.router)
