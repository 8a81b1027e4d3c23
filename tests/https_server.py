"""A local HTTPS server that serves files well and badly, with a certificate that the environment is set to trust."""

from __future__ import annotations

import contextlib
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Answer:
    """What a path answers.

    `cut_after` ends a connection after so many bytes of what was asked for, at most `cuts` times. `continues` tells
    whether ranges are understood. `status` other than 200 comes with the body as it is.
    """

    body: bytes = b""
    status: int = 200
    location: str = ""
    content_type: str = "application/zip"
    cut_after: int = 0
    cuts: int = 0
    continues: bool = True
    etag: str = '"one"'
    length: bool = True


@dataclass
class HttpsServer:
    """The running server: its address, its answers by path and the requests that came (path and Range)."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)


@contextlib.contextmanager
def https_server(folder: Path) -> Iterator[HttpsServer]:
    """Run a server; its certificate is `folder`/ca.pem."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _write_certificate(folder)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        running = HttpsServer(f"https://127.0.0.1:{server.server_port}")
        server.running = running  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        running: HttpsServer = self.server.running  # type: ignore[attr-defined]
        running.requests.append((self.path, self.headers.get("Range", "")))
        answer = running.answers.get(self.path, Answer(b"not here", 404))
        self.close_connection = True
        first = self._first(answer)
        self.send_response(206 if first else answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(answer.body) - 1}/{len(answer.body)}")
        self.send_header("Content-Type", answer.content_type)
        self.send_header("ETag", answer.etag)
        if answer.length:
            self.send_header("Content-Length", str(len(answer.body) - first))
        self.send_header("Connection", "close")
        self.end_headers()
        body = answer.body[first:]
        if answer.cuts:
            answer.cuts -= 1
            body = body[: answer.cut_after]
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def _first(self, answer: Answer) -> int:
        asked = self.headers.get("Range", "")
        if not answer.continues or not asked or self.headers.get("If-Range") != answer.etag:
            return 0
        return int(asked.removeprefix("bytes=").rstrip("-"))


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
