"""Which refusals can the embedded stack give an operator?

StackError
├── AlreadyRunning    one stack per folder, and one is running
├── PortTaken         another process listens where a part wants to
├── PartFailed        a part, or a command that must run before it, did not come up
└── NoStack           a command needs a running stack and there is none
"""


class StackError(Exception):
    """The embedded stack says no; the message is written for who started it."""


class AlreadyRunning(StackError):
    pass


class PortTaken(StackError):
    pass


class PartFailed(StackError):
    pass


class NoStack(StackError):
    pass
