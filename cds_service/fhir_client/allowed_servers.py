"""Which FHIR servers may be called: an allow list of base URLs, compared by scheme, host, port and path.

A hook call names its own FHIR server, so without a list anybody who can call the service could have it send
requests anywhere. Only https is spoken, save to the machine itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
# Where clouds keep the credentials of a machine, beside the link-local 169.254.169.254: Alibaba, AWS, Oracle, Azure.
_METADATA = frozenset(ip_address(text) for text in ("100.100.100.200", "fd00:ec2::254", "192.0.0.192", "168.63.129.16"))
# Networks of IPv6 that represent addresses of IPv4 (RFC 6052, RFC 3056, RFC 4291 section 2.5.5.1).
_NAT64, _6TO4, _COMPATIBLE = ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("::/96")


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """The base URL of a FHIR server, in the one form in which URLs are compared."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def text(self) -> str:
        """The base URL without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """Return whether the host is this machine by its very name."""
        return is_loopback_name(self.host)

    def covers(self, other: ServerUrl) -> bool:
        """Return whether `other` is this URL or lies below it."""
        same_origin = (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)
        return same_origin and f"{other.path}/".startswith(f"{self.path}/")

    def resolve(self, target: str) -> str | None:
        """Return the absolute URL of `target`, a link of this server; None where it leads to another or out of it.

        What lies beside the base on the same host is another server: another tenant, or no FHIR server at all.
        """
        try:
            parts = urlsplit(urljoin(f"{self.text}/", target))
            origin = (parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme))
        except ValueError:
            return None
        same = origin == (self.scheme, self.host, self.port) and not parts.username and not parts.password
        within = f"{parts.path}/".startswith(f"{self.path}/") and not _climbs(parts.path)
        return parts.geturl() if same and within else None


def parse_server(url: str) -> ServerUrl | None:
    """Return the base URL in `url`, or None where it is none that may be called at all.

    Refused are other schemes than https (http to this machine is allowed), a user name or password, a query
    or fragment, and paths with dots or escapes in them, which servers read in more than one way.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    host, path = (parts.hostname or "").rstrip("."), parts.path.rstrip("/")
    is_plain = bool(host) and _is_plain(parts) and _is_plain_path(path) and not _has_extras(parts)
    if not is_plain or not _is_safe(parts.scheme, host):
        return None
    return ServerUrl(parts.scheme, host, port, path)


def _is_safe(scheme: str, host: str) -> bool:
    """Return whether what is sent is encrypted, or stays on this machine."""
    return scheme == "https" or (scheme == "http" and is_loopback_name(host))


def _has_extras(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None or bool(parts.query or parts.fragment)


def is_loopback_name(host: str) -> bool:
    """Return whether a host name or address means this machine by itself, without asking DNS."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_forbidden_address(address: str, *, loopback_allowed: bool) -> bool:
    """Return whether a connection to this IP address must not be used.

    Never: link-local and cloud metadata addresses, multicast, "this host". Loopback only where the URL named
    it, so that a listed name that DNS suddenly points at this machine leads nowhere.
    """
    found: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, IPv6Address):
        found = _embedded(found) or found
    if found.is_loopback:
        return not loopback_allowed
    return found.is_link_local or found.is_multicast or found.is_unspecified or found in _METADATA


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address represents, None where it represents itself."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _6TO4:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and not address.is_loopback and not address.is_unspecified):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _climbs(path: str) -> bool:
    """Return whether a server could read a path as one that leads upwards, once it has decoded it."""
    decoded = path
    for _ in range(3):  # some decode twice
        decoded = unquote(decoded)
    return "\\" in decoded or any(segment in {".", ".."} for segment in re.split("[/;]", decoded))


@dataclass(frozen=True, slots=True)
class AllowedServers:
    """The FHIR servers that may be called: those listed, and with `loopback` any on this machine."""

    listed: tuple[ServerUrl, ...] = ()
    loopback: bool = False

    def find(self, url: str) -> ServerUrl | None:
        """Return the server that `url` names if it may be called, else None."""
        server = parse_server(url)
        if server is None:
            return None
        allowed = (self.loopback and server.is_loopback) or any(entry.covers(server) for entry in self.listed)
        return server if allowed else None


def _is_plain(parts: SplitResult) -> bool:
    return parts.netloc.isascii() and not any(character in parts.netloc for character in "\\ \t\r\n")


def _is_plain_path(path: str) -> bool:
    return (
        path.isascii()
        and path.isprintable()
        and not any(character in path for character in "%\\ ;")
        and not any(segment in {"", ".", ".."} for segment in path.split("/")[1:])
    )
