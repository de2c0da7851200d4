"""What does the outside see of penalty cases?"""

from . import cases, deciding, ending, hearing, investigating, measures, performing, proving, weighing

ROUTERS = (
    cases.router,
    investigating.router,
    proving.router,
    hearing.router,
    deciding.router,
    performing.router,
    ending.router,
    weighing.router,
    measures.router,
    measures.listed,
)
