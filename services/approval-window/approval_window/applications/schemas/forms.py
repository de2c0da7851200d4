"""How does an application come in over HTTP?"""

from typing import Annotated

from pydantic import Field, StringConstraints

from approval_window.applications.domain.applicants import Agent, Applicant, ApplicantKind
from approval_window.applications.domain.forms import Form
from approval_window.applications.domain.materials import HandedIn
from approval_window.bodies import CounterRegion
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, Prose

Materials = Annotated[list[Code], Field(max_length=100)]
# Form and check digit are the domain's business; here only the length is bounded.
IdentityNumber = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=32)]


class ApplicantGiven(Body):
    """`number`: a person's identity number, an organisation's unified social credit code."""

    kind: ApplicantKind
    name: Line
    number: IdentityNumber


class MaterialPromised(Body):
    """What may follow later, and until which day its applicant brings it."""

    code: Code
    until: Day


class MaterialsGiven(Body):
    """What is here, and what was promised: the codes of the item's materials."""

    handed_in: Materials = Field(default_factory=list)
    promised: Annotated[list[MaterialPromised], Field(max_length=100)] = Field(default_factory=list)

    def taken(self) -> HandedIn:
        """Return it as the domain has it; what is here is not promised besides."""
        here = frozenset(self.handed_in)
        return HandedIn(here, {one.code: one.until for one in self.promised if one.code not in here})


class AgentGiven(Body):
    """Who applies for another, and by which paper he may (licence law art. 29)."""

    name: Line
    number: IdentityNumber
    authorisation: Line | None = None


class FormGiven(Body):
    """`region`: 9 digits a township, 12 a village. `again` and `name_checked` answer what the window asked."""

    region: CounterRegion
    applicant: ApplicantGiven
    agent: AgentGiven | None = None
    materials: MaterialsGiven = MaterialsGiven()
    note: Prose | None = None
    again: bool = False
    name_checked: bool = False

    def form(self) -> Form:
        """Return it as the use cases have it."""
        given, agent = self.applicant, self.agent
        return Form(
            region=self.region,
            applicant=Applicant(given.kind, given.name, given.number),
            agent=Agent(agent.name, agent.number, agent.authorisation) if agent else None,
            note=self.note,
            materials=self.materials.taken(),
            again=self.again,
            name_checked=self.name_checked,
        )


class ApplicationReceive(FormGiven):
    item: Code


class BundleReceive(FormGiven):
    """One form for all items of a bundle; what several of them ask for is handed in once."""

    bundle: Code
