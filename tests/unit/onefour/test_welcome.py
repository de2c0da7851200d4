"""What a newcomer reads, and whose tokens he gets."""

from pathlib import Path

import pytest
from joserfc import jwt

from embedded.stack import Stack
from embedded.tokens import load_or_make_key
from onefour.installation import Installation
from onefour.refusals import NotConfigured
from onefour.welcome import example_actor, token_for, welcome

SERVICES = ("approval-window", "enforcement", "grid", "dispatch")


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(
        root=tmp_path,
        services={name: f"http://{name}" for name in SERVICES},
        databases={"grid": "postgresql+asyncpg://grid@nowhere/grid"},
        postgres="",
        kafka="nowhere:1",
        issuer="http://issuer",
        audience="onefour",
        issuer_key=tmp_path / "key.json",
        receiver="http://receiver",
        feed_secrets={"hotline-12345": ["whsec_new", "whsec_old"]},
        environments={},
    )


def test_a_welcome_has_every_address_a_token_per_role_and_three_requests(stack: Stack) -> None:
    lines = list(welcome(stack))
    text = "\n".join(lines)

    assert all(f"http://{name}/docs" in text for name in SERVICES)
    assert all(
        f" {role}: ey" in text for role in ("clerk", "dispatcher", "worker", "officer", "leader", "department", "admin")
    )
    assert sum("curl -s" in line for line in lines) == 3


def test_an_example_worker_is_the_first_of_his_township(stack: Stack) -> None:
    token = token_for(stack, example_actor("worker", "320585105"))

    claims = jwt.decode(token, load_or_make_key(stack.issuer_key)).claims
    assert claims["sub"] == "p-320585105-w01"
    assert claims["scope_region"] == "320585105"
    assert claims["roles"] == ["worker"]


def test_a_department_acts_for_a_unit_of_its_county() -> None:
    assert example_actor("department").scope == "320585"
    assert example_actor("department", unit_id="u-320585-water").unit == "u-320585-water"


def test_an_administrator_sees_the_province() -> None:
    assert example_actor("admin").scope == "32"


def test_an_unknown_role_has_no_token(stack: Stack) -> None:
    with pytest.raises(ValueError, match="mayor"):
        token_for(stack, example_actor("mayor"))


def test_the_environment_goes_before_the_stack(stack: Stack) -> None:
    named = Installation({"ONEFOUR_PEERS_GRID": "http://elsewhere", "X_GRID": "url"}, stack)

    assert named.service_url("grid") == "http://elsewhere"
    assert named.service_url("dispatch") == "http://dispatch"
    assert named.feed_secret("hotline-12345") == "whsec_new"


def test_what_is_not_configured_says_what_to_set(stack: Stack) -> None:
    with pytest.raises(NotConfigured, match="ONEFOUR_PEERS_DISPATCH"):
        Installation({}, None).service_url("dispatch")
    with pytest.raises(NotConfigured, match="X_APPROVAL_WINDOW"):
        Installation({}, stack).database_urls("X_")
    with pytest.raises(NotConfigured, match="hotline-12345"):
        Installation({}, stack).feed_secret("water")
    with pytest.raises(NotConfigured, match="make run"):
        Installation({}, None).require_stack()
