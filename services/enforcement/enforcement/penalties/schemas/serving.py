"""How is said where a party lives, and how a decision was served (art. 59, 61)?"""

from enforcement.penalties.domain.course import ServiceWay
from enforcement.penalties.domain.serving import Proof
from shared.runtime.bodies import Day
from shared.runtime.text import Line, Prose

from .steps import StepAsked


class AddressNamed(StepAsked):
    address: Line


class Served(StepAsked):
    """`agreed`: the party agreed in writing to be served by wire (art. 61).

    What is left is `witnessed_by` somebody or `pictured`; a public notice was `announced_on` a day, and `words` says
    why it could not be served otherwise (civil procedure law 89, 95).
    """

    on: Day
    way: ServiceWay
    receipt: Line | None = None
    agreed: bool = False
    announced_on: Day | None = None
    words: Prose | None = None
    witnessed_by: Line | None = None
    pictured: bool = False

    def proof(self) -> Proof:
        """Return what proves the way of service, as the rules see it."""
        return Proof(self.announced_on, self.words, self.witnessed_by, self.pictured)
