"""What does the outside see of applications? How they are received, admitted, examined, decided, ended; what waits."""

from approval_window.applications.routes import admission, deciding, ending, examination, licences, receiving, waiting

# `waiting` first: its list is no application's id.
ROUTERS = (
    waiting.router,
    receiving.router,
    admission.router,
    examination.router,
    deciding.router,
    ending.router,
    licences.router,
)
