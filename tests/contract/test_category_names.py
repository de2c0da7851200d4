"""Does the window call the categories what the centre calls the matters that it maps them to?"""

import csv
from importlib.resources import files

from approval_window.categories import category_names


def rows(name: str) -> list[dict[str, str]]:
    text = (files("dispatch.triage") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_each_category_that_the_centre_maps_has_the_name_of_its_matter() -> None:
    called = {row["code"]: row["name"] for row in rows("matters.csv")}

    assert category_names() == {(r["scheme"], r["code"]): called[r["matter"]] for r in rows("crosswalk.csv")}
