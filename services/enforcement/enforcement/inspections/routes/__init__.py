"""What does the outside see of clues, findings and inspections?"""

from . import clues

ROUTERS = (clues.router,)
