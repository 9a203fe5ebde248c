"""Row by row: the special-purpose address registries of the IANA, as of 2025.

https://www.iana.org/assignments/iana-ipv4-special-registry
https://www.iana.org/assignments/iana-ipv6-special-registry

Of every block the first, the last and a middle address is refused, also where the registry calls a
block globally reachable: no feed lives in an anycast or relay block. Three rows carry an IPv4 address
and are judged by it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

import pytest

from monitor.intake.egress import DENIED, Egress

ROWS_V4 = {
    "0.0.0.0/8": "this network (RFC 791)",
    "0.0.0.0/32": "this host on this network (RFC 1122)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared address space (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "169.254.0.0/16": "link local (RFC 3927)",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "IETF protocol assignments (RFC 6890)",
    "192.0.0.0/29": "IPv4 service continuity prefix (RFC 7335)",
    "192.0.0.8/32": "IPv4 dummy address (RFC 7600)",
    "192.0.0.9/32": "port control protocol anycast (RFC 7723)",
    "192.0.0.10/32": "TURN anycast (RFC 8155)",
    "192.0.0.170/32": "NAT64/DNS64 discovery (RFC 8880)",
    "192.0.0.171/32": "NAT64/DNS64 discovery (RFC 8880)",
    "192.0.2.0/24": "documentation TEST-NET-1 (RFC 5737)",
    "192.31.196.0/24": "AS112-v4 (RFC 7535)",
    "192.52.193.0/24": "AMT (RFC 7450)",
    "192.88.99.0/24": "deprecated 6to4 relay anycast (RFC 7526)",
    "192.88.99.2/32": "6a44 relay anycast (RFC 6751)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "192.175.48.0/24": "direct delegation AS112 service (RFC 7534)",
    "198.18.0.0/15": "benchmarking (RFC 2544)",
    "198.51.100.0/24": "documentation TEST-NET-2 (RFC 5737)",
    "203.0.113.0/24": "documentation TEST-NET-3 (RFC 5737)",
    "240.0.0.0/4": "reserved (RFC 1112)",
    "255.255.255.255/32": "limited broadcast (RFC 8190, RFC 919)",
}
ROWS_V6 = {
    "::1/128": "loopback (RFC 4291)",
    "::/128": "unspecified (RFC 4291)",
    "64:ff9b:1::/48": "IPv4-IPv6 translation, local use (RFC 8215)",
    "100::/64": "discard only (RFC 6666)",
    "100:0:0:1::/64": "dummy IPv6 prefix (RFC 9780)",
    "2001::/23": "IETF protocol assignments (RFC 2928)",
    "2001::/32": "TEREDO (RFC 4380)",
    "2001:1::1/128": "port control protocol anycast (RFC 7723)",
    "2001:1::2/128": "TURN anycast (RFC 8155)",
    "2001:1::3/128": "DNS-SD service registration anycast (RFC 9665)",
    "2001:2::/48": "benchmarking (RFC 5180)",
    "2001:3::/32": "AMT (RFC 7450)",
    "2001:4:112::/48": "AS112-v6 (RFC 7535)",
    "2001:10::/28": "deprecated ORCHID (RFC 4843)",
    "2001:20::/28": "ORCHIDv2 (RFC 7343)",
    "2001:30::/28": "drone remote ID (RFC 9374)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2620:4f:8000::/48": "direct delegation AS112 service (RFC 7534)",
    "3fff::/20": "documentation (RFC 9637)",
    "5f00::/16": "segment routing SIDs (RFC 9602)",
    "fc00::/7": "unique local (RFC 4193)",
    "fe80::/10": "link-local unicast (RFC 4291)",
}
# Not in those registries, and no place for a feed either.
OTHERS = {
    "224.0.0.0/4": "multicast (RFC 5771)",
    "ff00::/8": "multicast (RFC 4291)",
    "fec0::/10": "deprecated site local (RFC 3879)",
    "::/96": "deprecated IPv4-compatible (RFC 4291)",
    "4000::/3": "not global unicast (RFC 4291)",
}
CARRIERS = {
    "::ffff:0:0/96": "IPv4-mapped (RFC 4291)",
    "64:ff9b::/96": "IPv4-IPv6 translation (RFC 6052)",
    "2002::/16": "6to4 (RFC 3056)",
}


@pytest.mark.parametrize("block", [*ROWS_V4, *ROWS_V6, *OTHERS])
def test_block_is_refused_from_end_to_end(block: str) -> None:
    network = ip_network(block)
    middle = network[network.num_addresses // 2]

    for address in (network[0], middle, network[-1]):
        assert Egress().check(address, 443), f"{address} of {block}"


@pytest.mark.parametrize("block", ROWS_V4)
def test_block_is_refused_in_every_form_that_carries_it(block: str) -> None:
    network = ip_network(block)
    for address in (network[0], network[-1]):
        assert isinstance(address, IPv4Address)
        for form in _forms(address):
            assert Egress().check(form, 443), f"{address} as {form}"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_row_that_carries_an_address_is_judged_by_it(carrier: str) -> None:
    network = ip_network(carrier)
    assert isinstance(network, IPv6Network)
    inside, outside = (_carried(network, IPv4Address(each)) for each in ("10.0.0.1", "8.8.8.8"))

    assert Egress().check(inside, 443)
    assert Egress().check(outside, 443) is None


@pytest.mark.parametrize("block", [*ROWS_V4, *ROWS_V6])
def test_neighbours_of_a_block_are_judged_by_their_own_row(block: str) -> None:
    """A block is not refused wider than it is."""
    network = ip_network(block)
    rows = [ip_network(each) for each in (*DENIED, *CARRIERS)]
    for neighbour in (int(network[0]) - 1, int(network[-1]) + 1):
        if not 0 < neighbour < 2**network.max_prefixlen:
            continue
        address = type(network[0])(neighbour)
        listed = any(address in row for row in rows if row.version == network.version)
        unicast = network.version == 4 or address in IPv6Network("2000::/3")
        if not listed and unicast:
            assert Egress().check(address, 443) is None, f"{address} beside {block}"


def _forms(address: IPv4Address) -> tuple[IPv6Address, ...]:
    networks = (ip_network(carrier) for carrier in CARRIERS)
    return tuple(
        _carried(network, address) for network in networks if isinstance(network, IPv6Network)
    )


def _carried(network: IPv6Network, address: IPv4Address) -> IPv6Address:
    shift = 80 if network.prefixlen == 16 else 0
    return IPv6Address(int(network[0]) | (int(address) << shift))
