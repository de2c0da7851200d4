"""What does the outside see of applications? Each step to the archive, what waits, and papers."""

from approval_window.applications.routes import (
    admission,
    announced,
    corrections,
    deciding,
    ending,
    examination,
    files,
    hearings,
    licences,
    opinions,
    papers,
    receiving,
    waiting,
)

# `waiting` first: its list is no application's id.
ROUTERS = (
    waiting.router,
    receiving.router,
    admission.router,
    examination.router,
    hearings.router,
    announced.router,
    deciding.router,
    ending.router,
    corrections.router,
    opinions.router,
    licences.router,
    papers.router,
    files.router,
)
LARGER_BODIES = {files.PATH: files.MOST_BYTES}
