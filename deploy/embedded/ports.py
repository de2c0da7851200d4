"""Which ports are free, and who holds the others?"""

import secrets
import socket
from collections.abc import Mapping

import psutil

from embedded.errors import PortTaken
from embedded.settings import LOCAL

# Below those that a system hands out by itself: none of its connections takes one before it is listened on.
CHOSEN_FROM = range(12_000, 32_000)


def free_port() -> int:
    """Return a port on which nobody listens now, by chance: two who ask at once hardly get the same."""
    while True:
        port = secrets.choice(CHOSEN_FROM)
        if _is_free(port):
            return port


def refuse_taken(ports: Mapping[str, int]) -> None:
    """Check the port of every part by name before anything is started. Raises PortTaken naming each that is taken."""
    taken = [f"  {_describe(part, port)}" for part, port in ports.items() if not _is_free(port)]
    if taken:
        raise PortTaken("端口被占用 ports are taken:\n" + "\n".join(taken))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a connection of the run before that lingers (TIME_WAIT) takes no port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL, port))
        except OSError:
            return False
        return True


def _describe(part: str, port: int) -> str:
    variable = f"ONEFOUR_STACK_{part.replace('-', '_').upper()}_PORT"
    return f"port {port} of {part}{_holder(port)}; 请先停止它 end it, or choose another: {variable}=…"


def _holder(port: int) -> str:
    for connection in psutil.net_connections("tcp"):
        local = connection.laddr
        if connection.status == psutil.CONN_LISTEN and local and local.port == port and connection.pid:
            try:
                return f" is taken by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
            except psutil.NoSuchProcess:
                break
    return " is taken"
