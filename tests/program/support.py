# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""What the tests of the programs share: starting genesys_report and genesys_emulator, and a server that answers what a
test wants. No test waits for a fixed time: it polls, with a deadline."""

import base64
import http.client
import http.server
import json
import os
import pathlib
import select
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

PROGRAMS = pathlib.Path(os.environ.get("COGRANT_PROGRAMS", "."))
REPORT, EMULATOR = PROGRAMS / "genesys_report", PROGRAMS / "genesys_emulator"
SLOW = 5 if os.environ.get("COGRANT_SANITIZED") else 1  # sanitizers slow programs and their end down
PATIENCE = 60 * SLOW  # seconds after which something hangs

CLIENT, SECRET = "program-client", "hush-PLANTED-secret-1f3b"
TOKEN = "PLANTED-token-77c1e0"
FROM, TO = "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"
SPAN = ("--from", FROM, "--to", TO)
DETAILS = "/api/v2/analytics/conversations/details/query"
JOBS = "/api/v2/analytics/conversations/details/jobs"
USERS = "/api/v2/users"
CORRELATION = "0c0ffee0-1111-2222-3333-444455556666"


class RecordedProcess(subprocess.Popen):
    """Every process of these tests: what it writes is searched for secrets at the end of the suite, too."""

    def communicate(self, *args, **more):
        said = super().communicate(*args, **more)
        if folder := os.environ.get("COGRANT_SINKS"):
            with open(pathlib.Path(folder, f"programs.{os.getpid()}.log"), "ab") as file:
                for text in said:
                    file.write(text.encode() if isinstance(text, str) else text or b"")
        return said


subprocess.Popen = RecordedProcess  # also what subprocess.run starts


def environment(**changes):
    """A clean environment with credentials; None takes a variable away."""
    out = {key: value for key, value in os.environ.items()
           if not key.startswith("GENESYS_") and not key.lower().endswith("_proxy")}
    out.update(GENESYS_CLIENT_ID=CLIENT, GENESYS_CLIENT_SECRET=SECRET, LC_ALL="C")
    out.update({key: value for key, value in changes.items() if value is not None})
    return {key: value for key, value in out.items() if changes.get(key, value) is not None}


NOBODY = {"GENESYS_CLIENT_ID": None, "GENESYS_CLIENT_SECRET": None}


def until(question, seconds=None, what="it"):
    """Polls until the question is answered with something true, and gives that."""
    ends = time.monotonic() + (PATIENCE if seconds is None else seconds)
    while not (answer := question()):
        if time.monotonic() > ends:
            raise AssertionError(f"{what} did not happen in time")
        time.sleep(0.005)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """genesys_emulator with 24 hours of conversations from FROM on."""

    def __init__(self, faults="", conversations=230, users=57, seed=1, rate=0, env=None, more=()):
        words = [EMULATOR, "--from", FROM, "--days", "1", "--conversations", str(conversations), "--users", str(users),
                 "--seed", str(seed), "--rate", str(rate), *more]
        self.counts = ""
        self.process = subprocess.Popen(words + (["--faults", faults] if faults else []), stdout=subprocess.PIPE,
                                        text=True, env=env or environment())

    def __enter__(self):
        ready = select.select([self.process.stdout], [], [], PATIENCE)[0]
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("listening on http"):
            self.stop()
            raise AssertionError(f"genesys_emulator does not say where it listens: {line!r}")
        self.url = line.split()[-1]
        self.host, port = self.url.split("://")[1].rsplit(":", 1)
        self.port = int(port)
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, number=signal.SIGTERM):
        """Ends it and keeps what it counted. Gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.counts += self.process.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise AssertionError("genesys_emulator does not end at a signal") from None
        return self.process.returncode

    def ask(self, method, path, body=None, token=None):
        """One request as JSON, or None for an empty answer. Without faults only."""
        link = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        link.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = link.getresponse()
        text = answer.read()
        link.close()
        if answer.status >= 300:
            raise AssertionError(f"{method} {path}: {answer.status} {text!r}")
        return json.loads(text) if text else None

    def token(self):
        link = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        link.request("POST", "/oauth/token", "grant_type=client_credentials",
                     {"Authorization": "Basic " + basic, "Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(link.getresponse().read())
        link.close()
        return answer["access_token"]


def truth_of(conversations=230, users=57, seed=1):
    """The rows that an emulator of that size has, asked for without genesys_report: details, jobs, users."""
    interval = f"{FROM}/{TO}"
    with Emulator(conversations=conversations, users=users, seed=seed) as e:
        token, out = e.token(), {"details": [], "jobs": [], "users": []}
        for number in range(1, 10**6):
            page = e.ask("POST", DETAILS, {"interval": interval, "order": "asc", "orderBy": "conversationStart",
                                           "paging": {"pageSize": 100, "pageNumber": number}}, token)
            out["details"] += page.get("conversations") or []
            if len(page.get("conversations") or []) < 100:
                break
        job = e.ask("POST", JOBS, {"interval": interval, "startOfDayIntervalMatching": True}, token)["jobId"]
        until(lambda: e.ask("GET", f"{JOBS}/{job}", token=token)["state"] == "FULFILLED")
        cursor = ""
        while True:
            page = e.ask("GET", f"{JOBS}/{job}/results?pageSize=1000{cursor}", token=token)
            out["jobs"] += page.get("conversations") or []
            if not page.get("cursor"):
                break
            cursor = "&cursor=" + page["cursor"]
        for number in range(1, 10**6):
            page = e.ask("GET", f"{USERS}?state=any&pageSize=500&pageNumber={number}", token=token)
            out["users"] += page["entities"]
            if number >= page["pageCount"]:
                break
    return out


class Ended:
    """How a run ended."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return (f"exit {self.code} after {self.seconds:.1f} s\n--- stdout\n{self.out[:2000]}\n"
                f"--- stderr\n{self.err[:4000]}")


class Reset(Exception):
    """Raised by a script of Stub: the connection is reset instead of an answer."""


class Hang(Exception):
    """Raised by a script of Stub: there is no answer as long as the test lasts."""


class Stub:
    """A server that answers what a test wants: `script(method, path, body)` gives (status, headers, body) or raises
    Reset or Hang. The token endpoint works, unless the script answers it, too. All requests are kept as (method, path,
    headers, body)."""

    def __init__(self, script, token_too=False):
        stub = self
        self.requests, self.lock, self.over = [], threading.Lock(), threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with stub.lock:
                    stub.requests.append((self.command, self.path, dict(self.headers), body))
                try:
                    if self.path == "/oauth/token" and not token_too:
                        answer = 200, {}, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 86399}
                    else:
                        answer = script(self.command, self.path, body)
                except (Reset, Hang) as how:
                    if isinstance(how, Hang):
                        stub.over.wait(PATIENCE)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    self.connection.close()
                    return
                status, headers, body = answer
                if not isinstance(body, (bytes, str)):
                    headers = {"Content-Type": "application/json", **headers}
                    body = json.dumps(body)
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                usual = {"ININ-Correlation-Id": CORRELATION, "Content-Length": str(len(body))}
                for name, value in {**usual, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = do_HEAD = serve

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # a client that goes away is what tests are about
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def count(self, method, path):
        with self.lock:
            return sum(1 for r in self.requests if r[0] == method and r[1].split("?")[0] == path)


def problem(status, code, message, **more):
    """An error answer as the platform gives it."""
    return status, {}, {"message": message, "code": code, "status": status, "contextId": CORRELATION, "details": [],
                        "errors": [], **more}


class ProgramTest(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cogrant-program-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, *words, env=None, **more):
        """genesys_report, running in the test's folder."""
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        process = subprocess.Popen([REPORT, *map(str, words)], env=env or environment(), cwd=self.folder,
                                   stdin=subprocess.DEVNULL, **more)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()

    def finish(self, process, begun=None):
        begun = begun or time.monotonic()
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail(f"genesys_report hangs:\n{err.decode()}")
        ended = Ended(process.returncode, (out or b"").decode(), (err or b"").decode(), time.monotonic() - begun)
        self.check_no_secret(ended)
        return ended

    def check_no_secret(self, ended):
        for text in (ended.out, ended.err):
            for planted in (SECRET, TOKEN):
                self.assertNotIn(planted, text, "a secret is shown")
            self.assertNotIn("AddressSanitizer", text)
            self.assertNotIn("runtime error:", text)

    def report(self, *words, env=None, **more):
        begun = time.monotonic()
        return self.finish(self.start(*words, env=env, **more), begun)

    def check_failure(self, ended, code, *texts):
        """It ended with that code and said so in one line that has all the texts."""
        self.assertEqual(ended.code, code, ended)
        lines = ended.err.splitlines()
        self.assertEqual(len(lines), 1, ended)
        self.assertTrue(lines[0].startswith("genesys_report: "), ended)
        for text in texts:
            self.assertIn(text, lines[0])

    def check_no_files(self, *allowed):
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), sorted(allowed))


def key_of(row):
    return json.dumps(row, sort_keys=True)
