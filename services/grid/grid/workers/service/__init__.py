"""How do workers get their cells, go on duty, stand in for one another, and say where they are?"""

from grid.workers.service.answering import answering, who_answers

__all__ = ["answering", "who_answers"]
