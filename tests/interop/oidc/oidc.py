#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""cogrant against an OpenID-certified server (oidc-provider), one feature a time, judged at both ends: by what the client
program says, and by what the server wrote down.

    oidc.py FEATURE --program oidc_client --cache FOLDER --artefacts FOLDER [--report genesys_report]

Leaves with 77 (skipped) where Node.js 20 or npm (for `browser` and `report`: Chromium) is missing, but fails there when the environment
has CI. The server's packages are installed from the lockfile into --cache, once for each content of the lockfile."""

import argparse
import base64
import json
import pathlib
import subprocess
import sys
import time
import urllib.parse

import webdriver
from person import Person
from server import HERE, Server, unpack
from node import Trouble, first_line, install, plain_environment, skipped, what_is_missing

CLIENT_SECRETS = ("machine-basic", "machine-post")
DEFAULT_SCOPE = "openid profile api:read"


def check(holds, words):
    if not holds:
        raise Trouble(words() if callable(words) else str(words))


class Client:
    """A run of the client program; its lines as they come."""

    def __init__(self, given, server, command, name, listener="plain", api="/resource", **more):
        facts = server.client(name)
        at = api if api.startswith("https:") else server.facts[listener] + api if api else ""
        settings = {"issuer": server.facts[listener], "ca_file": str(server.folder / "ca.pem"), "auth": "none",
                    "api": at, "proof_key_file": server.facts["proof_key_file"]}
        settings.update({key: facts[key] for key in ("client_id", "client_secret", "key_file", "kid", "alg") if key in facts})
        settings.update(more)
        self.command, self.events, self.server = f"{command} {name}", [], server
        path = server.folder / f"{command}-{name}.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        self.process = subprocess.Popen([given.program, command, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=plain_environment())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def next(self, event):
        """The next line, which must be of this event."""
        line = first_line(self.process, 30)
        said = json.loads(line) if line else {}
        check(said.get("event") == event, lambda: f"{self.command}: wanted {event}, got {line!r}\n{self.rest()}")
        return said

    def end(self, code=0):
        """The rest of the lines, by event."""
        out, errors = self.process.communicate(timeout=60)
        events = {}
        for line in out.splitlines():
            check(line.startswith("{"), lambda: f"{self.command} says {out}{errors}")
            said = json.loads(line)
            events.setdefault(said["event"], []).append(said)
        check(self.process.returncode == code,
              lambda: f"{self.command} left with {self.process.returncode}:\n{out}{errors}\n{self.server.errors()}")
        return events

    def rest(self):
        self.process.kill()
        return "".join(self.process.communicate()) + self.server.errors()


def person_for(server, **more):
    account = server.facts["account"]
    return Person(account["login"], account["password"], **more)


def secret_checks(server, name):
    """How the client proved itself at the token endpoint: each proof in its own place, and no other."""
    facts = server.client(name)
    asked = [e for e in server.log("/token") if e["status"] == 200]
    check(asked, "nothing was asked at the token endpoint")
    form = dict(urllib.parse.parse_qsl(asked[-1]["body"], strict_parsing=True))
    basic = asked[-1]["headers"].get("authorization", "")
    if name.endswith("-basic"):
        pair = base64.b64decode(basic.split(" ")[1]).decode()
        wanted = ":".join(urllib.parse.quote_plus(facts[key], safe="*-._") for key in ("client_id", "client_secret"))
        check(pair == wanted, lambda: f"not form-encoded as RFC 6749 §2.3.1 has it: {pair}")
        check("client_secret" not in form, "the secret was sent twice")
    else:
        check(basic == "" and form["client_secret"] == facts["client_secret"], "not in the form, or not there only")


