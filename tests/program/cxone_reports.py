# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""cxone_reports, whose functions docs/cxone.md explains, against cxone_emulator."""

import csv
import io
import json
import unittest

from cxone import DAY, FROM, SERVICES, TO, CxonePrograms, Tenant
from support import ProgramTest


class CxoneReports(ProgramTest, CxonePrograms):
    def test_reports_are_walked_by_the_day_and_give_numbers(self):
        with Tenant() as t:
            answer = t.ask("GET", f"{SERVICES}agents/performance?startDate={FROM}&endDate={TO}", token=t.token())
            ended = self.run_program("cxone_reports", "hours", "2025-02-28T00:00:00Z", "3", url=t.url)
        truth = [f"{a['agentId']} {a['agentTime'][2:-1]} {a['contacts']}" for a in answer["agentPerformance"]]
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout.splitlines(), truth)

    def test_directories_and_active_contacts_come_as_the_server_wrote_them(self):
        with Tenant("--agents", "130") as t:
            ended = self.run_program("cxone_reports", "directory", url=t.url)
            active = self.run_program("cxone_reports", "active", url=t.url)
        rows = [json.loads(line) for line in ended.stdout.splitlines()]
        self.assertEqual(sum("agentId" in r for r in rows), 130)
        self.assertEqual(sum("teamName" in r for r in rows), 4)
        self.assertEqual(sum("skillName" in r for r in rows), 8)
        self.assertTrue(all("skillId" in json.loads(line) for line in active.stdout.splitlines()), active)

    def test_what_has_changed_is_followed_by_the_time_of_the_last_poll(self):
        with Tenant() as t:
            first = self.run_program("cxone_reports", "changes", "2025-03-01T12:00:00Z", url=t.url)
            page = t.ask("GET", f"{SERVICES}contacts/completed?updatedSince=2025-03-01T12:00:00Z", token=t.token())
        lines = first.stdout.splitlines()
        contacts = page["completedContacts"]
        self.assertEqual([int(line.split()[0]) for line in lines[:-1]], [c["contactId"] for c in contacts])
        work = [float(c.get("acwSeconds", c.get("ACWSeconds"))) for c in contacts]
        self.assertEqual([float(line.split()[1]) for line in lines[:-1]], work)
        self.assertRegex(lines[-1], r"^go on from 20\d\d-")

    def test_an_extraction_ends_in_a_file(self):
        with Tenant("--job-polls", "0") as t:
            ended = self.run_program("cxone_reports", "extract", DAY, "out.csv", url=t.url)
            truth = t.contacts()
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        rows = list(csv.DictReader(io.StringIO((self.folder / "out.csv").read_text())))
        self.assertEqual([int(r["contactId"]) for r in rows], [c["contactId"] for c in truth])
        with Tenant("--job-polls", "0", "--job-outcome", "FAILED") as t:
            failed = self.run_program("cxone_reports", "extract", DAY, "no.csv", url=t.url)
        self.assertEqual(failed.returncode, 6)
        self.assertIn("the extraction failed on the server: The extraction ended so", failed.stderr)
        self.assertFalse((self.folder / "no.csv").exists())

    def test_wrong_words_are_2_and_say_so_in_one_line(self):
        for words in ((), ("hours",), ("hours", "2025-03-01T00:00:00Z", "x"), ("hours", "monday", "1"), ("changes",),
                      ("extract", "monday", "x.csv"), ("weather",), ("--loud", "x")):
            ended = self.run_program("cxone_reports", *words, url="http://127.0.0.1:1")
            self.assertEqual((ended.returncode, ended.stdout, ended.stderr.count("\n")), (2, "", 1), ended)
            self.assertTrue(ended.stderr.startswith("cxone_reports: "), ended)
            self.assertTrue(ended.stderr.endswith("See cxone_reports --help\n"), ended)


if __name__ == "__main__":
    unittest.main()
