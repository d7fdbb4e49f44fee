# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Starts server.mjs with fresh certificates, and reads what it wrote down."""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from node import Trouble, end, first_line, plain_environment  # noqa: E402


def openssl(folder, *words):
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise Trouble(f"openssl {words[0]} failed:\n{done.stderr}")


def make_certificates(folder):
    """An authority, the server's certificate, one for a client by the same authority, and one that a client signed."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    server = "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n"
    (folder / "server.ext").write_text(server, encoding="ascii")
    (folder / "client.ext").write_text("extendedKeyUsage=clientAuth\n", encoding="ascii")
    openssl(folder, "req", "-x509", *key, "-subj", "/CN=cogrant test authority", "-keyout", "ca.key", "-out", "ca.pem")
    for name, subject in (("server", "/CN=localhost"), ("client", "/O=cogrant tests/CN=machine")):
        openssl(folder, "req", *key[:-2], "-subj", subject, "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")
    openssl(folder, "req", "-x509", *key, "-subj", "/CN=self-made", "-keyout", "self.key", "-out", "self.pem")


class Server:
    """The authorization server with its own folder, for one test. `facts` is the line that it prints."""

    def __init__(self, packages):
        self.packages = packages

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="cogrant-oidc-")
        self.folder = pathlib.Path(self.temporary.name)
        for script in HERE.glob("*.mjs"):
            shutil.copy(script, self.folder)
        (self.folder / "node_modules").symlink_to(self.packages / "node_modules")
        make_certificates(self.folder)
        # Seen once in CI: Node.js 20 had loaded the packages and then said nothing for 90 s. Others start within one.
        line = self.start(30) or self.start(30) or self.start(30)
        if not line.startswith("{"):
            words = self.errors()
            self.__exit__()
            raise Trouble(f"the server does not say where it listens: {line!r}\n{words}")
        self.facts = json.loads(line)
        return self

    def start(self, seconds):
        """The first line that the program prints. Empty, and the program is gone, when there is none in time."""
        with open(self.folder / "server.err", "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                ["node", self.folder / "server.mjs", self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=errors, text=True, env=plain_environment(NODE_ENV="test"))
        line = first_line(self.process, seconds)
        if not line:
            self.process.kill()
        return line

    def __exit__(self, *_):
        try:
            end(self.process, "the server")
        finally:
            self.temporary.cleanup()

    def errors(self):
        return (self.folder / "server.err").read_text(encoding="utf-8")

    def client(self, name):
        return self.facts["clients"][name]

    def log(self, path=None, since=0):
        """The requests after line `since`, of one path or of all."""
        lines = [json.loads(line) for line in (self.folder / "log.ndjson").read_text(encoding="utf-8").splitlines()]
        return [e for e in lines if e["line"] > since and (path is None or e["url"].split("?")[0] == path)]

    def mark(self):
        return len(self.log())

    def control(self, origin="plain", **wanted):
        """Tells the resource endpoint what to do next. The http listener only: the two have different tokens."""
        request = urllib.request.Request(self.facts[origin] + "/resource/control", data=json.dumps(wanted).encode(),
                                         method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


def unpack(token):
    """Header and claims of a JWT, not verified."""
    return tuple(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in token.split(".")[:2])
