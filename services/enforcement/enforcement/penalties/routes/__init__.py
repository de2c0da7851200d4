"""What does the outside see of penalty cases?"""

from . import cases, deciding, ending, hearing, investigating

ROUTERS = (cases.router, investigating.router, hearing.router, deciding.router, ending.router)
