# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Each small program of examples/grants sends what the RFC of its grant says, and shows what came back without showing
a token."""

import base64
import json
import subprocess
import unittest
import urllib.parse

from support import PATIENCE, PROGRAMS, ProgramTest, Stub, environment

CLIENT, SECRET, TOKEN = "grant-client", "hush-PLANTED-grant", "PLANTED-grant-token"
GRANT = "urn:ietf:params:oauth:grant-type:"


class Grants(ProgramTest):
    def ask(self, name, answer=None, **settings):
        """Runs the program against a token endpoint; gives its standard output and the requests that arrived."""
        answer = answer or (200, {}, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600,
                                      "scope": "reports", "refresh_token": "PLANTED-refresh"})
        with Stub(lambda *_: answer, token_too=True) as server:
            env = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "TOKEN_URL": server.url + "/oauth/token", **settings}
            ended = subprocess.run([str(PROGRAMS / f"grant_{name}")], env=environment(**env), cwd=self.folder,
                                   text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        for text in (ended.stdout, ended.stderr):
            self.assertNotIn("PLANTED", text, "a secret is shown")
        return ended, server.requests

    def form(self, request):
        self.assertEqual(request[2]["Content-Type"], "application/x-www-form-urlencoded")
        return urllib.parse.parse_qsl(request[3].decode(), strict_parsing=True)

    def good(self, name, **settings):
        ended, requests = self.ask(name, **settings)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""), ended.stdout)
        self.assertEqual(len(requests), 1)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if "Authorization" in requests[0][2]:
            self.assertEqual(requests[0][2]["Authorization"], "Basic " + basic)
        return ended, requests[0]

    def test_client_credentials(self):
        ended, request = self.good("client_credentials")
        self.assertEqual(self.form(request), [("grant_type", "client_credentials"), ("scope", "reports")])
        self.assertEqual(ended.stdout, f"a token of {len(TOKEN)} characters\n")

    def test_saml2_bearer(self):
        ended, request = self.good("saml2_bearer", ASSERTION="PHNhbWw-PLANTED")
        self.assertEqual(self.form(request), [("grant_type", GRANT + "saml2-bearer"), ("assertion", "PHNhbWw-PLANTED")])
        self.assertEqual(ended.stdout, "Bearer token for 600 s, scope reports, with a refresh token\n")

    def test_token_exchange(self):
        _, request = self.good("token_exchange", SUBJECT_TOKEN="PLANTED-subject")
        self.assertEqual(self.form(request), [
            ("grant_type", GRANT + "token-exchange"), ("subject_token", "PLANTED-subject"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("resource", "https://backend.example.com/api")])

    def test_legacy_password(self):
        _, request = self.good("legacy_password", USER_NAME="jane", PASSWORD="PLANTED pass&word")
        self.assertEqual(self.form(request), [("grant_type", "password"), ("username", "jane"),
                                              ("password", "PLANTED pass&word")])

    def test_extension_grant_as_json(self):
        _, request = self.good("extension_grant", ACCESS_KEY_ID="AK1", ACCESS_KEY_SECRET="PLANTED-key")
        self.assertEqual(request[2]["Content-Type"], "application/json")
        self.assertNotIn("Authorization", request[2])
        self.assertEqual(json.loads(request[3]), {"accessKeyId": "AK1", "accessKeySecret": "PLANTED-key"})

    def test_a_refusal_is_said_in_the_servers_words_without_the_secret(self):
        refusal = (400, {}, {"error": "invalid_grant", "error_description": f"no such key: {SECRET}"})
        for name, settings in (("saml2_bearer", {"ASSERTION": "PLANTED"}),
                               ("token_exchange", {"SUBJECT_TOKEN": "PLANTED"})):
            ended, requests = self.ask(name, refusal, **settings)
            self.assertEqual((ended.returncode, len(requests)), (1, 1))
            self.assertIn("invalid_grant", ended.stderr)

    def test_a_missing_setting_is_named(self):
        ended, requests = self.ask("token_exchange", SUBJECT_TOKEN=None)
        self.assertEqual((ended.returncode, ended.stderr, requests),
                         (1, "set SUBJECT_TOKEN in the environment\n", []))


if __name__ == "__main__":
    unittest.main()
