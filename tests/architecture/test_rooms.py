"""Do the capabilities keep to their rooms? And would the check notice one that does not?"""

from pathlib import Path

import pytest

from tests.architecture.rooms import doubled_rooms, strange_rooms
from tests.architecture.tree import ROOT, plant

GRID = "services/grid/grid"


def test_every_capability_has_the_same_rooms() -> None:
    assert list(strange_rooms(ROOT)) == []


def test_no_capability_has_two_domains() -> None:
    assert list(doubled_rooms(ROOT)) == []


@pytest.mark.parametrize("name", ["managers.py", "services.py", "views.py", "domain_rules.py", "helpers/x.py"])
def test_a_strange_room_is_noticed(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {f"{GRID}/tasks/{name}": "", f"{GRID}/tasks/service.py": ""})

    assert list(strange_rooms(tmp_path)) == [f"{GRID}/tasks/{name.split('/', maxsplit=1)[0]}: no room of a capability"]


def test_a_strange_capability_is_noticed(tmp_path: Path) -> None:
    plant(tmp_path, {f"{GRID}/common/service.py": "", f"{GRID}/migrations/first.py": "", f"{GRID}/main.py": ""})

    assert list(strange_rooms(tmp_path)) == [f"{GRID}/common: no capability of grid"]


def test_only_intake_has_sources(tmp_path: Path) -> None:
    own = "services/dispatch/dispatch"
    plant(tmp_path, {f"{own}/intake/sources/hotline.py": "", f"{own}/cases/sources/hotline.py": ""})

    assert list(strange_rooms(tmp_path)) == [f"{own}/cases/sources: no room of a capability"]


def test_a_domain_beside_a_domain_is_noticed(tmp_path: Path) -> None:
    plant(tmp_path, {f"{GRID}/tasks/domain.py": "", f"{GRID}/tasks/domain/states.py": ""})

    assert list(doubled_rooms(tmp_path)) == [f"{GRID}/tasks/domain.py: beside a folder of the same name"]