def machine(given, server):
    """client_credentials with a secret in the header and in the form; a 401 costs one renewal; a resource (RFC 8707)."""
    resource = server.facts["secure"] + "/resource"
    for name in CLIENT_SECRETS:
        auth = "client_secret_" + name.split("-")[1]
        with Client(given, server, "machine", name, "secure", auth=auth, scope="api:read", resource=resource, calls=3) as client:
            events = client.end()
        check([e["status"] for e in events["api"]] == [200] * 3, events)
        facts = events["api"][0]["answer"]
        check(facts["client_id"] == server.client(name)["client_id"] and facts["scope"] == "api:read"
              and facts["aud"] == resource, events)
        secret_checks(server, name)
    check(len(server.log("/token")) == 2, "three calls cost one token")

    mark = server.mark()
    with Client(given, server, "machine", "machine-basic", auth="client_secret_basic", resource=server.facts["plain"] + "/resource/jwt",
                api="/resource/jwt", calls=2) as client:
        events = client.end()
    check([e["status"] for e in events["api"]] == [200, 200], events)
    issued = json.loads(server.log("/token", mark)[-1]["answer"])
    check(issued["access_token"].count(".") == 2, "a JWT was wanted")

    mark = server.mark()
    server.control(refuse=1, challenge='Bearer realm="r", error="invalid_token"')
    with Client(given, server, "machine", "machine-basic", auth="client_secret_basic") as client:
        check([e["status"] for e in client.end()["api"]] == [200], "refused once, renewed, replayed")
    calls = server.log("/resource", mark)
    check(len(server.log("/token", mark)) == 2 and [e["status"] for e in calls] == [401, 200], "one renewal and one replay")
    check(calls[0]["headers"]["authorization"] != calls[1]["headers"]["authorization"], "the replay has the new token")

    mark = server.mark()
    server.control(refuse=9, challenge='Bearer realm="r", error="invalid_token"')
    with Client(given, server, "machine", "machine-basic", auth="client_secret_basic") as client:
        check([e["status"] for e in client.end()["api"]] == [401], "refused for ever")
    check(len(server.log("/resource", mark)) == 2 and len(server.log("/token", mark)) == 2,
          lambda: f"one replay, no more: {[(e['url'], e['status']) for e in server.log(since=mark)]}")

    mark = server.mark()
    server.control(refuse=1, status=403, challenge='Bearer error="insufficient_scope", scope="api:write"')
    with Client(given, server, "machine", "machine-basic", auth="client_secret_basic") as client:
        check([e["status"] for e in client.end()["api"]] == [403], "not enough scope")
    check(len(server.log("/resource", mark)) == 1 and len(server.log("/token", mark)) == 1, "that is not renewed away")


def refused_client(given, server):
    """A wrong secret and an unknown resource are typed errors in the server's words."""
    with Client(given, server, "machine", "machine-basic", auth="client_secret_basic", client_secret="wrong") as client:
        said = client.end(1)["error"][0]
    check(said["server_code"] == "invalid_client" and said["status"] == 401, said)
    check(len(server.log("/token")) == 1, "a wrong secret is not tried again")
    with Client(given, server, "machine", "machine-post", auth="client_secret_post", resource="https://unknown.example/") as client:
        said = client.end(1)["error"][0]
    check(said["server_code"] == "invalid_target" and said["status"] == 400, said)
    text = json.dumps(said)
    check(server.client("machine-post")["client_secret"] not in text, "the secret is in the error")


def signed(given, server):
    """private_key_jwt in four algorithms and client_secret_jwt: an assertion for the issuer alone, never used again."""
    used = set()
    for name, auth, alg in (("machine-hs256", "client_secret_jwt", "HS256"), ("machine-rs256", "private_key_jwt", "RS256"),
                            ("machine-ps256", "private_key_jwt", "PS256"), ("machine-es256", "private_key_jwt", "ES256"),
                            ("machine-eddsa", "private_key_jwt", "EdDSA")):
        mark = server.mark()
        with Client(given, server, "machine", name, "secure", auth=auth) as client:
            check([e["status"] for e in client.end()["api"]] == [200], name)
        form = dict(urllib.parse.parse_qsl(server.log("/token", mark)[0]["body"]))
        check("client_secret" not in form and "authorization" not in server.log("/token", mark)[0]["headers"], form)
        header, claims = unpack(form["client_assertion"])
        me = server.client(name)["client_id"]
        check(header["alg"] == alg and header["typ"] == "client-authentication+jwt", header)
        check(claims["aud"] == server.facts["secure"] and claims["iss"] == claims["sub"] == me, claims)
        check(0 < claims["exp"] - claims["iat"] <= 300 and len(claims["jti"]) >= 16, claims)
        used.add(claims["jti"])
    check(len(used) == 5, "each assertion has its own jti")


