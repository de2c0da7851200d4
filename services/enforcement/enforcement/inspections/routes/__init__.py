"""What does the outside see of clues and findings, of supervised objects, inspections and draws?"""

from . import clues, draws, inspections, objects

ROUTERS = (clues.router, objects.router, inspections.router, draws.router)
