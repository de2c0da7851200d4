"""What does the outside see of applications? How they are received, admitted, examined, decided and ended."""

from approval_window.applications.routes import admission, deciding, ending, examination, receiving

ROUTERS = (receiving.router, admission.router, examination.router, deciding.router, ending.router)