def certificate(given, server):
    """tls_client_auth and self_signed_tls_client_auth (RFC 8705) at the aliases of the metadata; tokens bound to the certificate."""
    files = {"machine-tls": "client", "machine-self-signed": "self"}
    for name, file in files.items():
        mark = server.mark()
        own = {"certificate_file": str(server.folder / f"{file}.pem"), "certificate_key_file": str(server.folder / f"{file}.key")}
        auth = "tls_client_auth" if name == "machine-tls" else "self_signed_tls_client_auth"
        bound = server.facts["mutual"] + "/resource"
        with Client(given, server, "machine", name, "secure", auth=auth, **{**own, "api": bound}) as client:
            answer = client.end()["api"][0]
        check(answer["status"] == 200 and answer["answer"]["bound"] == "certificate", answer)
        asked = server.log("/token", mark)
        check([e["origin"] for e in asked] == [server.facts["mutual"]], "not at the alias")
        check(asked[0]["certificate"] == server.log("/resource", mark)[0]["certificate"] is not None, "another certificate")
        # The token without the certificate is worth nothing.
        with Client(given, server, "machine", name, "secure", auth=auth, **own) as client:
            check(client.end()["api"][0]["status"] == 401, "taken without the certificate")
    # The certificate of somebody else.
    other = {"certificate_file": str(server.folder / "self.pem"), "certificate_key_file": str(server.folder / "self.key")}
    with Client(given, server, "machine", "machine-tls", "secure", auth="tls_client_auth", **other) as client:
        said = client.end(1)["error"][0]
    check(said["server_code"] == "invalid_client" and said["status"] == 401, said)
    # A certificate of one's own does not make the server's authority optional.
    with Client(given, server, "machine", "machine-tls", "secure", auth="tls_client_auth",
                **{**other, "ca_file": str(server.folder / "self.pem")}) as client:
        said = client.end(1)["error"][0]
    check(said["status"] == 0 and "certificate" in said["message"], said)


def proofs(server, path, mark):
    """The DPoP proofs that arrived at one path, each with the answer's status."""
    found = []
    for entry in server.log(path, mark):
        header, claims = unpack(entry["headers"]["dpop"])
        check(entry["headerCounts"]["dpop"] == 1 and header["typ"] == "dpop+jwt" and "d" not in header["jwk"], header)
        check(claims["htm"] == entry["method"] and claims["htu"] == entry["origin"] + path, claims)
        found.append((entry["status"], claims))
    return found


def proof(given, server):
    """DPoP (RFC 9449) with a nonce that both the server and the API ask for, also anew; the refresh token stays with the key."""
    mark = server.mark()
    with Client(given, server, "machine", "machine-dpop", auth="client_secret_basic", prove=True, calls=3) as client:
        events = client.end()
    check([e["status"] for e in events["api"]] == [200] * 3, events)
    check(events["api"][0]["answer"]["bound"] == "key" and events["api"][0]["answer"]["scheme"] == "dpop", events)
    asked, called = proofs(server, "/token", mark), proofs(server, "/resource", mark)
    check([status for status, _ in asked] == [400, 200], "the server asks for its nonce once")
    check([status for status, _ in called] == [401, 200, 200, 200], "the API asks for its nonce once")
    check("nonce" not in asked[0][1] and "nonce" not in called[0][1], "there was none to give")
    check(asked[1][1]["nonce"] != called[1][1]["nonce"], "each has its own")
    check("ath" not in asked[1][1] and all("ath" in claims for _, claims in called), "ath belongs to the token")
    check(len({claims["jti"] for _, claims in asked + called}) == 6, "every proof is new")

    mark = server.mark()
    events, *_ = log_in(given, server, "person-dpop", prove=True, scope="openid api:read", refreshes=1)
    check([e["token_type"] for e in events["tokens"]] == ["DPoP"] * 2, events)
    check(events["api"][0]["status"] == 200 and events["api"][0]["answer"]["bound"] == "key", events)
    check(all(len(claims["htu"]) and claims["jti"] for _, claims in proofs(server, "/token", mark)), "no proof")


