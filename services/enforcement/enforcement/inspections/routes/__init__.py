"""What does the outside see of clues and findings, of supervised objects, inspections, draws and plans?"""

from . import clues, draws, inspections, objects, plans

ROUTERS = (clues.router, objects.router, inspections.router, draws.router, plans.router)
