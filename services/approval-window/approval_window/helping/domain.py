"""Who may help an applicant, with whose consent, and what does a helper never do (帮代办)?

Help is free of charge; nothing here knows a price.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class HelpMode(StrEnum):
    """Goes along with the citizen (帮办), or does it in his place (代办)."""

    ACCOMPANIED = "accompanied"
    ON_BEHALF = "on-behalf"


class HelpState(StrEnum):
    """Asked for by the citizen, and nobody named yet; given; over."""

    ASKED = "asked"
    GIVEN = "given"
    ENDED = "ended"


class HelpEnding(StrEnum):
    DONE = "done"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    UNABLE = "unable"


class Errand(StrEnum):
    """What somebody does for an applicant: fetches it from him, brings it to the counter, takes the decision to him."""

    COLLECT = "collect"
    BRING = "bring"
    DELIVER = "deliver"


OPEN = (HelpState.ASKED, HelpState.GIVEN)


class HelpNotFound(NotFound):
    """Of another region, or another's."""

    code = "helping.not-found"
    said = "没有这项帮代办"


class HelpOpen(Conflict):
    code = "helping.open-already"
    said = "该办件已在帮代办"


class NotAsked(Conflict):
    """Somebody is named already, or it is over."""

    code = "helping.not-asked"
    said = "该帮代办已安排或者已结束"


class NotGiven(Conflict):
    code = "helping.not-given"
    said = "该帮代办尚未安排或者已结束"


class NoApplication(Invalid):
    """Who brought an appeal is helped by its clerk."""

    code = "helping.no-application"
    said = "只有办件可以申请帮代办"


class ConsentNeeded(Invalid):
    """Nobody is helped against his will; how he agreed is written down."""

    code = "helping.consent-needed"
    said = "帮代办须经申请人同意并记录"


class PowerOfAttorneyNeeded(Invalid):
    """Who applies for another shows by which paper he may (licence law art. 29)."""

    code = "helping.authorisation-needed"
    said = "代办须有申请人的授权委托书"


class StrangerNamed(Invalid):
    code = "helping.helper-unknown"
    said = "帮代办人员不是本乡镇（街道）在册人员"


class HandlesIt(Forbidden):
    """Who received, verified or did anything else with it as an official does not help with it."""

    code = "helping.handles-it"
    said = "已经办理该办件的人员不能同时帮代办"


class HelpsWithIt(Forbidden):
    """Who helped with an application takes no step of it as an official: he receives, verifies and decides nothing."""

    code = "helping.helps-with-it"
    said = "帮代办人员不得受理、核查或者决定同一办件"


class NothingCollected(Conflict):
    code = "helping.nothing-collected"
    said = "尚未上门收取材料，没有可送交窗口的材料"


def require_consent(consent: str | None) -> None:
    """Raise ConsentNeeded unless it is written down how the applicant agreed."""
    if not consent:
        raise ConsentNeeded("the applicant agrees first")


def require_authorised(mode: HelpMode, authorisation: str | None) -> None:
    """Raise PowerOfAttorneyNeeded for who acts in the place of another without a paper (licence law art. 29)."""
    if mode is HelpMode.ON_BEHALF and not authorisation:
        raise PowerOfAttorneyNeeded("he shows by which paper he may", article="行政许可法 29")


def require_of_township(person: str, roles: Mapping[str, Collection[str]]) -> None:
    """Raise StrangerNamed; `roles` holds the roles of those who belong to the township today, its grid workers too."""
    if person not in roles:
        raise StrangerNamed("he is not of this township", person=person)


def require_no_part(person: str, took_part: Collection[str]) -> None:
    """Raise HandlesIt for who took part in an application as an official."""
    if person in took_part:
        raise HandlesIt("another person helps", person=person)


def require_none_helps(persons: Collection[str], helpers: Collection[str]) -> None:
    """Raise HelpsWithIt where one of `persons` would take part as an official, and helps or helped (art. 34)."""
    both = sorted(set(persons) & set(helpers))
    if both:
        raise HelpsWithIt("who helps does not handle it", persons=both, article="行政许可法 34")


def require_asked(state: HelpState) -> None:
    """Raise NotAsked."""
    if state is not HelpState.ASKED:
        raise NotAsked("nobody waits for it to be given", state=state)


def require_given(state: HelpState) -> None:
    """Raise NotGiven."""
    if state is not HelpState.GIVEN:
        raise NotGiven("nobody helps", state=state)


def require_collected(errand: Errand, done: Collection[str]) -> None:
    """Raise NothingCollected where somebody would bring to the counter what he has not fetched."""
    if errand is Errand.BRING and Errand.COLLECT not in done:
        raise NothingCollected("nothing was collected that could be brought")