def inspect(given, server):
    """Introspection (RFC 7662) before and after revocation (RFC 7009)."""
    with Client(given, server, "inspect", "machine-basic", "secure", auth="client_secret_basic", scope="api:read",
                resource=server.facts["secure"] + "/resource") as client:
        events = client.end()
    first, second = events["introspection"]
    check(first["active"] == 1 and first["client_id"] == server.client("machine-basic")["client_id"]
          and first["scope"] == "api:read", events)
    check(second["active"] == 0 and second["scope"] == "", events)
    check(events["api"][0]["status"] == 401, "the token is dead")
    for path in ("/token/introspection", "/token/revocation"):
        form = dict(urllib.parse.parse_qsl(server.log(path)[0]["body"]))
        check(form["token_type_hint"] == "access_token" and form["token"], form)
        check("authorization" in server.log(path)[0]["headers"], f"{path} without authentication")


def log_in(given, server, name, person=None, code=0, wait_for_page=True, **more):
    """Runs a login to its end, with a person who has a very small browser; gives the events and the last page."""
    person = person or person_for(server)
    more.setdefault("scope", DEFAULT_SCOPE)
    with Client(given, server, "login", name, **more) as client:
        opened = client.next("open")
        landed = person.visit(opened["url"], stop=opened["redirect_uri"])
        check(landed.startswith(opened["redirect_uri"] + "?"), landed)
        check(opened["redirect_uri"].startswith("http://127.0.0.1:"), opened)
        if wait_for_page:
            person.visit(landed)
        return client.end(code), opened, landed, person


def login(given, server):
    """Code with PKCE, id_token in three algorithms, UserInfo, RFC 9207, for public and confidential clients."""
    for name, auth in (("person-public", "none"), ("person-es256", "client_secret_basic"), ("person-eddsa", "client_secret_post")):
        mark = server.mark()
        events, opened, landed, person = log_in(given, server, name, auth=auth, api="")
        sub = server.facts["account"]["sub"]
        check(events["id_token"][0]["sub"] == sub and events["userinfo"][0]["sub"] == sub, events)
        check(events["userinfo"][0]["name"] == server.facts["account"]["name"], events)
        check("You are signed in" in person.last, person.last)
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(opened["url"]).query))
        check(asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43, asked)
        check(len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43, asked)
        back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(landed).query))
        check(back["iss"] == server.facts["plain"] and back["state"] == asked["state"], back)
        form = dict(urllib.parse.parse_qsl(server.log("/token", mark)[0]["body"]))
        check(len(form["code_verifier"]) >= 43 and form["redirect_uri"] == opened["redirect_uri"], form)
        check(len(server.log("/token", mark)) == 1 and len(server.log("/jwks", mark)) == 1, "each is asked once")


def refused_login(given, server):
    """A person who says no, and a callback for another login: nothing is sent to the token endpoint."""
    events, _, landed, person = log_in(given, server, "person-public", person_for(server, agrees=False), code=1)
    check("error=access_denied" in landed, landed)
    check(events["error"][0]["server_code"] == "access_denied", events)
    check("did not work" in person.last, person.last)
    with Client(given, server, "login", "person-public", scope=DEFAULT_SCOPE) as client:
        opened = client.next("open")
        person = person_for(server)
        landed = person.visit(opened["url"], stop=opened["redirect_uri"])
        parts = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(landed).query))
        forged = opened["redirect_uri"] + "?" + urllib.parse.urlencode({**parts, "state": "forged"})
        person.visit(forged)
        check("You are signed in" not in person.last, person.last)
        other = opened["redirect_uri"] + "?" + urllib.parse.urlencode({**parts, "iss": "https://evil.example"})
        person.visit(other)
        client.end(1)
    check(not server.log("/token"), "a code was sent though the callback was not good")


