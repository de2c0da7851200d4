"""Which network addresses are a machine's own, so that nothing of the platform may be sent there on somebody's word?"""

from ipaddress import IPv6Address, ip_address


def is_own(host: str) -> bool:
    """Tell whether `host` is, or as an address lies, inside the machine: loopback, link-local, unspecified, multicast.

    Private networks are none: the government's extranet is one. A name that is not "localhost" says nothing here; what
    it resolves to does.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        # A zone (fe80::1%eth0) is no part of the address.
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address
    return inner.is_loopback or inner.is_link_local or inner.is_unspecified or inner.is_multicast
