# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""genesys_report login: a person signs in at the emulator by a browser played by this test; later runs use the tokens."""

import html.parser
import http.client
import re
import stat
import unittest
import urllib.parse

from support import NOBODY, PATIENCE, Emulator, ProgramTest, environment, free_port, until

PERSON, PASSWORD = "user0@example.com", "test-password"
PUBLIC = "public-client"


class Fields(html.parser.HTMLParser):
    """The hidden fields of a login form."""

    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given["name"]] = given.get("value", "")


def ask(url, method="GET", form=None):
    """One request as a browser sends it; redirects are not followed. Gives status, headers and text."""
    parts = urllib.parse.urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    body = urllib.parse.urlencode(form) if form is not None else None
    target = parts.path + ("?" + parts.query if parts.query else "")
    link.request(method, target, body, {"Content-Type": "application/x-www-form-urlencoded"} if form else {})
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    return answer.status, dict(answer.getheaders()), text


class Login(ProgramTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.back = f"http://127.0.0.1:{self.port}/callback"
        self.tokens = self.folder / "tokens"

    def server(self, **more):
        return Emulator(more=["--redirect-uri", self.back, "--public-client", PUBLIC, *more.pop("words", ())], **more)

    def begin(self, emulator, *words, **env):
        """Starts the login; gives the process and the address that it prints."""
        log = self.folder / "login.err"
        with open(log, "wb") as err:
            process = self.start("login", "--no-browser", "--port", self.port, "--token-folder", self.tokens, *words,
                                 env=environment(GENESYS_ENV_URL=emulator.url, **env), stderr=err)
        found = until(lambda: re.search(r"^  (http\S+)$", log.read_text(), re.MULTILINE), what="the address")
        return process, found.group(1), log

    def sign_in(self, url, answer="login", password=PASSWORD):
        """What the person does; gives the address that the browser is sent back to."""
        status, _, page = ask(url)
        self.assertEqual(status, 200, page)
        form = {**Fields(page).found, "login": PERSON, "password": password, "answer": answer}
        status, headers, page = ask(urllib.parse.urljoin(url, "/oauth/authorize"), "POST", form)
        self.assertIn(status, (302, 303), page)
        return headers["Location"]

    def land(self, address):
        """The browser follows to the program's page."""
        status, headers, page = ask(address)
        while status in (302, 303):
            address = urllib.parse.urljoin(address, headers["Location"])
            self.assertNotIn("code=", address)
            status, headers, page = ask(address)
        return headers, page

    def test_a_person_signs_in_and_later_runs_go_in_their_name(self):
        with self.server() as e:
            process, url, log = self.begin(e)
            asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
            self.assertEqual((asked["response_type"], asked["code_challenge_method"], asked["redirect_uri"]),
                             ("code", "S256", self.back))
            self.assertNotIn("client_secret", url)
            headers, page = self.land(self.sign_in(url))
            self.assertIn("You are signed in", page)
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(process.wait(PATIENCE), 0, log.read_text())
            files = [p for p in self.tokens.iterdir() if p.suffix == ".json"]
            self.assertEqual(len(files), 1)
            self.assertEqual(stat.S_IMODE(files[0].stat().st_mode), 0o600)
            self.assertEqual(stat.S_IMODE(self.tokens.stat().st_mode), 0o700)
            ended = self.report("users", "--user", "--token-folder", self.tokens, env=environment(GENESYS_ENV_URL=e.url))
        self.assertEqual((ended.code, len(ended.rows)), (0, 57), ended)
        kept = files[0].read_text()
        for secret in re.findall(r'"(?:access|refresh)_?[tT]oken" *: *"([^"]+)"', kept):
            self.assertNotIn(secret, log.read_text() + ended.err + ended.out)

    def test_a_client_without_a_secret_signs_in_by_pkce_alone(self):
        with self.server() as e:
            process, url, log = self.begin(e, GENESYS_CLIENT_ID=PUBLIC, GENESYS_CLIENT_SECRET=None)
            self.land(self.sign_in(url))
            self.assertEqual(process.wait(PATIENCE), 0, log.read_text())
            env = environment(GENESYS_ENV_URL=e.url, GENESYS_CLIENT_ID=PUBLIC, GENESYS_CLIENT_SECRET=None)
            ended = self.report("users", "--user", "--token-folder", self.tokens, env=env)
        self.assertEqual((ended.code, len(ended.rows)), (0, 57), ended)

    def test_tokens_are_renewed_from_run_to_run(self):
        with self.server(words=["--token-life", "1"]) as e:
            process, url, log = self.begin(e)
            self.land(self.sign_in(url))
            self.assertEqual(process.wait(PATIENCE), 0, log.read_text())
            for _ in range(3):
                ended = self.report("users", "--user", "--token-folder", self.tokens, "--quiet",
                                    env=environment(GENESYS_ENV_URL=e.url))
                self.assertEqual((ended.code, len(ended.rows)), (0, 57), ended)

    def test_a_person_who_says_no_is_3_and_nothing_is_kept(self):
        with self.server() as e:
            process, url, log = self.begin(e)
            _, page = self.land(self.sign_in(url, answer="cancel"))
            self.assertEqual(process.wait(PATIENCE), 3, log.read_text())
        self.assertIn("access_denied", log.read_text())
        self.assertIn("did not work", page)
        self.assertFalse(self.tokens.exists() and list(self.tokens.glob("*.json")))

    def test_a_callback_that_nobody_asked_for_is_ignored(self):
        with self.server() as e:
            process, url, log = self.begin(e)
            for query in ("", "?code=stolen&state=guessed", "?error=access_denied", "?error=access_denied&state=x"):
                ask(self.back + query)
            self.assertIsNone(process.poll())
            self.land(self.sign_in(url))
            self.assertEqual(process.wait(PATIENCE), 0, log.read_text())

    def test_without_a_login_user_says_so(self):
        with self.server() as e:
            ended = self.report("users", "--user", "--token-folder", self.tokens, env=environment(GENESYS_ENV_URL=e.url))
        self.check_failure(ended, 3, "Sign in with genesys_report login")

    def test_a_port_that_is_taken_is_said(self):
        with self.server() as e:
            process, url, _ = self.begin(e)
            ended = self.report("login", "--no-browser", "--port", self.port, "--token-folder", self.tokens,
                                env=environment(GENESYS_ENV_URL=e.url))
            self.assertNotEqual(ended.code, 0)
            self.assertIn(str(self.port), ended.err)
            process.terminate()
            self.assertEqual(process.wait(PATIENCE), 130)

    def test_what_does_not_go_together_is_2(self):
        for words in (("login", "--user"), ("login", "--device", "--port", "80"), ("users", "--device"),
                      ("users", "--issuer", "https://a.example"), ("login", "--jobs")):
            self.assertEqual(self.report(*words, env=environment(**NOBODY)).code, 2, words)


if __name__ == "__main__":
    unittest.main()
