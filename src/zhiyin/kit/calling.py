"""Calling an address that somebody else wrote down: public hosts only, by the very address that was judged, once, briefly."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

CONNECT_SECONDS_MAX, SECONDS_MAX = 5.0, 10.0
ANSWER_BYTES_MAX = 200
PUBLIC, LOOPBACK, ANYWHERE = "public", "loopback", "anywhere"
# Addresses that carry another one inside, which nobody would have judged: 6to4, Teredo, NAT64.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")  # all that was ever given out; Python calls some of the rest global
_CARRIERS = tuple(ipaddress.IPv6Network(each) for each in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"))


class Unreachable(Exception):
    """The address cannot be called; `why`: address | private | unknown_host."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a call. `status` None: no answer; `problem` is timeout | private | unknown_host | address | refused | tls | broken.

    `left`: whether any of it may have reached the other side. `retry_after`: seconds the other side asks to wait, None when it does not say.
    `data`: the answer as it came, where `answer` is its text.
    """

    status: int | None
    problem: str
    answer: str
    milliseconds: int
    left: bool = True
    retry_after: int | None = None
    data: bytes = b""

    @property
    def taken(self) -> bool:
        """Whether the other side says that it has it."""
        return self.status is not None and 200 <= self.status < 300


def parts(url: str) -> SplitResult:
    """The address taken apart. Raises `Unreachable` for anything but http(s)://host[:port]/path."""
    try:
        found = urlsplit(url)
        sound = found.scheme in ("http", "https") and found.hostname and found.port != 0
    except ValueError:
        sound = False
    if not sound or "@" in found.netloc or found.fragment or not url.isascii() or not url.isprintable() or " " in url:
        raise Unreachable("address")
    return found


def post(url: str, body: bytes, headers: Mapping[str, str], *, reach: str = PUBLIC) -> Outcome:
    """Sends the body once and tells what was answered. No redirect is followed, no more than a few bytes are read, ten seconds are the end of it.

    `reach`: PUBLIC addresses only; LOOPBACK: this machine too; ANYWHERE. The host is looked up once, judged, and called at that address.
    """
    return ask(url, body, headers=headers, reach=reach, bytes_max=ANSWER_BYTES_MAX)


def ask(url: str, body: bytes | None = None, *, headers: Mapping[str, str], reach: str = PUBLIC, bytes_max: int) -> Outcome:
    """The same for an answer of up to that many bytes, all of which is wanted; without a body it is a GET."""
    begun, status, problem, data, wait = time.monotonic(), None, "", b"", None
    try:
        status, data, wait = _sent(parts(url), body, headers, reach=reach, bytes_max=bytes_max)
    except Unreachable as unreachable:
        problem = unreachable.why
    except TimeoutError:
        problem = "timeout"
    except ssl.SSLError:
        problem = "tls"
    except ConnectionRefusedError:
        problem = "refused"
    except (OSError, http.client.HTTPException, ValueError):
        problem = "broken"
    spent = time.monotonic() - begun
    if problem == "broken" and spent >= SECONDS_MAX:
        problem = "timeout"
    text, left = data.decode("utf-8", "replace").replace("\x00", ""), problem in ("", "timeout", "broken")
    return Outcome(status=status, problem=problem, answer=text, milliseconds=int(spent * 1000), left=left, retry_after=wait, data=data)


def address_of(host: str, port: int, *, reach: str) -> str:
    """An address of the host that may be called. Raises `Unreachable` when it has none, or when one of them may not."""
    try:
        found = [str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as unknown:
        raise Unreachable("unknown_host") from unknown
    if not found:
        raise Unreachable("unknown_host")
    if not all(may_call(each, reach=reach) for each in found):
        raise Unreachable("private")
    return found[0]


def may_call(address: str, *, reach: str) -> bool:
    """Whether an IP address lies within reach."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return may_call(str(ip.ipv4_mapped), reach=reach)
        if any(ip in each for each in _CARRIERS):
            return reach == ANYWHERE
        if not ip.is_loopback and ip not in _PUBLIC_V6:
            return reach == ANYWHERE
    if ip.is_loopback:
        return reach != PUBLIC
    return reach == ANYWHERE or (ip.is_global and not ip.is_multicast)


def _sent(where: SplitResult, body: bytes | None, headers: Mapping[str, str], *, reach: str, bytes_max: int) -> tuple[int, bytes, int | None]:
    host, tls = where.hostname or "", where.scheme == "https"
    port = where.port or (443 if tls else 80)
    line = _Line(host, port, at=address_of(host, port, reach=reach), tls=tls)
    end = threading.Timer(SECONDS_MAX, line.cut)  # a peer that sends one byte every few seconds never meets a socket's own timeout
    end.daemon = True
    end.start()
    try:
        line.request("GET" if body is None else "POST", (where.path or "/") + (f"?{where.query}" if where.query else ""), body, dict(headers))
        answer = line.getresponse()
        wait = answer.getheader("Retry-After", "")
        return answer.status, answer.read(bytes_max), int(wait[:6]) if wait.isdecimal() else None
    finally:
        end.cancel()
        line.close()


class _Line(http.client.HTTPConnection):
    """A connection to the address that was judged, whatever the name would answer a moment later."""

    def __init__(self, host: str, port: int, *, at: str, tls: bool) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS_MAX)
        self._at, self._tls = at, tls
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        """Opens it, with TLS for the host's name when the address says https."""
        self.sock = socket.create_connection((self._at, self.port), CONNECT_SECONDS_MAX)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self._wire = self.sock  # while the answer is read, the connection itself has let go of it
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()  # a peer can be slow at this, too
        self.sock.settimeout(SECONDS_MAX)

    def cut(self) -> None:
        """Ends it from another thread: whoever reads is woken."""
        if self._wire:
            with contextlib.suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)
