"""Which refusals can the command line itself give?

CommandRefused
├── NotConfigured    neither a stack runs here nor does the environment name what the command needs
├── NoSuchActor      no role is called so, or the scope is no code of a region
├── BadFile          a file to be read is missing or not what the command reads
└── StillRefused     the platform went on saying no for as long as the command was willing to ask
"""


class CommandRefused(Exception):
    """A command says no; the message is written for who typed it."""


class NotConfigured(CommandRefused):
    pass


class NoSuchActor(CommandRefused):
    pass


class BadFile(CommandRefused):
    pass


class StillRefused(CommandRefused):
    pass