def refresh(given, server):
    """Rotation, and reuse detection: the first refresh token shown again ends them all."""
    events, *_ = log_in(given, server, "person-public", api="", refreshes=2)
    check(len(events["tokens"]) == 3 and all(e["refresh_token"] for e in events["tokens"]), events)
    check([e["server_code"] for e in events["error"]] == ["invalid_grant"] * 2, events)
    shown = [dict(urllib.parse.parse_qsl(e["body"])) for e in server.log("/token")]
    shown = [form["refresh_token"] for form in shown if form["grant_type"] == "refresh_token"]
    check(len(shown) == 4 and len(set(shown)) == 3 and shown[0] == shown[2], "each was shown once, but for the reuse")


def pushed(given, server):
    """The request is pushed first (RFC 9126), from a client that may not do otherwise."""
    events, opened, *_ = log_in(given, server, "person-pushed", auth="client_secret_basic", pushed=True, api="")
    check(events["id_token"][0]["sub"] == server.facts["account"]["sub"], events)
    seen = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(opened["url"]).query))
    check(set(seen) == {"client_id", "request_uri"}, seen)
    form = dict(urllib.parse.parse_qsl(server.log("/request")[0]["body"]))
    check(form["code_challenge_method"] == "S256" and form["redirect_uri"] == opened["redirect_uri"], form)
    check(server.log("/request")[0]["status"] == 201, "not created")


def resource(given, server):
    """A login for a resource (RFC 8707): the token is for that one, and no use at UserInfo."""
    wanted = server.facts["plain"] + "/resource"
    events, opened, *_ = log_in(given, server, "person-public", scope="openid api:read", resource=wanted)
    check("resource=" in opened["url"], opened)
    form = urllib.parse.parse_qs(server.log("/token")[0]["body"])
    check(form["resource"] == [wanted], form)
    answer = events["api"][0]["answer"]
    check(events["api"][0]["status"] == 200 and answer["aud"] == wanted and answer["sub"], events)


def device(given, server):
    """The device flow (RFC 8628): the person types the code in while the program waits."""
    with Client(given, server, "device", "person-device", scope="openid profile", api="") as client:
        shown = client.next("code")
        person = person_for(server, code=shown["user_code"])
        person.visit(shown["url"])
        check("Your device is connected" in person.last, person.last)
        events = client.end()
    check(events["id_token"][0]["sub"] == server.facts["account"]["sub"], events)
    check(len(server.log("/token")) == 1, "asked before the interval was over")


def sign_in(given, server, window, url, pictures):
    """What the person does in the browser: signs in, agrees, and arrives at the program's page."""
    given.artefacts.mkdir(parents=True, exist_ok=True)
    account = server.facts["account"]
    window.go(url)
    check(window.text("h1") == "Sign in", window.text())
    window.screenshot(given.artefacts / f"{pictures}-1-sign-in.png")
    window.type("input[name=login]", account["login"])
    window.type("input[name=password]", account["password"])
    window.press("button[type=submit]")
    window.wait_for(lambda: window.text("h1") == "Allow access?", "the consent page")
    window.screenshot(given.artefacts / f"{pictures}-2-consent.png")
    window.press("button[value=allow]")
    window.wait_for(lambda: "You are signed in" in window.text(), "the page of the program")
    window.screenshot(given.artefacts / f"{pictures}-3-signed-in.png")
    check("code=" not in window.address() and "state=" not in window.address(), window.address())
    complaints = window.complaints()
    check(not complaints, lambda: "the browser complains:\n" + "\n".join(complaints))


