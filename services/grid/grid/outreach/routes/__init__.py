"""What does the outside see of outreach? `sending`, `jobs`, and what is told afterwards (`telling`)."""

from grid.outreach.routes import jobs, sending, telling

ROUTERS = (sending.router, jobs.router, telling.router)
# Signed by a gateway, which has neither a token nor a phone of ours.
RECEIPTS = telling.receipts_router
