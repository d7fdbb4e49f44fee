# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""whoami and user_recordings against genesys_emulator: what they print is what the emulator has."""

import csv
import io
import re
import subprocess
import time
import unittest
import urllib.parse

from login import Fields, ask
from support import (DETAILS, FROM, NOBODY, PATIENCE, PROGRAMS, SPAN, TO, Emulator, Ended, ProgramTest, environment,
                     free_port, until)

PERSON, PASSWORD, PUBLIC = "user0@example.com", "test-password", "public-client"


class Whoami(ProgramTest):
    def ask(self, emulator, *words, **env):
        begun = time.monotonic()
        done = subprocess.run([str(PROGRAMS / "whoami"), *words], env=environment(GENESYS_ENV_URL=emulator.url, **env),
                              cwd=self.folder, text=True, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=PATIENCE)
        ended = Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - begun)
        self.check_no_secret(ended)
        return ended

    def test_the_token_is_described_and_nobody_is_signed_in(self):
        with Emulator() as e:
            ended = self.ask(e)
        self.assertEqual(ended.code, 0, ended)
        self.assertIn("organisation  Emulated organisation\n", ended.out)
        self.assertIn("grant         CLIENT-CREDENTIALS\n", ended.out)
        self.assertIn("person        nobody: GET /api/v2/users/me: ", ended.out)
        self.assertIn("correlation id", ended.out)

    def test_users_by_id_cost_one_token(self):
        with Emulator() as e:
            users = e.ask("GET", "/api/v2/users?pageSize=3", token=e.token())["entities"]
            ended = self.ask(e, *(u["id"] for u in users))
        self.assertEqual(ended.code, 0, ended)
        self.assertEqual(ended.out, "".join(f"{u['id']}  {u['name']}  {u['email']}\n" for u in users))
        self.assertEqual(ended.err, "3 users, 1 token\n")
        self.assertRegex(e.counts, r" 2  POST /oauth/token\n")  # the other one is this test's

    def test_each_refusal_is_shown_as_it_is(self):
        with Emulator(rate=20, more=["--without-permission", "recording:job:view"]) as e:
            for code, exit_code, words in (
                    ("400", 2, "HTTP 400, pagination.invalid"), ("401", 3, "HTTP 401, authentication.required"),
                    ("403", 4, "scopes do not apply to client credentials [body], HTTP 403, missing.any.permissions: "
                               "Unable to perform the requested action. You are missing the following permission(s): "
                               "recording:job:view"),
                    ("429", 5, "HTTP 429, too.many.requests.retry.after")):
                ended = self.ask(e, "error", code)
                self.assertEqual((ended.code, ended.out), (exit_code, ""), ended)
                self.assertIn(words, ended.err)
                self.assertRegex(ended.err, r"correlation id [0-9a-f-]{36}\n$")

    def test_every_program_has_help_with_examples(self):
        for name in ("whoami", "user_recordings", "transcript_pipeline"):
            long, done = (subprocess.run([str(PROGRAMS / name), *words], env=environment(**NOBODY), text=True,
                                         capture_output=True, timeout=PATIENCE) for words in (("--help",), ("x", "-h")))
            self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", long.stdout))
            for words in (f"{name}: ", "usage: ", "Settings: GENESYS_", "Exit codes: ", "\nexamples\n  "):
                self.assertIn(words, done.stdout)
            self.assertLessEqual(max(map(len, done.stdout.splitlines())), 120)

    def test_an_organisation_that_refuses_nothing_shows_no_403(self):
        with Emulator() as e:  # which has not all the places that are tried
            ended = self.ask(e, "error", "403")
        self.assertEqual((ended.code, ended.out, ended.err), (0, "nothing was refused\n", ""), ended)

    def test_wrong_words_and_settings_are_said(self):
        with Emulator() as e:
            for words in (("error",), ("error", "418"), ("--loud",)):
                self.assertEqual(self.ask(e, *words).code, 2)
            self.assertEqual(self.ask(e, "0c0ffee0-1111-4222-8333-444455556666").code, 2)
            self.assertEqual(self.ask(e, **NOBODY).code, 3)
            self.assertEqual(self.ask(e, GENESYS_CLIENT_SECRET="wrong").code, 3)


