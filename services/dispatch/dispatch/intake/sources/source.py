"""What is particular to an outside platform?"""

from dataclasses import dataclass

from shared.schemas.vocabulary import Authority, Urgency


@dataclass(frozen=True, slots=True)
class Source:
    """`scheme` is the category scheme of its codes where an event names none, `urgency` that of its events likewise.

    `authority`: who decides whether its orders come back and how long they may take, where no rule of the centre says
    otherwise (`source_rules`, which begin with it).
    `region` is where its events belong that name no place: the whole installation.
    """

    name: str
    title: str
    scheme: str
    urgency: Urgency | None = None
    region: str = "32"
    authority: Authority = Authority.CENTRE
