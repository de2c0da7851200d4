"""When is a licence revoked, when is it over, and who is compensated?"""

from datetime import date

import pytest

from approval_window.applications.domain.licences import (
    GrantedByYourself,
    HarmsPublic,
    LicenceEnded,
    RevokeGround,
    is_compensated,
    is_expired,
    require_held,
    require_revocable,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("ground", RevokeGround)
def test_another_person_revokes_and_who_was_deceived_may_say_so_himself(ground: RevokeGround) -> None:
    require_revocable(ground, harms_public=False, granted_by={"a", "c"}, person="b")
    if ground is RevokeGround.FRAUD:
        require_revocable(ground, harms_public=False, granted_by={"a", "c"}, person="a")
    else:
        with pytest.raises(GrantedByYourself):
            require_revocable(ground, harms_public=False, granted_by={"a", "c"}, person="a")


@pytest.mark.parametrize("ground", RevokeGround)
def test_what_would_harm_the_public_greatly_is_revoked_on_no_ground(ground: RevokeGround) -> None:
    with pytest.raises(HarmsPublic):
        require_revocable(ground, harms_public=True, granted_by={"a", "c"}, person="b")


@pytest.mark.parametrize("ground", RevokeGround)
def test_who_obtained_it_by_fraud_is_not_compensated(ground: RevokeGround) -> None:
    assert is_compensated(ground) == (ground is not RevokeGround.FRAUD)


@pytest.mark.parametrize(
    ("valid_to", "over"),
    [(None, False), (date(2026, 3, 3), False), (date(2026, 3, 2), False), (date(2026, 3, 1), True)],
)
def test_a_licence_holds_on_its_last_day(valid_to: date | None, over: bool) -> None:
    assert is_expired(valid_to, TODAY) is over


def test_what_has_ended_does_not_end_again() -> None:
    require_held(None, None)
    with pytest.raises(LicenceEnded):
        require_held("expired", TODAY)
