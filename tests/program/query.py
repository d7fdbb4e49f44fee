# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""`genesys_report query`: any listing as rows, whatever way it names its next page."""

import json
import unittest
import urllib.parse

from support import DETAILS, FROM, SPAN, TO, Emulator, ProgramTest, Stub, truth_of

PATH = "/api/v2/things"
PAGES = [[{"id": "a"}, {"id": "b", "x": [1, 2.50]}], [], [{"id": "c"}, {"id": "d"}], [{"id": "e"}]]
ALL = [row for page in PAGES for row in page]


def parameters(path):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))


class Query(ProgramTest):
    def ask(self, style, script, *more, path=PATH):
        with Stub(script) as stub:
            ended = self.report("query", "--path", path, "--style", style, "--api-url", stub.url, *more)
        return ended, [r for r in stub.requests if r[1] != "/oauth/token"]

    def check(self, style, script, *more, path=PATH, rows=None):
        ended, asked = self.ask(style, script, *more, path=path)
        self.assertEqual(ended.code, 0, ended)
        self.assertEqual(ended.rows, ALL if rows is None else rows)
        return asked

    def body_file(self, value):
        file = self.folder / "body.json"
        file.write_text(value if isinstance(value, str) else json.dumps(value))
        return file

    # the styles: an empty page with a continuation goes on

    def test_cursor(self):
        def script(method, path, _):
            n = int(parameters(path).get("cursor", "p+0/=")[2:-2])
            answer = {"results": PAGES[n]}
            return 200, {}, answer if n == 3 else {**answer, "cursor": f"p+{n + 1}/="}

        self.check("cursor", script)

    def test_next_uri(self):
        def script(method, path, _):
            n = int(parameters(path).get("n", 0))
            return 200, {}, {"entities": PAGES[n], "nextUri": f"{PATH}?n={n + 1}" if n < 3 else None}

        self.check("nextUri", script)

    def test_next_page_is_sent_back_as_a_header(self):
        with Stub(lambda method, path, _: self.paged(stub.requests[-1][2].get("X-Genesys-Page-Token"), "nextPage")) as stub:
            ended = self.report("query", "--path", PATH, "--style", "nextPage", "--api-url", stub.url)
        self.assertEqual((ended.code, ended.rows), (0, ALL), ended)
        sent = [r[2].get("X-Genesys-Page-Token") for r in stub.requests if r[1] == PATH]
        self.assertEqual(sent, [None, "t1", "t2", "t3"])

    @staticmethod
    def paged(token, name):
        n = int((token or "t0")[1:])
        return 200, {}, {"results": PAGES[n], **({name: f"t{n + 1}"} if n < 3 else {})}

    def test_next_page_token_is_sent_back_in_the_body(self):
        def script(method, path, body):
            return self.paged(json.loads(body).get("pageToken"), "nextPageToken")

        asked = self.check("nextPageToken", script, "--body", self.body_file({"filter": "x"}))
        self.assertEqual([r[0] for r in asked], ["POST"] * 4)
        self.assertEqual({json.loads(r[3])["filter"] for r in asked}, {"x"})
        self.assertEqual(json.loads(asked[-1][3])["pageToken"], "t3")

    def test_link(self):
        def script(method, path, _):
            n = int(parameters(path).get("n", 0))
            return 200, {"Link": f'<{PATH}?n={n + 1}>; rel="next"'} if n < 3 else {}, PAGES[n]

        self.check("link", script)

    def test_offset(self):
        def script(method, path, _):
            skip = int(parameters(path).get("skip", 0))
            return 200, {}, {"items": ALL[skip:skip + 2], "totalRecords": 5}

        self.check("offset", script, path=PATH + "?top=2")

    def test_page_number_in_the_query(self):
        def script(method, path, _):
            n = int(parameters(path).get("pageNumber", 1))
            return 200, {}, {"entities": ALL[2 * n - 2:2 * n], "pageCount": 3}

        self.check("pageNumber", script, path=PATH + "?pageSize=2")

    def test_details_and_users_of_the_emulator(self):
        truth = truth_of(130, 33)
        with Emulator(conversations=130, users=33) as e:
            body = self.body_file({"order": "asc", "orderBy": "conversationStart", "paging": {"pageSize": 20, "pageNumber": 1}})
            words = ("query", "--api-url", e.url)
            details = self.report(*words, "--path", DETAILS, "--style", "pageNumber", "--body", body, *SPAN)
            self.assertEqual((details.code, details.rows), (0, truth["details"]), details)
            for style, at_once in (("nextUri", "1"), ("pageNumber", "1"), ("nextUri", "4"), ("pageNumber", "4")):
                users = self.report(
                    *words, "--path", "/api/v2/users?pageSize=10&state=any", "--style", style, "--concurrency", at_once)
                self.assertEqual((users.code, users.rows), (0, truth["users"]), users)

    # the interval, and what goes wrong

    def test_the_interval_goes_into_the_body_or_the_path(self):
        asked = self.check("cursor", lambda *_: (200, {}, {"results": []}), "--body",
                           self.body_file({"interval": "old", "x": 1}), *SPAN, rows=[])
        sent = json.loads(asked[0][3])
        self.assertEqual(sent["x"], 1)
        self.assertEqual(sent["interval"], f"{FROM[:-1]}.000Z/{TO[:-1]}.000Z")
        asked = self.check("cursor", lambda *_: (200, {}, {"results": []}), *SPAN, path=PATH + "?a=b", rows=[])
        self.assertEqual(parameters(asked[0][1]), {"a": "b", "interval": f"{FROM[:-1]}.000Z/{TO[:-1]}.000Z"})

    def test_rows_are_as_the_server_wrote_them(self):
        text = '{"results": [ {"b": 1.50, "a":"\\u00e9\\/", "b": 2} ,\n {"c" :[ ]} ]}'
        ended, _ = self.ask("cursor", lambda *_: (200, {}, text))
        self.assertEqual(ended.out, '{"b":1.50,"a":"\\u00e9\\/","b":2}\n{"c":[]}\n')

    def test_a_continuation_that_repeats_is_7(self):
        answers = {"cursor": ({}, {"results": ALL, "cursor": "same"}), "nextUri": ({}, {"entities": ALL, "nextUri": PATH}),
                   "nextPage": ({}, {"results": ALL, "nextPage": "same"}),
                   "nextPageToken": ({}, {"results": ALL, "nextPageToken": "same"}),
                   "link": ({"Link": f'<{PATH}>; rel="next"'}, {"entities": ALL}),
                   "pageNumber": ({}, {"entities": ALL}), "offset": ({}, {"items": ALL})}
        for style, (headers, answer) in answers.items():
            with self.subTest(style=style):
                ended, asked = self.ask(style, lambda *_, h=headers, a=answer: (200, h, a), "--output", "rows")
                self.check_failure(ended, 7, PATH)
                self.assertLessEqual(len(asked), 3)
                self.check_no_files()

    def test_a_next_link_to_another_server_is_7(self):
        ended, asked = self.ask("nextUri", lambda *_: (200, {}, {"entities": ALL, "nextUri": "https://elsewhere.example/x"}))
        self.check_failure(ended, 7, "another server")
        self.assertEqual(len(asked), 1)

    def test_the_rows_are_found_by_name_where_there_are_several_lists(self):
        answer = {"first": [1], "second": [{"id": "a"}]}
        ended, _ = self.ask("cursor", lambda *_: (200, {}, answer))
        self.check_failure(ended, 7, "several lists")
        self.check("cursor", lambda *_: (200, {}, answer), "--rows", "second", rows=[{"id": "a"}])

    def test_max_pages_and_json(self):
        def script(method, path, _):
            n = int(parameters(path).get("cursor", 0))
            return 200, {}, {"results": PAGES[n], "cursor": str(n + 1)}

        ended, _ = self.ask("cursor", script, "--max-pages", "3", "--format", "json")
        self.assertEqual(json.loads(ended.out), PAGES[0] + PAGES[2])

    def test_wrong_words_are_2(self):
        for words, text in ((("--style", "cursor"), "--path"), (("--path", PATH), "--style"),
                            (("--path", "api", "--style", "cursor"), "begins with /"),
                            (("--path", PATH, "--style", "magic"), "magic"),
                            (("--path", PATH, "--style", "cursor", "--format", "csv"), "columns"),
                            (("--path", PATH, "--style", "cursor", "--page-size", "5"), "--page-size"),
                            (("--path", PATH, "--style", "cursor", "--body", "nowhere"), "cannot read nowhere"),
                            (("--path", PATH, "--style", "cursor", "--resume", "f"), "--output")):
            with self.subTest(words=words):
                self.check_failure(self.report("query", *words), 2, text)
        self.check_failure(self.report("details", "--columns", "conversationId"), 2, "--format csv")
        self.check_failure(self.report("users", "--path", PATH), 2, "query")


if __name__ == "__main__":
    unittest.main()
