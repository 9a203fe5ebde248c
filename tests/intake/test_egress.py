"""Which addresses may be contacted."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.egress import Egress, embedded_v4

# a first, a last and a middle address of every row of the IANA special-purpose registries
SPECIAL = [
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
    "127.0.0.0", "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255",
    "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.7", "192.0.0.8", "192.0.0.9", "192.0.0.10",
    "192.0.0.170", "192.0.0.171", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.31.196.0",
    "192.52.193.0", "192.88.99.0", "192.88.99.2", "192.168.0.0", "192.168.255.255", "192.175.48.0",
    "198.18.0.0", "198.19.255.255", "198.51.100.0", "203.0.113.0", "203.0.113.255", "224.0.0.1",
    "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::", "64:ff9b:1::8.8.8.8", "100::",
    "100::ffff", "100:0:0:1::1", "2001::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:1::1",
    "2001:1::2", "2001:1::3", "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1",
    "2001:30::1", "2001:1ff:ffff::", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
    "2002:c0a8:101::", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "a000::1",
]  # fmt: skip

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255",
    "172.32.0.0", "192.0.1.0", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:200::1", "2001:4860:4860::8888",
    "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1",
]  # fmt: skip


@pytest.mark.parametrize("address", SPECIAL)
def test_special_purpose_address_is_refused(address: str) -> None:
    assert Egress().check(address, 443) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_may_be_contacted(address: str) -> None:
    assert Egress().check(address, 443) is None


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_ports_of_the_web_are_open(port: int) -> None:
    assert Egress().check("1.1.1.1", port) is None


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 8081, 11211, 65535])
def test_other_ports_of_public_addresses_are_refused(port: int) -> None:
    assert "port" in (Egress().check("1.1.1.1", port) or "")


def test_any_port_is_open_on_networks_of_the_operator() -> None:
    egress = Egress([ip_network("10.1.0.0/16"), ip_network("fd00::/8")])

    assert egress.check("10.1.2.3", 5000) is None
    assert egress.check("fd00::5", 12345) is None
    assert egress.check("10.2.0.1", 443) is not None


def test_network_of_the_operator_counts_in_its_embedded_forms() -> None:
    egress = Egress([ip_network("10.1.0.0/16")])

    assert egress.check("::ffff:10.1.2.3", 5000) is None
    assert egress.check("64:ff9b::10.1.2.3", 5000) is None
    assert egress.check("::ffff:10.2.0.1", 5000) is not None


def test_loopback_of_ipv4_stands_for_that_of_ipv6() -> None:
    assert Egress([ip_network("127.0.0.0/8")]).check("::1", 8765) is None
    assert Egress([ip_network("10.0.0.0/8")]).check("::1", 8765) is not None


@pytest.mark.parametrize("name", ["localhost", "example.org", "", "1.2.3", "0x7f.0.0.1"])
def test_name_is_not_an_address(name: str) -> None:
    assert "not an IP address" in (Egress().check(name) or "")


@given(st.ip_addresses(v=4))
def test_v6_forms_of_a_v4_address_are_judged_like_itself(address: IPv4Address) -> None:
    egress = Egress()
    own = egress.check(address) is None
    mapped = IPv6Address(f"::ffff:{address}")
    nat64 = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))
    six_to_four = IPv6Address((0x2002 << 112) | (int(address) << 80))

    for form in (mapped, nat64, six_to_four):
        assert embedded_v4(form) == address
        assert (egress.check(form) is None) is own


@given(st.ip_addresses(v=6))
def test_nothing_outside_global_unicast_is_contacted(address: IPv6Address) -> None:
    if Egress().check(address) is None:
        inner = embedded_v4(address)
        judged = ip_address(inner) if inner is not None else address

        assert judged.is_global
        assert not judged.is_multicast
