"""Which file is what it says, and which files of a material stand?"""

from dataclasses import dataclass

import pytest

from approval_window.applications.domain.files import (
    REFUSED,
    FileEmpty,
    FileNotWhatItSays,
    FileTooLarge,
    FileTypeNotTaken,
    Given,
    Limits,
    TooManyFiles,
    next_round,
    refusal_of,
    require_material,
    require_said,
    require_size,
    standing_of,
)
from approval_window.applications.domain.materials import Material, MaterialUnknown, materials_of
from shared.errors import Refusal
from shared.files import FileType, Unfit, type_of

ANY = Material("form", "申请书", required=True, deferrable=False)
HEADS = {
    FileType.PDF: b"%PDF-1.7",
    FileType.JPEG: b"\xff\xd8\xff\xe0",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
    FileType.WEBP: b"RIFF\x00\x00\x00\x00WEBP",
}


@pytest.mark.parametrize("found", FileType)
def test_a_file_is_what_its_first_bytes_say(found: FileType) -> None:
    assert type_of(HEADS[found] + b"...") is found


@pytest.mark.parametrize("head", [b"", b"%PD", b"RIFF\x00\x00\x00\x00WAVE", b" %PDF-1.7", b"<html>", b"PK\x03\x04"])
def test_other_bytes_are_no_file_of_ours(head: bytes) -> None:
    assert type_of(head) is None


@pytest.mark.parametrize(
    ("said", "name", "found"),
    [
        ("application/pdf", None, FileType.PDF),
        ("application/pdf; charset=binary", "a.b.PDF", FileType.PDF),
        ("application/octet-stream", "scan.pdf", FileType.PDF),
        ("", "scan.pdf", FileType.PDF),
        ("image/jpg", "front.JPEG", FileType.JPEG),
        ("IMAGE/PNG", "no ending", FileType.PNG),
        ("image/webp", "x.webp", FileType.WEBP),
    ],
)
def test_what_says_what_it_is_is_taken(said: str, name: str | None, found: FileType) -> None:
    assert require_said(Given("form", HEADS[found], said, name), ANY) is found


@pytest.mark.parametrize(
    ("said", "name", "refusal"),
    [
        ("", None, FileTypeNotTaken),
        ("application/octet-stream", "no ending", FileTypeNotTaken),
        ("text/html", "scan.pdf", FileTypeNotTaken),
        ("application/pdf", "scan.pdf.exe", FileTypeNotTaken),
        ("application/pdf", "scan.jpg", FileNotWhatItSays),
        ("image/jpeg", "scan.pdf", FileNotWhatItSays),
        ("image/jpeg", "scan.jpg", FileNotWhatItSays),
    ],
)
def test_a_paper_that_says_otherwise_is_not(said: str, name: str | None, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        require_said(Given("form", HEADS[FileType.PDF], said, name), ANY)


def test_what_is_taken_may_be_less_than_all() -> None:
    given = Given("form", HEADS[FileType.PNG], "image/png")

    with pytest.raises(FileTypeNotTaken) as refused:
        require_said(given, Material("form", "申请书", required=True, deferrable=False, file_types=(FileType.PDF,)))
    assert refused.value.facts["taken"] == [FileType.PDF]


def test_nothing_and_too_much_are_refused() -> None:
    limits = Limits(bytes=3, pixels=1, seconds=1, pages=1, of_a_material=1)

    require_size(b"abc", limits)
    with pytest.raises(FileEmpty):
        require_size(b"", limits)
    with pytest.raises(FileTooLarge) as refused:
        require_size(b"abcd", limits)
    assert refused.value.facts == {"limit_bytes": 3}


def test_nothing_is_taken_that_the_item_does_not_name() -> None:
    asked = materials_of([{"code": "form", "name": "申请书", "required": True, "deferrable": False}])

    assert require_material(asked, "form").name == "申请书"
    with pytest.raises(MaterialUnknown) as refused:
        require_material(asked, "tax-return")
    assert refused.value.facts["article"] == "行政许可法 31"


@dataclass(frozen=True)
class Kept:
    round: int


@pytest.mark.parametrize(
    ("rounds", "beside", "place"),
    [([], False, 1), ([], True, 1), ([1], False, 2), ([1], True, 1), ([1, 1, 2], True, 2), ([1, 2, 2], False, 3)],
)
def test_a_later_file_begins_a_round_and_one_beside_joins_it(rounds: list[int], beside: bool, place: int) -> None:
    assert next_round([Kept(one) for one in rounds], beside=beside, most=3) == place


def test_those_of_the_newest_round_stand_and_no_more_of_them_than_there_may() -> None:
    files = [Kept(1), Kept(2), Kept(2)]

    assert standing_of(files) == files[1:]
    assert standing_of([]) == []
    with pytest.raises(TooManyFiles):
        next_round(files, beside=True, most=2)
    assert next_round(files, beside=False, most=2) == 3


@pytest.mark.parametrize("reason", [one for one in Unfit if one is not Unfit.SECONDS])
def test_each_reason_that_a_paper_or_a_picture_may_have_is_said_at_the_counter(reason: Unfit) -> None:
    said = refusal_of(reason, {"reason": reason, "why": reason.said, "most": 3})

    assert type(said) is REFUSED[reason]
    assert said.facts == {"most": 3}
