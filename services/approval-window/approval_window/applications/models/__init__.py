"""What is kept of an application, of the licence that came of it, of opinions on it and of its corrections?"""

from approval_window.applications.models.applications import (
    application_hearings,
    application_history,
    application_looks,
    application_materials,
    application_pauses,
    application_verifications,
    applications,
    paper_prints,
)
from approval_window.applications.models.corrections import application_corrections
from approval_window.applications.models.files import application_files
from approval_window.applications.models.licences import licence_terms, licences
from approval_window.applications.models.opinions import application_opinions
from approval_window.applications.models.supports import application_supports

__all__ = [
    "application_corrections",
    "application_files",
    "application_hearings",
    "application_history",
    "application_looks",
    "application_materials",
    "application_opinions",
    "application_pauses",
    "application_supports",
    "application_verifications",
    "applications",
    "licence_terms",
    "licences",
    "paper_prints",
]
