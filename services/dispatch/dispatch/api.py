"""What of the centre answers over HTTP? What comes in and what becomes of it, and the doors of the registers, too."""

from dispatch.callers import routes as callers_routes
from dispatch.cases import routes as cases_routes
from dispatch.cases.routes import cases as case_doors
from dispatch.coordination import routes as coordination_routes
from dispatch.dossier import routes as dossier_routes
from dispatch.figures import routes as figures_routes
from dispatch.intake import routes as intake_routes
from dispatch.notices import routes as notices_routes
from dispatch.orders import routes as orders_routes
from dispatch.records import routes as records_routes
from dispatch.recusal import routes as recusal_routes
from dispatch.registers import LARGER_BODIES, REGISTER_ROUTERS
from dispatch.roster import routes as roster_routes
from dispatch.situation import routes as situation_routes
from dispatch.supervision import routes as supervision_routes
from dispatch.triage import routes as triage_routes
from shared.runtime.app import Process
from shared.schemas.topics import Service

# What comes in and what becomes of it: a slow register must never hold these up.
CASE_ROUTERS = (
    intake_routes.router,
    triage_routes.router,
    cases_routes.router,
    coordination_routes.router,
    orders_routes.router,
    callers_routes.router,
    dossier_routes.router,
    recusal_routes.router,
    records_routes.router,
    supervision_routes.router,
    notices_routes.router,
    figures_routes.router,
    roster_routes.router,
    situation_routes.router,
)
API = Process(
    Service.DISPATCH,
    "OneFour dispatch 指挥调度",
    routers=CASE_ROUTERS + REGISTER_ROUTERS,
    larger_bodies=LARGER_BODIES
    | {case_doors.MANY: case_doors.MOST_BYTES, dossier_routes.PATH: dossier_routes.MOST_BYTES},
    holds=(intake_routes.holding_the_door,),
)
