# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The rows of a report are those of the server: none lost, none twice, in order, whatever goes wrong on the way."""

import csv
import functools
import io
import json
import unittest

from support import FROM, NOBODY, SPAN, TO, Emulator, ProgramTest, environment, key_of, truth_of

truth = functools.lru_cache(truth_of)

# Waits as short as they can be: the retries themselves are the subject. What a plan does is checked afterwards.
STORM = "429=0.1,500=0.03,502=0.05,503=0.05,504=0.03,reset=0.06,truncate=0.06,reset-body=0.04,stale=0.1," \
        "token-death=0.03,gzip=0.4,chunked=0.3,retry-after=0"
CUTS = "reset=0.15,reset-body=0.1,truncate=0.15,stale=0.3,gzip=0.5"
DISGUISES = "gzip=0.6,chunked=0.5,drip=0.2"


class Rows(ProgramTest):
    def check(self, listing, words, faults="", seed=1, sizes=(230, 57), happened=()):
        """genesys_report has exactly the rows of the listing. Gives the run and the emulator's counts."""
        with Emulator(faults, *sizes, seed=seed) as e:
            command = {"details": ["details", *SPAN], "jobs": ["details", "--jobs", *SPAN], "users": ["users"]}[listing]
            ended = self.report(*command, "--api-url", e.url, *words)
            e.stop()
        self.assertEqual(ended.code, 0, ended)
        rows = ended.rows if "--format" not in words else json.loads(ended.out)
        expected = truth(*sizes, seed)[listing]
        self.assertEqual(len(rows), len(expected), ended.err)
        self.assertEqual(len({key_of(row) for row in rows}), len(rows), "a row came twice")
        self.assertEqual(rows, expected)
        for fault in happened:
            self.assertRegex(e.counts, rf"[1-9]\d* +fault {fault}\n", "the emulator should have done this")
        return ended, e.counts

    def test_details_without_faults_as_ndjson(self):
        ended, counts = self.check("details", ["--page-size", "50"])
        self.assertRegex(counts, r" 5  POST /api/v2/analytics/conversations/details/query\n")
        self.assertRegex(ended.err, r"^230 rows, 5 pages in \d+\.\d s \(\d+ rows/s\)\n$")

    def test_details_without_faults_as_json(self):
        ended, _ = self.check("details", ["--format", "json"])
        self.assertEqual(len(ended.out.splitlines()), 230 + 2, "one row a line")

    def test_details_through_a_storm(self):
        for seed in (7, 8):
            with self.subTest(seed=seed):
                self.check("details", ["--page-size", "13"], f"seed={seed},{STORM}", happened=("429", "reset", "gzip"))

    def test_details_through_a_storm_with_four_pages_at_once(self):
        for seed in (7, 9):
            with self.subTest(seed=seed):
                self.check("details", ["--page-size", "17", "--concurrency", "4"], f"seed={seed},{STORM}",
                           happened=("429", "gzip"))

    def test_details_over_connections_that_are_cut(self):
        for concurrency in ("1", "4"):
            with self.subTest(concurrency=concurrency):
                self.check("details", ["--page-size", "19", "--concurrency", concurrency], f"seed=5,{CUTS}",
                           happened=("reset", "truncate", "stale"))

    def test_details_compressed_chunked_and_in_small_pieces(self):
        self.check("details", ["--page-size", "37"], f"seed=2,{DISGUISES}", happened=("gzip", "chunked", "drip"))

    def test_details_of_another_data_set(self):
        self.assertNotEqual(truth(230, 57, 1)["details"][0], truth(101, 3, 99)["details"][0])
        self.check("details", ["--page-size", "100"], f"seed=3,{STORM}", seed=99, sizes=(101, 3))

    def test_details_with_one_row_a_page(self):
        self.check("details", ["--page-size", "1"], sizes=(12, 3))

    def test_details_when_the_last_page_is_full_or_there_are_no_rows(self):
        self.check("details", ["--page-size", "20"], sizes=(40, 3))
        self.check("details", ["--page-size", "20", "--concurrency", "4"], sizes=(40, 3))
        self.check("details", [], sizes=(0, 3))
        ended, _ = self.check("details", ["--format", "json"], sizes=(0, 3))
        self.assertEqual(json.loads(ended.out), [])

    def test_details_of_part_of_a_day_are_those_of_the_whole_day(self):
        # The platform gives what started on a day that the interval touches; --jobs is asked to do likewise.
        begin, end = "2026-03-01T06:00:00.000Z", "2026-03-01T09:00:00.000Z"
        for listing, words in (("details", ()), ("jobs", ("--jobs",))):
            with self.subTest(listing=listing), Emulator() as e:
                ended = self.report("details", "--from", begin, "--to", end, "--api-url", e.url, *words)
                self.assertEqual(ended.rows, truth(230, 57, 1)[listing])
        with Emulator() as e:
            self.assertEqual(self.report("details", "--from", TO, "--to", "2026-03-03", "--api-url", e.url).rows, [])

    def test_an_interval_longer_than_a_query_bears_is_split(self):
        for words in ((), ("--jobs",), ("--output", "rows", "--resume", "check")):
            with self.subTest(words=words), Emulator(more=("--days", "70")) as e:
                ended = self.report("details", "--from", FROM, "--to", "2026-06-01", "--page-size", "20", "--api-url",
                                    e.url, *words)
                self.assertEqual(ended.code, 0, ended)
                text = (self.folder / "rows").read_text(encoding="utf-8") if "--output" in words else ended.out
                ids = [json.loads(line)["conversationId"] for line in text.splitlines()]
                self.assertEqual((len(ids), len(set(ids))), (230, 230))
                e.stop()
                if "--jobs" in words:
                    self.assertRegex(e.counts, r" 3  POST /api/v2/analytics/conversations/details/jobs\n")

    def test_days_without_a_time_are_midnight_utc(self):
        with Emulator() as e:
            ended = self.report("details", "--from", FROM[:10], "--to", TO[:10], "--api-url", e.url)
        self.assertEqual(ended.rows, truth(230, 57, 1)["details"])

    def test_max_pages_stops_after_so_many(self):
        for concurrency in ("1", "4"):
            with self.subTest(concurrency=concurrency), Emulator() as e:
                ended = self.report("details", *SPAN, "--page-size", "20", "--max-pages", "3", "--concurrency",
                                    concurrency, "--api-url", e.url)
                e.stop()
                self.assertEqual(ended.rows, truth(230, 57, 1)["details"][:60])
                self.assertRegex(e.counts, r" 3  POST /api/v2/analytics/conversations/details/query\n")
        with Emulator() as e:
            ended = self.report("users", "--page-size", "10", "--max-pages", "2", "--api-url", e.url)
        self.assertEqual(ended.rows, truth(230, 57, 1)["users"][:20])

    def test_jobs_without_faults(self):
        ended, counts = self.check("jobs", ["--page-size", "75"])
        self.assertRegex(counts, r" 1  POST /api/v2/analytics/conversations/details/jobs\n")
        self.assertRegex(counts, r" 4  GET /api/v2/analytics/conversations/details/jobs/\*/results\n")
        self.assertRegex(counts, r" 1  DELETE /api/v2/analytics/conversations/details/jobs/\*\n")
        self.assertIn("230 rows, 4 pages", ended.err)

    def test_jobs_through_a_storm(self):
        self.check("jobs", ["--page-size", "31"], f"seed=11,{STORM}")

    def test_jobs_through_a_storm_reading_ahead(self):
        self.check("jobs", ["--page-size", "29", "--concurrency", "4"], f"seed=12,{STORM}")

    def test_jobs_over_connections_that_are_cut(self):
        self.check("jobs", ["--page-size", "23"], f"seed=5,{CUTS}", happened=("truncate",))

    def test_users_without_faults(self):
        ended, _ = self.check("users", ["--page-size", "25"])
        self.assertEqual({row["state"] for row in ended.rows}, {"active", "inactive"})  # nobody is left out
        self.assertIn("57 rows, 3 pages", ended.err)

    def test_users_through_a_storm(self):
        for seed, concurrency in ((3, "1"), (4, "4")):
            with self.subTest(seed=seed):
                self.check("users", ["--page-size", "5", "--concurrency", concurrency], f"seed={seed},{STORM}")

    def test_users_as_json_over_connections_that_are_cut(self):
        self.check("users", ["--page-size", "7", "--format", "json"], f"seed=5,{CUTS}")

    def csv_of(self, *words, faults=""):
        with Emulator(faults) as e:
            ended = self.report(*words, "--format", "csv", "--api-url", e.url)
        self.assertEqual(ended.code, 0, ended)
        return list(csv.DictReader(io.StringIO(ended.out, newline="")))

    def test_csv_has_the_same_rows(self):
        for listing, words in (("details", ("details", *SPAN)), ("users", ("users",))):
            with self.subTest(listing=listing):
                table = self.csv_of(*words, faults=f"seed=7,{STORM}")
                expected = truth(230, 57, 1)[listing]
                self.assertEqual(len(table), len(expected))
                key = "conversationId" if listing == "details" else "id"
                self.assertEqual([line[key] for line in table], [row[key] for row in expected])
                for line, row in zip(table, expected):
                    self.assertNotIn(None, line, "a line has more cells than the header")
                    self.assertNotIn(None, line.values(), "a line has fewer cells than the header")
                    for name, value in row.items():
                        if isinstance(value, str) and name in line and not name.endswith(("Start", "End", "Date")):
                            self.assertEqual(line[name], value, name)

    def test_csv_of_chosen_columns(self):
        table = self.csv_of("details", *SPAN, "--columns", "conversationStart,conversationId")
        self.assertEqual([list(line) for line in table], [["conversationStart", "conversationId"]] * 230)
        self.assertEqual([line["conversationId"] for line in table],
                         [row["conversationId"] for row in truth(230, 57, 1)["details"]])
        ended = self.report("users", "--format", "csv", "--columns", "id,nonsense", "--quiet", env=environment(**NOBODY))
        self.check_failure(ended, 2, "nonsense")

    def test_csv_of_jobs_has_the_same_rows(self):
        table = self.csv_of("details", "--jobs", *SPAN)
        self.assertEqual([line["conversationId"] for line in table],
                         [row["conversationId"] for row in truth(230, 57, 1)["jobs"]])

    def test_csv_without_rows_is_a_header(self):
        with Emulator(conversations=0) as e:
            ended = self.report("details", *SPAN, "--format", "csv", "--api-url", e.url)
        self.assertEqual(len(list(csv.reader(io.StringIO(ended.out, newline="")))), 1)
        self.assertIn(",conversationId,", ended.out)


if __name__ == "__main__":
    unittest.main()
