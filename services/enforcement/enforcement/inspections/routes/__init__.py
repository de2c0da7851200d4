"""What does the outside see of clues and findings, of supervised objects and inspections?"""

from . import clues, inspections, objects

ROUTERS = (clues.router, objects.router, inspections.router)
