"""Which file does an application take for one of its materials, and which files of it stand?

A file says twice what it is, by its declared type and by the ending of its name, and is a third time what its bytes
are. Whoever opens it must not be surprised: the three agree, or it is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from approval_window.applications.domain.materials import Material, MaterialUnknown
from shared.errors import Conflict, Invalid, NotFound, Refusal
from shared.files import FileType, Unfit, type_of
from shared.files import Limits as FileLimits

ENDINGS = {
    ".pdf": FileType.PDF,
    ".png": FileType.PNG,
    ".webp": FileType.WEBP,
    **dict.fromkeys((".jpg", ".jpeg"), FileType.JPEG),
}
# What programs send that do not know what they send: it says nothing.
UNSAID = frozenset({"", "application/octet-stream", "application/x-www-form-urlencoded"})
ALSO_CALLED = {"image/jpg": FileType.JPEG, "image/pjpeg": FileType.JPEG, "application/x-pdf": FileType.PDF}


class FileNotFound(NotFound):
    code = "applications.file-not-found"
    said = "没有这份材料文件"


class FileEmpty(Invalid):
    code = "applications.file-empty"
    said = "文件为空"


class FileTooLarge(Invalid):
    """`limit_bytes`: what the installation allows."""

    code = "applications.file-too-large"
    said = "文件过大"
    status = 413


class FileTypeNotTaken(Invalid):
    """`taken`: the media types that are."""

    code = "applications.file-type-not-taken"
    said = "不接受这种文件类型，请提交 PDF 或 JPEG、PNG、WebP 图片"


class FileNotWhatItSays(Invalid):
    """`says`: the declared type, or that of its name's ending; `found`: what its bytes are, null where unknown."""

    code = "applications.file-not-what-it-says"
    said = "文件内容与声明的类型或扩展名不符"


class FileDamaged(Invalid):
    code = "applications.file-damaged"
    said = "文件已损坏或不完整"


class FileHidesMore(Invalid):
    """Something else lies in it, or runs when it is opened."""

    code = "applications.file-hides-more"
    said = "文件中夹带脚本、附件或其他内容"


class FileLocked(Invalid):
    code = "applications.file-locked"
    said = "文件设有密码，请去除密码后提交"


class FileTooLong(Invalid):
    """`most`: how many pages it may have."""

    code = "applications.file-too-many-pages"
    said = "文件页数过多，请分成几份提交"


class PictureTooLarge(Invalid):
    """`most`: how many pixels it may have."""

    code = "applications.file-too-many-pixels"
    said = "图片像素过大，请缩小后提交"


class TooManyFiles(Conflict):
    """`most`: how many files of a material may stand beside each other."""

    code = "applications.too-many-files"
    said = "该材料的文件数已达上限"


# Why the bytes of a file are not taken, as the counter says it.
REFUSED: Mapping[str, type[Refusal]] = {
    Unfit.EMPTY: FileEmpty,
    # It begins as one of ours does, and is none.
    Unfit.UNKNOWN: FileDamaged,
    Unfit.DAMAGED: FileDamaged,
    Unfit.POLYGLOT: FileHidesMore,
    Unfit.ACTIVE: FileHidesMore,
    Unfit.LOCKED: FileLocked,
    Unfit.PAGES: FileTooLong,
    Unfit.PIXELS: PictureTooLarge,
    Unfit.ANIMATED: FileHidesMore,
}


@dataclass(frozen=True, slots=True)
class Limits(FileLimits):
    """What an installation allows a file, and a material."""

    pages: int
    of_a_material: int


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody sends for a material; `beside`: it joins the files that stand, and replaces none of them."""

    material: str
    data: bytes
    media_type: str
    name: str | None = None
    beside: bool = False


class Kept(Protocol):
    """A file as it is kept: the files of a material's newest round stand, those of earlier ones were replaced."""

    @property
    def round(self) -> int: ...


def require_size(data: bytes, limits: Limits) -> None:
    """Raise FileEmpty, FileTooLarge."""
    if not data:
        raise FileEmpty("the file is empty")
    if len(data) > limits.bytes:
        raise FileTooLarge("the file is too large", limit_bytes=limits.bytes)


def require_material(asked: Mapping[str, Material], code: str) -> Material:
    """Return what the item asks for. Raises MaterialUnknown: nothing else may be taken (licence law art. 31)."""
    if code not in asked:
        raise MaterialUnknown("nothing asks for that", materials=[code], article="行政许可法 31")
    return asked[code]


def require_said(given: Given, material: Material) -> FileType:
    """Return the type that a file is, and says it is, where the material takes it.

    Raises FileTypeNotTaken where it says another than those that are taken, or nothing, FileNotWhatItSays.
    """
    allowed = sorted(material.file_types or FileType)
    said = [_declared(given.media_type), _ending(given.name)]
    named = [one for one in said if one is not None]
    if not named or any(one not in allowed for one in named):
        raise FileTypeNotTaken("files of this type are not taken", taken=allowed)
    found = type_of(given.data)
    for one in named:
        if one != found:
            raise FileNotWhatItSays("its bytes are not what it says", says=one, found=found)
    return FileType(named[0])


def _declared(media_type: str) -> str | None:
    said = media_type.partition(";")[0].strip().lower()
    return None if said in UNSAID else ALSO_CALLED.get(said, said)


def _ending(name: str | None) -> str | None:
    """Return the type that a name's ending says; of an unknown ending, the ending; None where there is no name."""
    if not name:
        return None
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    return ENDINGS.get(ending, ending or None)


F = TypeVar("F", bound=Kept)


def standing_of(files: Sequence[F]) -> list[F]:
    """Return the files of a material that stand: those of its newest round."""
    newest = newest_round(files)
    return [one for one in files if one.round == newest]


def refusal_of(reason: str, facts: Mapping[str, object]) -> Refusal:
    """Return what the counter says of a file whose bytes are not taken for a reason."""
    told = {name: fact for name, fact in facts.items() if name in {"most", "what"}}
    return REFUSED[reason](f"the file is not taken: {reason}", **told)


def newest_round(files: Sequence[Kept]) -> int:
    """Return the number of the newest round of a material's files, 0 where it has none."""
    return max((one.round for one in files), default=0)


def next_round(files: Sequence[Kept], *, beside: bool, most: int) -> int:
    """Return to which round another file belongs. Raises TooManyFiles where it has no room beside the others."""
    newest = newest_round(files)
    if not beside or not newest:
        return newest + 1
    if len(standing_of(files)) >= most:
        raise TooManyFiles("the material has as many files as it may have", most=most)
    return newest
