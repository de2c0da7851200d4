"""Who applies, and is the number right that says so?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.codes import is_citizen_number, is_credit_code
from shared.errors import Invalid


class ApplicantKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class NumberMalformed(Invalid):
    """The facts name what kind of number was expected, never the number."""

    code = "applications.number-malformed"
    said = "证件号码或统一社会信用代码不正确"


@dataclass(frozen=True, slots=True)
class Applicant:
    kind: ApplicantKind
    name: str
    number: str


def check_number(applicant: Applicant, *, today: date) -> None:
    """Raises NumberMalformed unless a person's number fits GB 11643 and an organisation's GB 32100."""
    if applicant.kind is ApplicantKind.PERSON:
        if not is_citizen_number(applicant.number, today=today):
            raise NumberMalformed("not a citizen's identity number", kind=applicant.kind, standard="GB 11643")
    elif not is_credit_code(applicant.number):
        raise NumberMalformed("not a unified social credit code", kind=applicant.kind, standard="GB 32100")
