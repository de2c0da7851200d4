"""Which files may people send, and why is one refused? Photos and sounds, by what their bytes are and not by a name."""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Invalid, Reason

_WEBP_AT = slice(8, 12)


class FileType(StrEnum):
    """As what a paper is handed in or kept: what scanners and phones make of it."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    WAV = "audio/wav"
    MPEG = "audio/mpeg"
    OGG = "audio/ogg"
    FLAC = "audio/flac"


class Unfit(Reason):
    """Why the bytes of a file are not taken; the codes are as old as the centre's dossiers, which were first."""

    EMPTY = "dossier.file-empty", "文件为空"
    UNKNOWN = "dossier.file-unknown", "只接受 JPEG、PNG、WebP照片和 WAV、MP3、OGG、FLAC 音频"
    DAMAGED = "dossier.file-damaged", "文件已损坏或不完整"
    POLYGLOT = "dossier.file-polyglot", "文件中夹带了其他内容"
    PIXELS = "dossier.file-pixels", "照片像素过大"
    SECONDS = "dossier.file-seconds", "录音过长"
    ANIMATED = "dossier.file-animated", "不接受动图"
    LOCKED = "dossier.file-locked", "文件设有密码，无法查看"
    ACTIVE = "dossier.file-active", "文件中含有脚本、附件或可执行动作"
    PAGES = "dossier.file-pages", "文件页数过多"


class AttachmentRefused(Invalid):
    """`reason` says which of `Unfit`; nothing of the file is kept."""

    code = "dossier.attachment-refused"
    said = "文件不合要求，未予保存"


class AttachmentTooLarge(Invalid):
    code = "dossier.attachment-too-large"
    said = "文件过大"
    status = 413


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation allows a file."""

    bytes: int
    pixels: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked through: `content` is what is kept of it."""

    media_type: MediaType
    content: bytes


def refuse(reason: Unfit, **facts: object) -> AttachmentRefused:
    return AttachmentRefused(f"the file is not taken: {reason}", reason=str(reason), why=reason.said, **facts)


def type_of(data: bytes) -> FileType | None:
    """Return what a file's first bytes make it."""
    if data.startswith(b"%PDF-"):
        return FileType.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    return FileType.WEBP if data.startswith(b"RIFF") and data[_WEBP_AT] == b"WEBP" else None
