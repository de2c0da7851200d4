"""What does the outside see of penalty cases?"""

from . import cases, confiscating, deciding, ending, hearing, investigating, measures, performing, proving, weighing

ROUTERS = (
    cases.router,
    investigating.router,
    proving.router,
    hearing.router,
    hearing.announced,
    deciding.router,
    performing.router,
    confiscating.router,
    ending.router,
    weighing.router,
    measures.router,
    measures.listed,
)
