"""What each part is told, and what is kept from run to run."""

import base64
import json
from pathlib import Path

import pytest

from embedded import stack as stack_file
from embedded.credentials import load_or_make
from embedded.errors import NoStack, StackError
from embedded.parts import SOURCES, plan_of
from embedded.settings import StackSettings
from embedded.supervisor import run


def test_every_part_listens_on_a_port_of_its_own(tmp_path: Path) -> None:
    ports = plan_of(tmp_path).ports

    assert len(set(ports.values())) == len(ports)
    assert {part: ports[part] for part in ("approval-window", "enforcement", "grid", "dispatch")} == {
        "approval-window": 8001,
        "enforcement": 8002,
        "grid": 8003,
        "dispatch": 8004,
    }


def test_a_port_can_be_moved_and_everybody_is_told(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, settings=StackSettings(grid_port=9003))

    assert plan.stack.services["grid"] == "http://127.0.0.1:9003"
    for environment in plan.stack.environments.values():
        assert environment["ONEFOUR_PEERS_GRID"] == "http://127.0.0.1:9003"


def test_only_dispatch_knows_the_secrets_of_the_feeds(tmp_path: Path) -> None:
    environments = plan_of(tmp_path).stack.environments

    assert [name for name, env in environments.items() if "ONEFOUR_FEEDS_SECRETS" in env] == ["dispatch"]
    secrets = json.loads(environments["dispatch"]["ONEFOUR_FEEDS_SECRETS"])
    assert set(secrets) == set(SOURCES)
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) >= 24 for (secret,) in secrets.values())
    assert json.loads(environments["dispatch"]["ONEFOUR_FEEDS_REPLY_URL"])["work-safety"].endswith(":8010/work-safety")


def test_no_service_knows_the_password_of_another(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)

    for service, environment in plan.stack.environments.items():
        for database, password in plan.credentials.databases.items():
            own = database == service.replace("-", "_")
            assert (password in environment["ONEFOUR_DATABASE_URL"]) is own


def test_credentials_are_kept_and_only_completed(tmp_path: Path) -> None:
    first = load_or_make(tmp_path / "secrets", databases=["grid"], clients=["grid"], feeds=["a"])
    second = load_or_make(tmp_path / "secrets", databases=["grid", "dispatch"], clients=["grid"], feeds=["a", "b"])

    assert second.superuser == first.superuser
    assert second.crypto_keys == first.crypto_keys
    assert second.databases["grid"] == first.databases["grid"]
    assert second.feeds["a"] == first.feeds["a"]
    assert set(second.feeds) == {"a", "b"}
    assert len(base64.b64decode(second.crypto_keys["k1"])) == 32


def test_broken_credentials_are_named_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("{")

    with pytest.raises(StackError, match="secrets"):
        load_or_make(tmp_path / "secrets", databases=[], clients=[], feeds=[])
    assert (tmp_path / "secrets").read_text() == "{"


def test_a_stack_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    stack = plan_of(tmp_path).stack
    stack_file.save(stack)

    assert stack_file.load(tmp_path) == stack


def test_where_no_stack_runs_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoStack, match="make run"):
        stack_file.load(tmp_path)


def test_a_feed_that_is_not_there_is_named_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, feed=tmp_path / "none.csv", on_ready=lambda _: None) == 1

    assert "none.csv" in capsys.readouterr().err
    assert not (tmp_path / ".onefour").exists()
