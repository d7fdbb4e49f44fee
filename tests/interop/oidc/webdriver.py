# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Headless Chromium, driven over WebDriver (W3C): only what a login needs."""

import base64
import http.client
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from server import Trouble, plain_environment

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def what_is_missing():
    names = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"not installed: {' and '.join(names)} (scripts/bootstrap ci)" if names else None


class Browser:
    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(prefix="cogrant-browser-")
        # It writes its own choice of port into a pipe only when it ends, so it is given one that was free just now.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [shutil.which("chromedriver"), f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=plain_environment(HOME=self.home.name, XDG_RUNTIME_DIR=self.home.name))
        self.session = None
        try:
            self.wait_until_ready()
            # A container has no user namespaces for the sandbox, and little shared memory; the pages are our own.
            words = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--no-proxy-server", "--window-size=900,700", f"--user-data-dir={self.home.name}/profile"]
            wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                      "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": words}}
            answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = f"/session/{answer['sessionId']}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self.call("DELETE", self.session)
        finally:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.home.cleanup()

    def wait_until_ready(self):
        until = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < until:
            try:
                if self.call("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise Trouble("chromedriver does not start")

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        text = None if method != "POST" else json.dumps(body or {})
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        value = json.loads(answer.read())["value"]
        connection.close()
        if answer.status != 200:
            raise Trouble(f"the browser refuses {method} {path}: {value.get('error')}: {value.get('message')}")
        return value

    def go(self, url):
        self.call("POST", f"{self.session}/url", {"url": url})

    def address(self):
        return self.call("GET", f"{self.session}/url")

    def find(self, selector):
        found = self.call("POST", f"{self.session}/element", {"using": "css selector", "value": selector})
        return f"{self.session}/element/{found[ELEMENT]}"

    def type(self, selector, text):
        self.call("POST", f"{self.find(selector)}/value", {"text": text})

    def press(self, selector):
        self.call("POST", f"{self.find(selector)}/click")

    def text(self, selector="body"):
        return self.call("GET", f"{self.find(selector)}/text")

    def wait_for(self, wanted, what):
        """Until `wanted()` holds; pages follow each other by themselves."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                if wanted():
                    return
            except Trouble:
                pass  # the page with the element is not there yet
            time.sleep(0.05)
        raise Trouble(f"{what} did not come; the browser is at {self.address()}: {self.text()[:500]}")

    def screenshot(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))

    def complaints(self):
        """What the console says that is an error."""
        log = self.call("POST", f"{self.session}/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]
