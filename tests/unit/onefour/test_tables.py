"""How tables of categories are read."""

from pathlib import Path

import pytest

from onefour.refusals import BadFile
from onefour.tables import read_table


def written(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_standards_kind_belongs_to_its_code(tmp_path: Path) -> None:
    text = "kind,code5,major,category,name,matter\n管理部件,01001,01,公用,井盖,M0301\n管理事项,01001,01,市容,堆放,\n"

    assert read_table(written(tmp_path, text), "gb47678") == [
        {"code": "component-01001", "name": "井盖", "matter": "M0301"},
        {"code": "matter-01001", "name": "堆放", "matter": None},
    ]


def test_a_tree_of_names_is_a_path_that_a_feed_can_send(tmp_path: Path) -> None:
    text = "一级分类,二级分类,三级分类\n城建,市政（路灯）,维修 养护\n城建,其他,\n城建,其他,\n"

    assert read_table(written(tmp_path, text), "hotline") == [
        {"code": "城建/市政-路灯/维修-养护", "name": "维修 养护", "matter": None},
        {"code": "城建/其他", "name": "其他", "matter": None},
    ]


def test_a_citys_own_table_has_codes(tmp_path: Path) -> None:
    (category,) = read_table(written(tmp_path, "code,name,matter\nA-01,噪音,M0101\n"), "city-taicang")

    assert category == {"code": "A-01", "name": "噪音", "matter": "M0101"}


@pytest.mark.parametrize(("scheme", "text"), [("nowhere", "code,name\n1,x\n"), ("gb47678", "code,name\n1,x\n")])
def test_what_is_no_table_of_the_scheme_is_refused(tmp_path: Path, scheme: str, text: str) -> None:
    with pytest.raises(BadFile):
        read_table(written(tmp_path, text), scheme)
