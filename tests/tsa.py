"""A real RFC 3161 authority for tests: openssl's own, behind a real HTTP server on this machine."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OPENSSL = shutil.which("openssl")
_CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[tsa_cert]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def _openssl(*words: str) -> None:
    subprocess.run([str(OPENSSL), *words], check=True, capture_output=True)


@dataclass(frozen=True, slots=True)
class Authority:
    """Its address while it runs, and the certificates that it is to be checked with."""

    folder: Path
    url: str = ""

    @property
    def certificate(self) -> bytes:
        """The root, in PEM."""
        return (self.folder / "ca.pem").read_bytes()

    def answer(self, query: bytes) -> bytes:
        """The response to one request, as openssl makes it."""
        asked, answered = self.folder / "q.tsq", self.folder / "a.tsr"
        asked.write_bytes(query)
        config = str(self.folder / "tsa.cnf")
        _openssl("ts", "-reply", "-config", config, "-queryfile", str(asked), "-out", str(answered))
        return answered.read_bytes()


def make_authority(folder: Path) -> Authority:
    """A root and a time-stamping certificate under it, valid from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "tsa.cnf"
    config.write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    at = {name: str(folder / name) for name in ("ca.key", "ca.pem", "tsa.key", "tsa.csr", "tsa.pem")}
    new = ("req", "-config", str(config), "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    _openssl(*new, "-x509", "-days", "30", "-extensions", "ca", "-subj", "/CN=Test Root",
             "-keyout", at["ca.key"], "-out", at["ca.pem"])  # fmt: skip
    _openssl(*new, "-subj", "/CN=Test Time-Stamping", "-keyout", at["tsa.key"], "-out", at["tsa.csr"])
    _openssl("x509", "-req", "-in", at["tsa.csr"], "-CA", at["ca.pem"], "-CAkey", at["ca.key"], "-days", "30",
             "-CAcreateserial", "-extfile", str(config), "-extensions", "tsa_cert", "-out", at["tsa.pem"])  # fmt: skip
    return Authority(folder)


@contextmanager
def running(authority: Authority) -> Iterator[Authority]:
    """The authority at an address of its own, answering over HTTP."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Authority(authority.folder, f"http://127.0.0.1:{server.server_port}/tsr")
    finally:
        server.shutdown()
        server.server_close()