def browser(given, server):
    """The same login in a real browser; its pictures are kept."""
    account = server.facts["account"]
    with Client(given, server, "login", "person-public", scope=DEFAULT_SCOPE, resource=server.facts["plain"] + "/resource") as client, \
            webdriver.Browser() as window:
        opened = client.next("open")
        sign_in(given, server, window, opened["url"], "client")
        events = client.end()
        check(events["api"][0]["status"] == 200 and events["api"][0]["answer"]["sub"] == account["sub"], events)
    print(f"pictures in {given.artefacts}")


def report(given, server):
    """genesys_report login with the person's browser: the tokens are kept, and later runs ask the API with them. One run finds
    its access token dead and renews it; the refresh token of the login is sent once."""
    tokens = server.folder / "tokens"
    opened = server.folder / "opened"
    browser_program = server.folder / "browser"
    browser_program.write_text(f'#!/bin/sh\nprintf %s "$1" >"{opened}.new" && mv "{opened}.new" "{opened}"\n', encoding="ascii")
    browser_program.chmod(0o755)
    where = ["--issuer", server.facts["plain"], "--token-folder", str(tokens)]
    environment = plain_environment(GENESYS_CLIENT_ID=server.client("person-public")["client_id"], BROWSER=str(browser_program))
    program = [given.report, "login", "--scope", "openid profile offline_access", *where]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, env=environment, cwd=server.folder) as process:
        try:
            for _ in range(300):
                if opened.exists() or process.poll() is not None:
                    break
                time.sleep(0.1)
            check(opened.exists(), "the browser was not opened")
            with webdriver.Browser() as window:
                sign_in(given, server, window, opened.read_text(encoding="ascii"), "report")
            said = process.communicate(timeout=30)[1]
        finally:
            process.kill()
    check(process.returncode == 0 and server.facts["account"]["sub"] in said, said)
    kept = [p for p in tokens.iterdir() if p.suffix == ".json"]
    check(len(kept) == 1 and kept[0].stat().st_mode & 0o777 == 0o600, kept)

    def users():
        done = subprocess.run([given.report, "users", "--user", *where, "--api-url", server.facts["plain"]], cwd=server.folder,
                              capture_output=True, text=True, timeout=60, env=environment, check=False)
        check(done.returncode == 0 and json.loads(done.stdout)["id"] == server.facts["account"]["sub"], done.stderr + done.stdout)
        return done.stderr

    mark = server.mark()
    said += users()
    check(not server.log("/token", mark), "the kept token is used as it is")
    server.control(refuse=1, challenge='Bearer error="invalid_token"')
    said += users()
    said += users()
    calls = [e["status"] for e in server.log("/api/v2/users", mark)]
    renewals = [dict(urllib.parse.parse_qsl(e["body"])) for e in server.log("/token", mark)]
    check(calls == [200, 401, 200, 200] and len(renewals) == 1, (calls, renewals))
    check(renewals[0]["grant_type"] == "refresh_token" and "client_secret" not in renewals[0], renewals)
    answers = [json.loads(e["answer"]) for e in server.log("/token")]
    for secret in (answer[name] for answer in answers for name in ("access_token", "refresh_token", "id_token") if name in answer):
        check(secret not in said, "a token is in the program's words")
    print(f"pictures in {given.artefacts}")


FEATURES = {f.__name__: f for f in (machine, refused_client, signed, certificate, proof, inspect, login, refused_login, refresh, pushed, resource,
                                    device, browser, report)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("feature", choices=FEATURES)
    for name in ("program", "cache", "artefacts"):
        parser.add_argument(f"--{name}", type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("--report", type=lambda text: pathlib.Path(text).resolve(), help="genesys_report, for `report`")
    given = parser.parse_args()
    try:
        missing = what_is_missing() or (webdriver.what_is_missing() if given.feature in ("browser", "report") else None)
        if missing:
            return skipped(missing, f"cogrant was NOT tried against a real authorization server: {given.feature}.")
        with Server(install(HERE, given.cache, "oidc")) as server:
            try:
                FEATURES[given.feature](given, server)
            except Trouble as trouble:
                raise Trouble(f"{trouble}\nthe server says:\n{server.errors()}") from None
        return 0
    except Trouble as trouble:
        print(f"FAILED: {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
