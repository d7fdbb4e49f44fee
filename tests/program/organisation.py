# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""`genesys_report queues`, `recordings` and `aggregates`: rows of every format, and what does not go together."""

import csv
import datetime
import io
import json
import unittest

from support import CORRELATION, SPAN, Emulator, ProgramTest, Stub, problem

METADATA = "/recordingmetadata"
AGGREGATES = "/api/v2/analytics/conversations/aggregates/query"


def recorded(method, path, _):
    """Conversations a, b and c; a has two recordings, b none, c is unknown to the recording service."""
    if path.endswith("/details/query"):
        return 200, {}, {"conversations": [{"conversationId": i} for i in "abc"], "totalHits": 3}
    conversation = path.split("/")[-2]
    if conversation == "c":
        return problem(404, "not.found", "no")
    rows = [{"id": f"{conversation}{n}", "conversationId": conversation, "media": "audio", "fileState": "AVAILABLE"}
            for n in range(2 if conversation == "a" else 0)]
    return 200, {}, rows


class Organisation(ProgramTest):
    def test_queues_come_as_the_server_wrote_them_or_as_a_table(self):
        pages = [[{"id": "q1", "name": "Sales", "new": 2.50}], [{"id": "q2", "name": "Support, EMEA"}]]

        def script(method, path, _):
            last = "pageNumber=2" in path
            return 200, {}, {"entities": pages[last], "total": 2,
                             **({} if last else {"nextUri": "/api/v2/routing/queues?pageSize=1&pageNumber=2"})}

        with Stub(script) as stub:
            lines = self.report("queues", "--page-size", "1", "--api-url", stub.url)
            table = self.report("queues", "--format", "csv", "--columns", "id,name", "--api-url", stub.url)
        self.assertEqual(lines.rows, pages[0] + pages[1])
        self.assertEqual(table.out, 'id,name\r\nq1,Sales\r\nq2,"Support, EMEA"\r\n')

    def test_recordings_of_a_time_or_of_conversations(self):
        named = ("--conversation", "a", "--conversation", "b", "--conversation", "c")
        for words in (SPAN, named, (*SPAN, "--concurrency", "3")):
            with self.subTest(words=words), Stub(recorded) as stub:
                ended = self.report("recordings", *words, "--api-url", stub.url)
                self.assertEqual((ended.code, [row["id"] for row in ended.rows]), (0, ["a0", "a1"]), ended)
                self.assertEqual(sum(1 for r in stub.requests if r[1].endswith(METADATA)), 3)
                unknown = "genesys_report: conversation c: no recordings, or no such conversation"
                self.assertEqual(unknown in ended.err, words == named)
        with Stub(recorded) as stub:
            ended = self.report("recordings", "--conversation", "a", "--format", "csv", "--columns",
                                "conversationId,id,fileState", "--api-url", stub.url)
        self.assertEqual(ended.out, "conversationId,id,fileState\r\na,a0,AVAILABLE\r\na,a1,AVAILABLE\r\n")

    def test_a_refused_recording_is_told_and_the_rest_comes(self):
        def script(method, path, body):
            return problem(403, "missing.permissions", "no") if "/b/" in path else recorded(method, path, body)

        with Stub(script) as stub:
            ended = self.report("recordings", *SPAN, "--output", "rows", "--api-url", stub.url)
            quiet = self.report("recordings", *SPAN, "--quiet", "--concurrency", "3", "--api-url", stub.url)
        self.assertEqual((ended.code, quiet.code), (0, 0), ended)
        refused, count, _ = ended.err.splitlines()
        for text in ("genesys_report: conversation b: ", "missing.permissions", "no role of the OAuth client", CORRELATION):
            self.assertIn(text, refused)
        self.assertEqual(count, "no rows of 1 conversation that was refused")
        self.assertEqual([json.loads(line)["id"] for line in (self.folder / "rows").read_text().splitlines()], ["a0", "a1"])
        self.assertEqual([row["id"] for row in quiet.rows], ["a0", "a1"])
        self.assertEqual(len(quiet.err.splitlines()), 1)  # what is missing is said all the same

    def test_recordings_of_which_none_may_be_seen_are_a_missing_permission(self):
        def script(method, path, body):
            refused = path.endswith(METADATA)
            return problem(403, "missing.permissions", "no") if refused else recorded(method, path, body)

        with Stub(script) as stub:
            ended = self.report("recordings", *SPAN, "--output", "rows", "--api-url", stub.url)
        self.assertEqual((ended.code, len(ended.err.splitlines())), (4, 4), ended)
        self.check_no_files()

    def test_a_recording_service_that_fails_fails_the_run(self):
        def script(method, path, body):
            return problem(400, "bad.request", "no") if "/b/" in path else recorded(method, path, body)

        with Stub(script) as stub:
            ended = self.report("recordings", *SPAN, "--output", "rows", "--api-url", stub.url)
        self.check_failure(ended, 2, "bad.request")
        self.check_no_files()

    def test_a_refusal_says_which_permission_is_missing_and_that_scopes_do_not_apply(self):
        query = ("query", "--path", "/api/v2/routing/queues", "--style", "nextUri")
        job = ("details", *SPAN, "--jobs", "--output", "rows", "--resume", "point")
        for permission, commands in (
                ("routing:queue:view", (("queues",), ("explain", "queues"), query)),
                ("analytics:conversationDetail:view", (("details", *SPAN), ("details", *SPAN, "--jobs"), job)),
                ("analytics:conversationAggregate:view", (("aggregates", *SPAN),))):
            with Emulator(more=["--without-permission", permission]) as e:
                for words in commands:
                    with self.subTest(words=words):
                        self.check_failure(self.report(*words, "--api-url", e.url), 4, permission,
                                           "no role of the OAuth client has the permission that the server names",
                                           "scopes do not apply", "Ask an administrator")

    def test_a_long_time_is_counted_in_parts_that_cut_no_span(self):
        long = ("--from", "2026-01-14T12:00:00Z", "--to", "2026-04-02T00:00:00Z")
        with Emulator(conversations=2000, more=["--from", "2026-01-20T00:00:00Z", "--days", "60"]) as e:
            totals = set()
            for granularity in ("PT1H", "P1D", "P1W", "P1M"):
                rows = self.report("aggregates", *long, "--granularity", granularity, "--api-url", e.url).rows
                keys = [(r["from"], r["queue"], r["media"]) for r in rows]
                self.assertEqual(keys, sorted(set(keys)), granularity)
                totals.add(tuple(sum(r[name] for r in rows) for name in ("offered", "answered", "abandoned", "handleMs")))
                spans = {(r["from"], r["to"]) for r in rows}
                if granularity == "P1M":
                    self.assertEqual([r[0][:10] for r in sorted(spans)], ["2026-01-14", "2026-02-01", "2026-03-01"])
                if granularity == "P1W":
                    self.assertTrue(all(datetime.date.fromisoformat(begin[:10]).weekday() == 0 for begin, _ in spans))
            plan = self.report("explain", "aggregates", *long, "--api-url", e.url)
        self.assertEqual(len(totals), 1)
        self.assertGreater(totals.pop()[0], 1000)
        self.assertRegex(plan.out, r" 3  POST /api/v2/analytics/conversations/aggregates/query")
        self.assertIn("  POST /api/v2/analytics/conversations/aggregates/query", e.counts)

    def test_a_count_that_is_too_much_for_one_answer_is_halved(self):
        def hours(interval):
            times = interval.replace("Z", "+00:00").split("/")
            return [datetime.datetime.fromisoformat(t).timestamp() / 3600 for t in times]

        def script(method, path, body):
            if not path.startswith(AGGREGATES):
                return 200, {}, {"entities": []}
            interval = json.loads(body)["interval"]
            begin, end = hours(interval)
            asked.append(end - begin)
            if end - begin > self.most:
                return problem(400, self.code, "The result set is larger than the result limit of 30000")
            metrics = [{"metric": "nOffered", "stats": {"count": int(end - begin)}}]
            bucket = {"interval": interval, "metrics": metrics}
            return 200, {}, {"results": [{"group": {"queueId": "q"}, "data": [bucket]}]}

        for self.most, self.code, granularity, good in (
                (7, "query.limit", "PT1H", True), (7, "bad.request", "PT30M", True),
                (0.5, "bad.request", "PT1H", False), (7, "bad.request", "P1D", False)):
            asked = []
            with self.subTest(most=self.most, granularity=granularity), Stub(script) as stub:
                ended = self.report("aggregates", *SPAN, "--granularity", granularity, "--api-url", stub.url)
                if good:
                    self.assertEqual(ended.code, 0, ended)
                    self.assertEqual([r["offered"] for r in ended.rows], [6] * 4)
                    self.assertEqual(asked, [24, 12, 6, 6, 12, 6, 6])
                else:
                    self.check_failure(ended, 2, self.code)

    def test_aggregates_in_every_format(self):
        with Emulator() as e:
            table = self.report("aggregates", *SPAN, "--granularity", "PT30M", "--format", "csv", "--api-url", e.url)
            lines = self.report("aggregates", *SPAN, "--granularity", "PT30M", "--api-url", e.url)
        rows = list(csv.DictReader(io.StringIO(table.out)))
        self.assertGreater(len(rows), 3)
        self.assertEqual([(r["from"], r["queue"], int(r["offered"])) for r in rows],
                         [(r["from"], r["queue"], r["offered"]) for r in lines.rows])
        self.assertEqual(rows, sorted(rows, key=lambda r: (r["from"], r["queue"], r["media"])))

    def test_words_that_do_not_go_together_are_2(self):
        for words, text in ((("details", "--report", "x.html"), "aggregates"),
                            (("users", "--granularity", "P1D"), "aggregates"),
                            (("details", "--conversation", "x"), "recordings"), (("queues", "--last", "1h"), "go with"),
                            (("queues", "--page-size", "501"), "500"), (("aggregates", "--jobs"), "details"),
                            (("aggregates", "--page-size", "10"), "no pages"),
                            (("aggregates", "--max-pages", "1"), "no pages"),
                            (("recordings", "--conversation", "x", "--last", "1h"), "contradict"),
                            (("recordings", "--resume", "p", "--output", "o"), "--resume"),
                            (("recordings", "--page-size", "101"), "100")):
            with self.subTest(words=words):
                self.check_failure(self.report(*words), 2, text)


if __name__ == "__main__":
    unittest.main()
