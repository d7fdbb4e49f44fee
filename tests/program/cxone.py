# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The CXone programs against cxone_emulator, whose answers are also read by Python's own HTTP client: what the programs
print is compared with that."""

import csv
import http.client
import io
import json
import os
import re
import select
import signal
import subprocess
import unittest
import urllib.parse

from login import Fields, ask
from support import PATIENCE, PROGRAMS, ProgramTest, free_port, until

KEY, SECRET = "program-key", "hush-PLANTED-key-1f3b"
DAY, FROM, TO = "2025-03-01", "2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"
SERVICES = "/incontactapi/services/v24.0/"
FAULTS = ("seed=11,429=0.04,500=0.03,502=0.03,503=0.03,reset=0.04,reset-body=0.04,truncate=0.04,stale=0.05,"
          "token-death=0.02,gzip=0.5,chunked=0.3")


def environment(**changes):
    out = {key: value for key, value in os.environ.items()
           if not key.startswith(("CXONE_", "GENESYS_")) and not key.lower().endswith("_proxy")}
    out.update({"CXONE_ACCESS_KEY_ID": KEY, "CXONE_ACCESS_KEY_SECRET": SECRET, "LC_ALL": "C", **changes})
    return {key: value for key, value in out.items() if value is not None}


class Tenant:
    """cxone_emulator with a day of contacts."""

    def __init__(self, *more, contacts=230, faults=""):
        words = [PROGRAMS / "cxone_emulator", "--from", FROM, "--days", "1", "--contacts", str(contacts), *more]
        self.counts = ""
        self.process = subprocess.Popen(words + (["--faults", faults] if faults else []), stdout=subprocess.PIPE,
                                        text=True, env=environment())

    def __enter__(self):
        ready = select.select([self.process.stdout], [], [], PATIENCE)[0]
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("listening on http"):
            self.__exit__()
            raise AssertionError(f"cxone_emulator does not say where it listens: {line!r}")
        self.url = line.split()[-1]
        self.host = self.url.split("://")[1]
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.counts += self.process.communicate(timeout=PATIENCE)[0]

    def ask(self, method, path, body=None, token=None):
        """One request as JSON; None for 204. Without faults only."""
        link = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = "Bearer " + token
        link.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = link.getresponse()
        text = answer.read()
        link.close()
        if answer.status >= 300:
            raise AssertionError(f"{method} {path}: {answer.status} {text!r}")
        return json.loads(text) if answer.status != 204 else None

    def token(self):
        return self.ask("POST", "/authentication/v1/token/access-key",
                        {"accessKeyId": KEY, "accessKeySecret": SECRET})["access_token"]

    def contacts(self, more=""):
        """All contacts of the day, by the links, with a small page."""
        token, out = self.token(), []
        path = f"{SERVICES}contacts/completed?startDate={FROM}&endDate={TO}&top=100{more}"
        while path:
            page = self.ask("GET", path, token=token)
            if page is None:
                break
            out += page["completedContacts"]
            path = (page["_links"].get("next") or "").removeprefix(self.url)
        return out


def same(ours, theirs):
    """Whether a cell says what the JSON says, whichever way a number was spelled."""
    if theirs is None:
        return ours == ""
    if isinstance(theirs, bool):
        return ours == str(theirs).lower()
    if isinstance(theirs, list):
        return json.loads(ours) == theirs if theirs else ours in ("", "[]")
    try:
        return float(ours) == float(theirs) if abs(float(theirs)) < 2**52 else int(ours) == int(theirs)
    except ValueError:
        return ours == theirs


class CxonePrograms:
    """What the tests of the CXone programs share; goes beside ProgramTest."""

    def run_program(self, name, *words, url=None, **env):
        if url:
            env["CXONE_ENV_URL"] = url
        ended = subprocess.run([str(PROGRAMS / name), *words], env=environment(**env), cwd=self.folder,
                               stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        ended.stdout, ended.stderr = ended.stdout.decode(), ended.stderr.decode()  # CR LF stays
        self.assertNotIn("PLANTED", ended.stdout + ended.stderr, "a secret is shown")
        return ended

    def check_rows(self, text, truth):
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual([int(r["contactId"]) for r in rows], [c["contactId"] for c in truth])
        for row, contact in zip(rows, truth):
            for name, value in contact.items():
                self.assertTrue(same(row[name], value), f"{row['contactId']}: {name} is {row[name]!r}, not {value!r}")


class Cxone(ProgramTest, CxonePrograms):
    def test_the_contacts_of_a_day_are_all_there_with_every_member(self):
        with Tenant() as t:
            truth = t.contacts()
            ended = self.run_program("cxone_contacts", "--day", DAY, "--output", "day.csv", url=t.url)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", "230 contacts\n"))
        self.assertEqual(len(truth), 230)
        self.check_rows((self.folder / "day.csv").read_bytes().decode(), truth)

    def test_pages_at_once_filters_and_discovery_give_the_same_rows(self):
        with Tenant("--discover", contacts=5003) as t:
            truth = t.contacts("&skillId=4711")
            by_link = self.run_program("cxone_contacts", "--day", DAY, "--skill", "4711", "--quiet", url=t.url)
            at_once = self.run_program("cxone_contacts", "--day", DAY, "--concurrency", "4", url=t.url)
            everything = t.contacts()
        self.assertEqual((by_link.returncode, by_link.stderr), (0, ""))
        self.check_rows(by_link.stdout, truth)
        self.assertEqual(at_once.stderr, "5003 contacts\n")
        self.check_rows(at_once.stdout, everything)
        self.assertRegex(t.counts, r"[1-9]\d*  GET /.well-known/cxone-configuration")

    def test_faults_lose_no_contact_and_double_none(self):
        with Tenant(contacts=5003) as t:
            truth = t.contacts()
        with Tenant(contacts=5003, faults=FAULTS) as t:
            for _ in range(2):
                ended = self.run_program("cxone_contacts", "--day", DAY, "--concurrency", "3", url=t.url)
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.check_rows(ended.stdout, truth)
        self.assertIn("fault", t.counts)

    def test_a_day_without_contacts_is_a_header(self):
        with Tenant() as t:
            ended = self.run_program("cxone_contacts", "--day", "2025-04-01", url=t.url)
        self.assertEqual((ended.returncode, ended.stderr), (0, "0 contacts\n"))
        self.assertRegex(ended.stdout, r"^contactId,masterContactId,[^\n]*\r\n$")

    def test_an_application_logs_in_at_the_discovered_endpoint(self):
        with Tenant() as t:
            ended = self.run_program("cxone_contacts", "--day", DAY, url=t.url, CXONE_CLIENT_ID="emulated-client",
                                     CXONE_CLIENT_SECRET="emulated-secret")
        self.assertEqual((ended.returncode, ended.stderr), (0, "230 contacts\n"))
        self.assertIn("1  POST /auth/token", t.counts)

    def test_a_person_signs_in_once_and_later_runs_use_the_tokens(self):
        port, app = free_port(), {"CXONE_CLIENT_ID": "emulated-client", "CXONE_CLIENT_SECRET": "emulated-secret"}
        words = ["cxone_contacts", "--day", DAY, "--login", "tokens", "--port", str(port)]
        nobody = {"CXONE_ACCESS_KEY_ID": None, "CXONE_ACCESS_KEY_SECRET": None}
        with Tenant("--redirect-uri", f"http://127.0.0.1:{port}/callback", "--token-life", "3600") as t:
            truth = t.contacts()
            log = self.folder / "err"
            with open(log, "wb") as err:
                process = subprocess.Popen([str(PROGRAMS / words[0]), *words[1:]], cwd=self.folder, stderr=err,
                                           env=environment(CXONE_ENV_URL=t.url, **app, **nobody),
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            self.addCleanup(self.end, process)
            url = until(lambda: re.search(r"^  (http\S+)$", log.read_text(), re.MULTILINE), what="the address").group(1)
            for part in ("scope=openid", "nonce=", "code_challenge_method=S256", "/auth/authorize?response_type=code&"):
                self.assertIn(part, url)
            self.assertEqual(ask(url)[0], 200)
            form = {**Fields(ask(url)[2]).found, "login": "user0@example.com", "password": "test-password",
                    "answer": "login"}
            back = ask(t.url + "/auth/authorize", "POST", form)[1]["Location"]
            status, headers, page = ask(back)
            while status in (302, 303):
                back = urllib.parse.urljoin(back, headers["Location"])
                status, headers, page = ask(back)
            self.assertIn("signed in", page)
            out = process.communicate(timeout=PATIENCE)[0].decode()
            again = self.run_program(*words, url=t.url, **app, **nobody)
        self.assertEqual(process.returncode, 0, log.read_text())
        self.assertRegex(log.read_text(), r"\nsigned in: [0-9a-f-]{36}\n") # what the id_token says, after its checks
        self.assertRegex(t.counts, r" 1  GET /auth/jwks\n")
        self.check_rows(out, truth)
        self.assertEqual((again.returncode, again.stderr), (0, "230 contacts\n"))
        self.assertEqual(again.stdout, out)
        self.assertEqual((self.folder / "tokens").stat().st_mode & 0o777, 0o700)
        self.assertRegex(t.counts, r" 1  POST /auth/token\n")
        self.assertRegex(t.counts, r" 2  GET /.well-known/cxone-configuration\n")
        unset = self.run_program(*words, url="http://127.0.0.1:1", **nobody)
        self.assertEqual(unset.returncode, 3)
        self.assertIn("CXONE_CLIENT_ID, CXONE_CLIENT_SECRET", unset.stderr)

    def test_what_is_wrong_is_said_by_text_and_exit_code(self):
        with Tenant() as t:
            key = self.run_program("cxone_contacts", url=t.url, CXONE_ACCESS_KEY_SECRET="wrong")
        nobody = self.run_program("cxone_contacts", CXONE_ACCESS_KEY_ID=None)
        gone = self.run_program("cxone_contacts", url="http://127.0.0.1:1")
        usage = self.run_program("cxone_contacts", "--day", "yesterday")
        with Tenant() as t:
            disk = self.run_program("cxone_contacts", "--day", DAY, "--output", "no/such/folder.csv", url=t.url)
        self.assertEqual([e.returncode for e in (key, nobody, gone, usage, disk)], [3, 3, 6, 2, 1])
        self.assertIn("the access key is not known", key.stderr)
        self.assertIn("CXONE_ACCESS_KEY_ID, CXONE_AREA", nobody.stderr)
        self.assertIn("--day takes a date", usage.stderr)
        for ended in (key, nobody, gone, usage, disk):
            self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)

    def test_help_says_everything(self):
        for name in ("cxone_contacts", "cxone_emulator", "cxone_reports"):
            ended = self.run_program(name, "--help")
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
            self.assertTrue(re.search(r"\nexamples\n", ended.stdout), name)
            self.assertLessEqual(max(map(len, ended.stdout.splitlines())), 120)


if __name__ == "__main__":
    unittest.main()