class UserRecordings(ProgramTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()

    def server(self, *more):
        back = f"http://127.0.0.1:{self.port}/callback"
        return Emulator(users=10, more=["--redirect-uri", back, "--public-client", PUBLIC, *more])

    def run_it(self, emulator, *words):
        """Starts the program, signs the person in as a browser would, and waits for the end."""
        log = self.folder / "err"
        env = environment(GENESYS_ENV_URL=emulator.url, GENESYS_CLIENT_ID=PUBLIC, GENESYS_CLIENT_SECRET=None)
        with open(log, "wb") as err:
            process = subprocess.Popen([str(PROGRAMS / "user_recordings"), *SPAN, "--port", str(self.port), *words],
                                       env=env, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=err)
        self.addCleanup(self.end, process)
        found = until(lambda: re.search(r"^  (http\S+)$", log.read_text(), re.MULTILINE), what="the address")
        status, _, page = ask(found.group(1))
        self.assertEqual(status, 200, page)
        form = {**Fields(page).found, "login": PERSON, "password": PASSWORD, "answer": "login"}
        _, headers, _ = ask(urllib.parse.urljoin(found.group(1), "/oauth/authorize"), "POST", form)
        status, headers, page = ask(headers["Location"])
        while status in (302, 303):
            status, headers, page = ask(urllib.parse.urljoin(f"http://127.0.0.1:{self.port}/", headers["Location"]))
        self.assertIn("signed in", page)
        out, _ = process.communicate(timeout=PATIENCE)
        ended = Ended(process.returncode, out.decode(), log.read_text(), 0)
        self.check_no_secret(ended)
        return ended

    @staticmethod
    def truth(emulator):
        """The recordings of the first user's conversations and the conversations that are refused, by plain HTTP."""
        token = emulator.token()
        person = emulator.ask("GET", "/api/v2/users?pageSize=1", token=token)["entities"][0]["id"]
        rows, refused = {}, set()
        for number in range(1, 100):
            query = {"interval": f"{FROM}/{TO}", "paging": {"pageSize": 100, "pageNumber": number}}
            page = emulator.ask("POST", DETAILS, query, token).get("conversations") or []
            for c in page:
                if person not in (p.get("userId") for p in c["participants"]):
                    continue
                try:
                    rows[c["conversationId"]] = emulator.ask(
                        "GET", f"/api/v2/conversations/{c['conversationId']}/recordings", token=token)
                except AssertionError as refusal:
                    if ": 403 " not in str(refusal):
                        raise
                    refused.add(c["conversationId"])
            if len(page) < 100:
                return rows, refused
        raise AssertionError("no end")

    def test_a_person_gets_her_recordings_and_one_that_is_refused_stops_nothing(self):
        with self.server() as e:
            ended = self.run_it(e)
            rows, refused = self.truth(e)
        self.assertEqual(ended.code, 0, ended)
        self.assertTrue(rows and refused)
        mine = list(csv.DictReader(io.StringIO(ended.out)))
        theirs = [(r["conversationId"], r["id"], r["startTime"], r["fileState"], str(len(r.get("mediaUris", ()))))
                  for some in rows.values() for r in some]
        columns = ("conversation", "recording", "start", "state", "links")
        self.assertEqual([tuple(r[name] for name in columns) for r in mine], theirs)
        for conversation in refused:
            said = re.search(rf"^{conversation}: (.*)$", ended.err, re.MULTILINE).group(1)
            self.assertIn("no role of the person has the permission that the server names", said)
            self.assertIn("lacks the scope recordings:readonly", said)
            self.assertIn("recording:recording:viewSensitiveData", said)
            self.assertRegex(said, r"correlation id [0-9a-f-]{36}$")
        self.assertIn(f"{len(rows) + len(refused)} conversations, {len(theirs)} recordings, {len(refused)} refused\n",
                      ended.err)
        self.assertRegex(e.counts, r" 2  POST /oauth/token\n")  # the other one is this test's

    def test_media_are_fetched_by_their_links_without_the_token(self):
        # The emulator's store refuses whoever shows a token, as S3 does.
        (self.folder / "calls").mkdir()
        with self.server() as e:
            ended = self.run_it(e, "--download", "calls", "--width", "3")
            rows, _ = self.truth(e)
        self.assertEqual(ended.code, 0, ended)
        sizes = {r["id"] + ".audio": r["outputSizeInBytes"] for some in rows.values() for r in some if "mediaUris" in r}
        self.assertEqual({p.name: p.stat().st_size for p in (self.folder / "calls").iterdir()}, sizes)
        self.assertTrue(all(p.read_bytes().startswith(b"RIFF") for p in (self.folder / "calls").iterdir()))

    def test_wrong_words_are_2_and_say_so_in_one_line(self):
        for words in (("--port", "65536"), ("--width", "0"), ("--days",), ("--from", "monday"), ("--loud", "1"), ("x",),
                      ("--from", TO, "--to", FROM)):
            done = subprocess.run([str(PROGRAMS / "user_recordings"), *words], env=environment(), cwd=self.folder,
                                  text=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), words)
            self.assertIn("See user_recordings --help", done.stderr)

    def test_links_that_are_too_old_are_said_as_such(self):
        (self.folder / "calls").mkdir()
        with self.server("--link-life", "0") as e:
            ended = self.run_it(e, "--download", "calls")
        self.assertEqual(ended.code, 6, ended)
        self.assertIn("GET presigned link: the presigned link has expired [body], HTTP 403, AccessDenied", ended.err)
        self.assertNotIn("Signature", ended.err)
        self.assertEqual(list((self.folder / "calls").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
