# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""`genesys_report queues`, `recordings` and `aggregates`: rows of every format, and what does not go together."""

import csv
import io
import unittest

from support import SPAN, Emulator, ProgramTest, Stub, problem

METADATA = "/recordingmetadata"


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
        with Stub(recorded) as stub:
            ended = self.report("recordings", "--conversation", "a", "--format", "csv", "--columns",
                                "conversationId,id,fileState", "--api-url", stub.url)
        self.assertEqual(ended.out, "conversationId,id,fileState\r\na,a0,AVAILABLE\r\na,a1,AVAILABLE\r\n")

    def test_a_refused_recording_fails_the_run(self):
        def script(method, path, body):
            if "/b/" in path:
                return problem(403, "missing.permissions", "no")
            return recorded(method, path, body)

        with Stub(script) as stub:
            ended = self.report("recordings", *SPAN, "--output", "rows", "--api-url", stub.url)
        self.check_failure(ended, 4, "missing.permissions")
        self.check_no_files()

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
                            (("aggregates", "--page-size", "10"), "one answer"),
                            (("aggregates", "--max-pages", "1"), "one answer"),
                            (("recordings", "--conversation", "x", "--last", "1h"), "contradict"),
                            (("recordings", "--resume", "p", "--output", "o"), "--resume"),
                            (("recordings", "--page-size", "101"), "100")):
            with self.subTest(words=words):
                self.check_failure(self.report(*words), 2, text)


if __name__ == "__main__":
    unittest.main()
