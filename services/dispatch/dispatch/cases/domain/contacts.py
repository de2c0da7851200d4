"""When may somebody note that he spoke with who reported, and what of it does a case keep?"""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.refusals import AuthorityOutside, ContactNotThen, NotToContact
from shared.schemas.vocabulary import Authority, CaseState, ContactOutcome

# Nobody is spoken with about what was no case, or is another one now.
_NONE = frozenset({CaseState.MERGED, CaseState.VOIDED})


@dataclass(frozen=True, slots=True)
class Contact:
    """One try to speak with who reported: when, of which unit, and what came of it."""

    at: datetime
    unit: str | None
    outcome: ContactOutcome


def check_contact(case: Case, contact: Contact, now: datetime) -> None:
    """Raises AuthorityOutside, NotToContact, ContactNotThen."""
    if case.authority is Authority.PLATFORM:
        raise AuthorityOutside("a contact is noted with its platform's order", source=case.source, forms=[])
    if case.state in _NONE:
        raise NotToContact("there is nobody to be contacted about it", state=case.state)
    if not case.opened_at <= contact.at <= now:
        raise ContactNotThen("a contact lies between the case and now", opened_at=case.opened_at.isoformat())


def with_contact(case: Case, contact: Contact) -> Case:
    """Return the case with this as its newest contact, unless it knows of a later one."""
    if case.contacted_at is not None and contact.at < case.contacted_at:
        return case
    return replace(case, contacted_at=contact.at, contact_unit=contact.unit, contact_outcome=contact.outcome)
