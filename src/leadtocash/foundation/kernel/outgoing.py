"""Calling addresses outside: looked up once, checked, and called at exactly that address; never the own network."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import urllib3


class NotFound(Exception):
    """The name of the host is not known."""


class OwnNetwork(Exception):
    """The host lies in a private, local or reserved network."""


def address_of(host: str, port: int, *, own: bool = False) -> str:
    """The network address of a host. own: it may lie in the own network. Raises NotFound, OwnNetwork."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(host) from error
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    if not own and not all(_is_outside(address) for address in addresses):
        raise OwnNetwork(host)
    return addresses[0]


def pool(scheme: str, host: str, port: int, address: str, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """A connection to the checked address, its certificate asked for the host's name. It follows no redirects."""
    common: dict[str, Any] = {"timeout": timeout, "retries": False, "maxsize": 1}
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host, **common)
    return urllib3.HTTPConnectionPool(address, port, **common)


def _is_outside(address: str) -> bool:
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)
