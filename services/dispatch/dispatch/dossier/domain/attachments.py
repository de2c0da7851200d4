"""How much may a case hold, beside what each file is held to?"""

from dataclasses import dataclass

from shared.errors import Conflict, NotFound
from shared.files import Limits as FileLimits


class TooManyAttachments(Conflict):
    code = "dossier.too-many-attachments"
    said = "该案件的附件已达上限"


class AttachmentNotFound(NotFound):
    code = "dossier.attachment-not-found"
    said = "没有这个附件"


@dataclass(frozen=True, slots=True)
class Limits(FileLimits):
    """What an installation allows a file, and a case."""

    of_a_case: int
