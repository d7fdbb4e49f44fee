# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Each small program of examples/grants sends what the RFC of its grant says, and shows what came back without showing
a token."""

import base64
import hashlib
import json
import subprocess
import unittest
import urllib.parse
import urllib.request

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
            ("grant_type", GRANT + "token-exchange"), ("resource", "https://backend.example.com/api"),
            ("subject_token", "PLANTED-subject"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")])

    def test_legacy_password(self):
        _, request = self.good("legacy_password", USER_NAME="jane", PASSWORD="PLANTED pass&word")
        self.assertEqual(self.form(request), [("grant_type", "password"), ("username", "jane"),
                                              ("password", "PLANTED pass&word")])

    def test_jwt_bearer_with_a_fresh_assertion(self):
        key = self.folder / "key.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
                       check=True, capture_output=True)
        _, request = self.good("jwt_bearer", ISSUER="me", SUBJECT="jane", KEY_FILE=str(key))
        form = dict(self.form(request))
        self.assertEqual(sorted(form), ["assertion", "grant_type"])
        self.assertEqual(form["grant_type"], GRANT + "jwt-bearer")
        header, claims, signature = form["assertion"].split(".")
        part = lambda text: json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        self.assertEqual(part(header), {"alg": "ES256", "typ": "JWT"})
        said = part(claims)
        self.assertEqual((said["iss"], said["sub"], said["exp"] - said["iat"]), ("me", "jane", 60))
        self.assertEqual(len(signature), 86)

    def test_refresh_token_is_stored_and_its_successor_sent_next(self):
        answers = [{"access_token": f"{TOKEN}-{n}", "token_type": "Bearer", "expires_in": 1,
                    "refresh_token": f"PLANTED-refresh-{n}"} for n in (1, 2)]
        sent = []
        for answer in answers:
            ended, requests = self.ask("refresh_token", (200, {}, answer), REFRESH_TOKEN="PLANTED-refresh-0",
                                       TOKEN_FOLDER=str(self.folder / "tokens"))
            self.assertEqual((ended.returncode, ended.stderr, len(requests)), (0, "", 1))
            sent.append(dict(self.form(requests[0]))["refresh_token"])
        self.assertEqual(sent, ["PLANTED-refresh-0", "PLANTED-refresh-1"])

    def test_extension_grant_as_json(self):
        _, request = self.good("extension_grant", ACCESS_KEY_ID="AK1", ACCESS_KEY_SECRET="PLANTED-key")
        self.assertEqual(request[2]["Content-Type"], "application/json")
        self.assertNotIn("Authorization", request[2])
        self.assertEqual(json.loads(request[3]), {"accessKeyId": "AK1", "accessKeySecret": "PLANTED-key"})

    def server(self, scripts):
        """A server with discovery; the other paths are answered by scripts: path → function of the form."""
        def answer(method, path, body):
            path = path.split("?")[0]
            if path == "/.well-known/openid-configuration":
                base = server.url
                return 200, {}, {"issuer": base, "authorization_endpoint": base + "/authorize",
                                 "token_endpoint": base + "/oauth/token", "jwks_uri": base + "/jwks",
                                 "device_authorization_endpoint": base + "/device",
                                 "response_types_supported": ["code"], "code_challenge_methods_supported": ["S256"],
                                 "authorization_response_iss_parameter_supported": True}
            return scripts[path](dict(urllib.parse.parse_qsl(body.decode())))
        server = Stub(answer, token_too=True)
        return server

    def talk(self, name, **settings):
        """Starts the program; gives it and the first line that it says."""
        process = subprocess.Popen([str(PROGRAMS / f"grant_{name}")], env=environment(CLIENT_ID=CLIENT, **settings),
                                   cwd=self.folder, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process, process.stdout.readline()

    def test_authorization_code_with_pkce(self):
        seen = {}

        def token(form):
            seen.update(form)
            return 200, {}, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600}

        with self.server({"/oauth/token": token}) as server:
            process, line = self.talk("authorization_code", ISSUER=server.url)
            self.assertTrue(line.startswith("Sign in at " + server.url + "/authorize?"), line)
            asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(line.split()[-1]).query))
            back = asked["redirect_uri"] + "?" + urllib.parse.urlencode(
                {"code": "PLANTED-code", "state": asked["state"], "iss": server.url})
            with urllib.request.urlopen(back, timeout=PATIENCE) as page:
                self.assertIn("You are signed in", page.read().decode())
            out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual((process.returncode, err, out), (0, "", "Bearer token for 600 s\n"))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(seen["code_verifier"].encode()).digest()).decode()
        self.assertEqual((asked["code_challenge_method"], asked["code_challenge"]), ("S256", challenge.rstrip("=")))
        self.assertEqual((seen["grant_type"], seen["code"], seen["redirect_uri"], seen["client_id"]),
                         ("authorization_code", "PLANTED-code", asked["redirect_uri"], CLIENT))

    def test_device_code(self):
        answers = [(400, {}, {"error": "authorization_pending"}),
                   (200, {}, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600})]
        asked = []

        def token(form):
            asked.append((form["grant_type"], form["device_code"]))
            return answers.pop(0)

        with self.server({"/oauth/token": token, "/device": lambda form: (
                200, {}, {"device_code": "PLANTED-device", "user_code": "WDJB-MJHT", "expires_in": 60, "interval": 1,
                          "verification_uri": server.url + "/enter"})}) as server:
            process, line = self.talk("device_code", ISSUER=server.url)
            out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(line, f"Open {server.url}/enter and type in WDJB-MJHT\n")
        self.assertEqual((process.returncode, err, out), (0, "", "Bearer token for 600 s\n"))
        self.assertEqual(asked, 2 * [(GRANT + "device_code", "PLANTED-device")])

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
