# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""`genesys_report explain`: what a command would ask for, and that it then asks for just that."""

import re
import unittest

from support import DETAILS, JOBS, SPAN, USERS, Emulator, ProgramTest, Stub, problem


class Explain(ProgramTest):
    @staticmethod
    def steps(text):
        """Method and path -> how often, and whether more is possible."""
        found = re.findall(r"^ +([\d ]+?)(\+?)  ((?:GET|POST|DELETE) \S+)", text, re.MULTILINE)
        return {request: (int(times.replace(" ", "")), more == "+") for times, more, request in found}

    @staticmethod
    def counted(emulator):
        emulator.stop()
        return {request: int(times) for times, request in re.findall(r"^ *(\d+)  (\S+ /\S+)$", emulator.counts, re.MULTILINE)}

    def test_a_run_asks_for_what_was_explained(self):
        for words, path in ((("details", *SPAN), "POST " + DETAILS),
                            (("details", *SPAN, "--page-size", "23"), "POST " + DETAILS),
                            (("users", "--page-size", "19"), "GET " + USERS), (("users",), "GET " + USERS)):
            with self.subTest(words=words):
                with Emulator() as e:
                    plan = self.report("explain", *words, "--api-url", e.url)
                    asked_by_plan = self.counted(e)
                self.assertEqual((plan.code, plan.err), (0, ""), plan)
                with Emulator() as e:
                    self.assertEqual(self.report(*words, "--api-url", e.url).code, 0)
                    asked = self.counted(e)
                self.assertEqual(asked_by_plan, {"POST /oauth/token": 1, path: 1})
                self.assertEqual(self.steps(plan.out), {request: (n, False) for request, n in asked.items()})
                self.assertIn(f"\n{sum(asked.values())} requests: ", plan.out)
                self.assertIn(" 230 rows" if "details" in words else "57 rows", plan.out)

    def test_a_job_is_explained_and_not_submitted(self):
        with Emulator() as e:
            plan = self.report("explain", "details", *SPAN, "--jobs", "--page-size", "100", "--api-url", e.url)
            asked = self.counted(e)
        self.assertEqual(asked, {"POST /oauth/token": 1, "POST " + DETAILS: 1})
        self.assertEqual(self.steps(plan.out), {
            "POST /oauth/token": (1, False), "POST " + JOBS: (1, False), f"GET {JOBS}/{{id}}": (1, True),
            f"GET {JOBS}/{{id}}/results": (3, False), f"DELETE {JOBS}/{{id}}": (1, False)})
        self.assertIn("requests or more", plan.out)

    def test_nothing_is_written(self):
        with Emulator() as e:
            plan = self.report("explain", "details", *SPAN, "--output", "rows", "--resume", "point", "--api-url", e.url)
        self.assertEqual(plan.code, 0, plan)
        self.check_no_files()

    def test_a_long_time_is_explained_part_by_part_with_its_share_of_the_budget(self):
        def script(method, path, body):
            return 200, {}, {"conversations": [{"conversationId": "x"}], "totalHits": 99_950}

        with Stub(script) as stub:
            plan = self.report("explain", "details", "--from", "2026-01-01", "--to", "2026-03-01", "--api-url", stub.url)
        self.assertEqual(plan.code, 0, plan)
        self.assertEqual(plan.out.count("99 950 rows"), 2, plan)
        self.assertEqual(self.steps(plan.out)["POST " + DETAILS], (2000, False))
        self.assertIn("2 001 requests: all of the budget for 7 min, which is 300 a minute", plan.out)

    def test_what_is_too_much_for_one_query_is_said(self):
        with Stub(lambda *_: (200, {}, {"conversations": [], "totalHits": 250_000})) as stub:
            plan = self.report("explain", "details", *SPAN, "--api-url", stub.url)
        self.assertIn("250 000 rows: more than a query gives, will be halved", plan.out)
        self.assertTrue(self.steps(plan.out)["POST " + DETAILS][1])

    def test_a_query_is_explained_without_asking(self):
        with Stub(lambda *_: problem(500, "no", "nobody asks")) as stub:
            plan = self.report("explain", "query", "--path", "/api/v2/things?x=1", "--style", "nextUri", "--api-url", stub.url)
        self.assertEqual((plan.code, stub.requests), (0, []), plan)
        self.assertEqual(self.steps(plan.out)["GET /api/v2/things"], (1, True))

    def test_what_cannot_be_explained_says_why(self):
        self.check_failure(self.report("explain", "login"), 2, "nothing to explain")
        self.check_failure(self.report("explain"), 2, "say what to do")
        self.check_failure(self.report("details", "explain"), 2, "explain")
        with Stub(lambda *_: problem(403, "missing.permissions", "no")) as stub:
            self.check_failure(self.report("explain", "users", "--api-url", stub.url), 4, "missing.permissions")


if __name__ == "__main__":
    unittest.main()
