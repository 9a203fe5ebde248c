"""Egress: which addresses and ports may be contacted.

Public addresses only, unless the operator lists a network. `ipaddress.is_global` has gaps (on Python
3.11 192.0.0.8, 64:ff9b:1::/48 and ::127.0.0.1 count as global), so the special-purpose blocks stand
here one by one, after the IANA registries:
https://www.iana.org/assignments/iana-ipv4-special-registry
https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443, 8080, 8443})

DENIED: dict[str, str] = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private use",
    "100.64.0.0/10": "shared by carriers (CGNAT)",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link local",
    "172.16.0.0/12": "private use",
    "192.0.0.0/24": "protocol assignments",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "AMT",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private use",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "::/96": "loopback, unspecified or embedded IPv4",
    "64:ff9b:1::/48": "local NAT64",
    "100::/64": "discard only",
    "100:0:0:1::/64": "dummy prefix",
    "2001::/23": "protocol assignments",
    "2001:db8::/32": "documentation",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "unique local",
    "fe80::/10": "link local",
    "fec0::/10": "site local",
    "ff00::/8": "multicast",
}
_DENIED = tuple((ip_network(block), why) for block, why in DENIED.items())
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_LOOPBACK_V4 = IPv4Address("127.0.0.1")
_LOOPBACK_V6 = IPv6Network("::1/128")
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def embedded_v4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to `address` would reach: mapped, NAT64 or 6to4; else None."""
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address((int(address) >> 80) & 0xFFFF_FFFF)
    return None


class Egress:
    """Decides whether an address may be contacted.

    `allow_networks` are the operator's own (TELEMON_ALLOW_NETWORKS): any port is open there. Public
    addresses are reached on the ports of the web only (80, 443, 8080, 8443), so that no feed or
    webhook address can be used to knock at mail servers or databases. 127.0.0.1 stands for ::1 too.
    """

    def __init__(self, allow_networks: Iterable[Network] = ()) -> None:
        allowed = tuple(allow_networks)
        # "localhost" has both addresses on most machines, and both mean this one
        both = any(_LOOPBACK_V4 in network for network in allowed if network.version == 4)
        self._allowed = (*allowed, _LOOPBACK_V6) if both else allowed

    def check(self, address: str | Address, port: int | None = None) -> str | None:
        """Why `address` (and `port`, if given) may not be contacted; None: it may.

        `address` is an IP address, never a name: names are resolved once, every address they have
        is checked, and the connection goes to one of those very addresses.
        """
        try:
            found = ip_address(address) if isinstance(address, str) else address
        except ValueError:
            return f"{address} is not an IP address"
        inner = embedded_v4(found) if isinstance(found, IPv6Address) else None
        if self._is_listed(found) or (inner is not None and self._is_listed(inner)):
            return None
        why = _denied(found) or (inner is not None and _denied(inner)) or None
        if why is not None:
            return f"{found} is not a public address ({why})"
        if port is not None and port not in WEB_PORTS:
            return f"port {port} is not one of the web's (80, 443, 8080, 8443)"
        return None

    def _is_listed(self, address: Address) -> bool:
        return any(address in network for network in self._allowed)


def _denied(address: Address) -> str | None:
    if isinstance(address, IPv6Address) and embedded_v4(address) is not None:
        return None  # judged by the address within
    for network, why in _DENIED:
        if address in network:
            return why
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "not global unicast"
    return None
