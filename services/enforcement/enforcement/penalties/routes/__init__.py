"""What does the outside see of penalty cases?"""

from . import cases, confiscating, deciding, ending, hearing, investigating, measures, performing, weighing

ROUTERS = (
    cases.router,
    investigating.router,
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
