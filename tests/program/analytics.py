# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""org_analytics, queue_report and grant_chooser: their numbers are what the rows of the details add up to."""

import collections
import csv
import datetime
import html
import io
import json
import re
import subprocess
import unittest
import urllib.parse

from login import PASSWORD, PERSON, PUBLIC, Fields, ask
from support import (DETAILS, FROM, PATIENCE, PROGRAMS, SECRET, TO, Emulator, ProgramTest, Stub, environment, free_port,
                     problem, until)

AGGREGATES = "/api/v2/analytics/conversations/aggregates/query"
QUEUES = "/api/v2/routing/queues"


def conversations_of(emulator, begin, end):
    """All rows of the details query, asked for without any of our programs."""
    token, rows = emulator.token(), []
    for number in range(1, 10**6):
        query = {"interval": f"{begin}/{end}", "paging": {"pageSize": 100, "pageNumber": number}}
        page = emulator.ask("POST", DETAILS, query, token).get("conversations") or []
        rows += page
        if len(page) < 100:
            return rows


def sessions_of(rows):
    for row in rows:
        for participant in row["participants"]:
            for session in participant["sessions"]:
                yield row, session


class Analytics(ProgramTest):
    def run_program(self, name, *words, **env):
        return subprocess.run([str(PROGRAMS / name), *map(str, words)], env=environment(**env), cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)

    def test_org_analytics_adds_up_what_the_details_list(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        first = (now - datetime.timedelta(days=2)).strftime("%Y-%m-%dT00:00:00Z")
        last = (now + datetime.timedelta(days=1)).strftime("%Y-%m-%dT00:00:00Z")
        with Emulator(conversations=300, more=["--from", first, "--days", "2"]) as e:
            ended = self.run_program("org_analytics", "--format", "csv", GENESYS_ENV_URL=e.url)
            text = self.run_program("org_analytics", "--days", "3", GENESYS_ENV_URL=e.url)
            rows = conversations_of(e, first, last)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        truth = collections.defaultdict(lambda: collections.Counter())
        for row, session in sessions_of(rows):
            truth[row["conversationStart"][:10], session["mediaType"]]["interactions", row["conversationId"]] = 1
            for m in session["metrics"]:
                cell = truth[m["emitDate"][:10], session["mediaType"]]
                for name, ours in (("nOffered", "offered"), ("tAnswered", "answered"), ("tAbandon", "abandoned"),
                                   ("tHandle", "handled")):
                    if m["name"] == name:
                        cell[ours] += 1
                        cell[ours + " ms"] += m["value"]
        got = list(csv.DictReader(io.StringIO(ended.stdout)))
        self.assertGreater(len(got), 8)
        for r in got:
            cell = truth[r["day"], r["mediaType"]]
            want = {k: cell[k] for k in ("offered", "answered", "abandoned", "handled")}
            want["interactions"] = sum(1 for k in cell if isinstance(k, tuple))
            self.assertEqual({k: int(r[k]) for k in want}, want, r)
            if want["handled"]:
                self.assertAlmostEqual(float(r["averageHandleSeconds"]), cell["handled ms"] / want["handled"] / 1000, 6)
            else:
                self.assertEqual(r["averageHandleSeconds"], "")
        self.assertEqual(sum(int(r["interactions"]) for r in got if r["mediaType"] in
                             ("voice", "message", "email", "callback", "chat")), 300)
        self.assertEqual(len(text.stdout.splitlines()), 1 + len(got))
        self.assertRegex(text.stdout.splitlines()[0], r"^day +medium +interactions")

    def lines_of(self, page, section):
        """The lines of a table of the page: what is in front, and the exact numbers."""
        table = re.search(rf'<section id="{section}">(.*?)</section>', page, re.DOTALL).group(1)
        lines = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table)
        return [(html.unescape(re.sub("<.*?>", "", name)), [int(n) for n in re.findall(r'data-n="(\d+)"', cells)])
                for name, cells in lines]

    def test_the_page_of_org_analytics_has_the_numbers_of_the_details_by_queue_and_by_day(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        first = (now - datetime.timedelta(days=3)).strftime("%Y-%m-%dT00:00:00Z")
        last = (now + datetime.timedelta(days=1)).strftime("%Y-%m-%dT00:00:00Z")
        with Emulator(conversations=300, more=["--from", first, "--days", "3"]) as e:
            ended = self.run_program("org_analytics", "--report", "week.html", GENESYS_ENV_URL=e.url)
            plain = self.run_program("org_analytics", GENESYS_ENV_URL=e.url)
            rows = conversations_of(e, first, last)
            names = {q["id"]: q["name"] for q in e.ask("GET", QUEUES + "?pageSize=100", token=e.token())["entities"]}
        self.assertEqual((ended.returncode, ended.stderr, ended.stdout), (0, "", plain.stdout))
        queues, days, total = (collections.defaultdict(lambda: [0] * 5) for _ in range(3))
        columns = {"nOffered": 0, "tAnswered": 1, "tAbandon": 2, "tHandle": 3}
        for _, session in sessions_of(rows):
            queue = next((s["queueId"] for s in session["segments"] if "queueId" in s), None)
            for m in session["metrics"]:
                if m["name"] not in columns or m["emitDate"] >= last:
                    continue
                for sums in (queues[names.get(queue, "(no queue)")], days[m["emitDate"][:10]], total["All"]):
                    sums[columns[m["name"]]] += 1
                    sums[4] += m["value"] if m["name"] == "tHandle" else 0
        page = (self.folder / "week.html").read_text()
        shown = self.lines_of(page, "queues")
        self.assertEqual(shown[-1], ("All", total["All"]))
        self.assertEqual({name: sums for name, sums in shown[:-1] if any(sums)}, dict(queues))
        shown = self.lines_of(page, "times")
        self.assertEqual([sums for _, sums in shown if any(sums)], [days[day] for day in sorted(days)] + [total["All"]])
        self.assertNotIn("<script", page)

    def test_a_page_without_the_permission_for_queues_or_a_folder(self):
        with Emulator(more=["--without-permission", "routing:queue:view"]) as e:
            ended = self.run_program("org_analytics", "--report", "week.html", GENESYS_ENV_URL=e.url)
            nowhere = self.run_program("org_analytics", "--report", "no/such/week.html", GENESYS_ENV_URL=e.url)
        self.assertEqual((ended.returncode, ended.stderr.count("\n")), (0, 1), ended)
        self.assertIn("queues are shown by id: ", ended.stderr)
        self.assertTrue((self.folder / "week.html").exists())
        self.assertEqual(nowhere.returncode, 1, nowhere)
        self.assertIn("no/such/week.html", nowhere.stderr)

    def test_queue_report_is_the_same_in_csv_and_json_and_true(self):
        with Emulator(conversations=400) as e:
            names = {q["id"]: q["name"] for q in e.ask("GET", QUEUES + "?pageSize=100", token=e.token())["entities"]}
            ended = self.run_program("queue_report", "--from", FROM, "--to", TO, "--csv", "q.csv", "--json", "q.json",
                                     GENESYS_ENV_URL=e.url)
            shown = self.run_program("queue_report", "--from", FROM, "--to", TO, GENESYS_ENV_URL=e.url)
            rows = conversations_of(e, FROM, TO)
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "", ""))
        text = (self.folder / "q.csv").read_bytes().decode()
        self.assertEqual(shown.stdout, text.replace("\r\n", "\n"))
        table = list(csv.DictReader(io.StringIO(text)))
        objects = json.loads((self.folder / "q.json").read_text())
        self.assertEqual([(r["queueId"], r["queueName"], r["mediaType"], int(r["offered"])) for r in table],
                         [(o["queueId"], o["queueName"], o["mediaType"], o["offered"]) for o in objects])
        self.assertEqual([r["queueName"] for r in table], sorted(names[r["queueId"]] for r in table))
        truth = collections.Counter()
        for row, session in sessions_of(rows):
            queue = next((s["queueId"] for s in session["segments"] if "queueId" in s), None)
            for m in session["metrics"] if row["originatingDirection"] == "inbound" and queue else ():
                if m["emitDate"] < TO:
                    truth[queue, session["mediaType"], m["name"]] += 1
                    truth[queue, session["mediaType"], m["name"], "ms"] += m["value"]
        self.assertGreater(len(table), 20)
        self.assertEqual(sum(int(r["offered"]) for r in table),
                         sum(n for key, n in truth.items() if key[2] == "nOffered" and len(key) == 3))
        for r in table:
            key = r["queueId"], r["mediaType"]
            for name, column in (("nOffered", "offered"), ("tAnswered", "answered"), ("tAbandon", "abandoned")):
                self.assertEqual(int(r[column]), truth[(*key, name)], r)
            if truth[(*key, "tHandle")]:
                self.assertAlmostEqual(float(r["averageHandleSeconds"]),
                                       truth[(*key, "tHandle", "ms")] / truth[(*key, "tHandle")] / 1000, 6)
            self.assertTrue(r["serviceLevel"] == "" or 0 <= float(r["serviceLevel"]) <= 1, r)

    def test_a_queue_without_a_name_keeps_its_id(self):
        def script(queues):
            def answer(method, path, _):
                if path.startswith(QUEUES):
                    return queues
                return 200, {}, {"results": [{"group": {"queueId": q, "mediaType": "voice"}, "data": [
                    {"metrics": [{"metric": "nOffered", "stats": {"count": 3}}]}]} for q in ("kept", "gone")]}
            return answer

        known = 200, {}, {"entities": [{"id": "kept", "name": 'Sales, "EMEA"'}]}
        for queues, lines, warned in (
                (known, ['gone,"",voice,3,0,0,,,', 'kept,"Sales, ""EMEA""",voice,3,0,0,,,'], ""),
                (problem(403, "missing.permissions", "You are missing the following permission(s): routing:queue:view"),
                 ['gone,"",voice,3,0,0,,,', 'kept,"",voice,3,0,0,,,'], "routing:queue:view")):
            with Stub(script(queues)) as s:
                ended = self.run_program("queue_report", GENESYS_ENV_URL=s.url)
                files = self.run_program("queue_report", "--csv", "q.csv", "--json", "q.json", GENESYS_ENV_URL=s.url)
            self.assertEqual((ended.returncode, ended.stdout.splitlines()[1:]), (0, lines), ended)
            self.assertEqual([o["queueName"] for o in json.loads((self.folder / "q.json").read_text())],
                             ["", "" if warned else 'Sales, "EMEA"'])
            for run in (ended, files):
                self.assertEqual(run.stderr.count("\n"), 1 if warned else 0, run)
                self.assertIn(warned, run.stderr)
        self.assertIn("queues have no names: ", ended.stderr)

    def test_a_file_that_cannot_be_written_is_1_and_says_which(self):
        with Emulator() as e:
            ended = self.run_program("queue_report", "--csv", "no/such/q.csv", GENESYS_ENV_URL=e.url)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""), ended)
        self.assertIn("no/such/q.csv", ended.stderr)

    def test_the_grants_give_the_same_report(self):
        port = free_port()
        today = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=20)
        with Emulator(more=["--from", today.strftime("%Y-%m-%dT%H:%M:%SZ"), "--days", "0", "--redirect-uri",
                            f"http://127.0.0.1:{port}/callback", "--public-client", PUBLIC]) as e:
            service = self.run_program("grant_chooser", "service", GENESYS_ENV_URL=e.url)
            log = self.folder / "person.err"
            with open(log, "wb") as err:
                person = subprocess.Popen(
                    [str(PROGRAMS / "grant_chooser"), "person", "--port", str(port)], cwd=self.folder, text=True,
                    env=environment(GENESYS_ENV_URL=e.url, GENESYS_CLIENT_ID=PUBLIC, GENESYS_CLIENT_SECRET=None),
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err)
            self.addCleanup(self.end, person)
            url = until(lambda: re.search(r"(http\S+)\n", log.read_text()), what="the address").group(1)
            form = {**Fields(ask(url)[2]).found, "login": PERSON, "password": PASSWORD, "answer": "login"}
            back = ask(urllib.parse.urljoin(url, "/oauth/authorize"), "POST", form)[1]["Location"]
            status, headers, _ = ask(back)
            while status in (302, 303):
                back = urllib.parse.urljoin(back, headers["Location"])
                status, headers, _ = ask(back)
            said = person.communicate(timeout=PATIENCE)[0]
        self.assertEqual((service.returncode, person.returncode), (0, 0), log.read_text() + service.stderr)
        self.assertRegex(service.stdout, r"^\d+ conversations, \d+\.\d hours handled\n$")
        self.assertEqual(said.split()[1], "conversations,")

    def test_the_calls_of_the_cookbook_work(self):
        with Emulator(conversations=400) as e:
            ended = self.run_program("09_calls", FROM, TO, GENESYS_ENV_URL=e.url)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertRegex(ended.stdout, r"^a job would be complete\n\d participants, 3 conversations\n"
                         r"12 queues were offered \d+ calls\n\d+ people handled something\n\d+ spans, \d+ minutes idle\n"
                         r"\d+ observations, \d+ busy queues\nthe token: ")
        self.assertIn("DELETE /api/v2/analytics/conversations/aggregates/jobs/*", e.counts)

    def test_a_refusal_is_told_in_one_line_and_by_the_exit_code(self):
        answers = {"403": problem(403, "not.authorized", "missing analytics:conversationAggregate:view"),
                   "400": problem(400, "bad.request", "no such metric"), "200": (200, {}, "no JSON")}
        for status, code in (("403", 4), ("400", 2), ("200", 7)):
            with Stub(lambda *_, s=status: answers[s]) as s:
                for name in ("org_analytics", "queue_report"):
                    ended = self.run_program(name, GENESYS_ENV_URL=s.url)
                    self.assertEqual((ended.returncode, ended.stdout, ended.stderr.count("\n")), (code, "", 1), ended)
                    self.assertNotIn(SECRET, ended.stderr)
                    self.assertIn(AGGREGATES, ended.stderr)

    def test_wrong_words_and_help(self):
        for name in ("org_analytics", "queue_report", "grant_chooser"):
            shown = self.run_program(name, "--help")
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            for words in (f"{name}: ", "usage: ", "Settings: GENESYS_", "Exit codes: ", "\nexamples\n  "):
                self.assertIn(words, shown.stdout)
            self.assertLessEqual(max(map(len, shown.stdout.splitlines())), 120)
            wrong = self.run_program(name, "--no-such")
            self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        for words in (("org_analytics", "--days", "32"), ("org_analytics", "--days"), ("org_analytics", "--format", "xml"),
                      ("org_analytics", "week"), ("queue_report", "--hours", "1", "x"),
                      ("queue_report", "--from", FROM), ("queue_report", "--from", TO, "--to", FROM), ("grant_chooser",)):
            self.assertEqual(self.run_program(*words).returncode, 2, words)
        nobody = self.run_program("org_analytics", GENESYS_CLIENT_SECRET=None, GENESYS_REGION="eu-central-1")
        self.assertEqual(nobody.returncode, 3)
        self.assertIn("GENESYS_CLIENT_SECRET", nobody.stderr)


if __name__ == "__main__":
    unittest.main()
