# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The examples do what the README says of them, against genesys_emulator."""

import datetime
import json
import subprocess
import unittest

from support import CLIENT, PATIENCE, PROGRAMS, SECRET, Emulator, ProgramTest, Reset, Stub, environment


class Examples(ProgramTest):
    def run_example(self, name, *words, **env):
        return subprocess.run([str(PROGRAMS / name), *words], env=environment(**env), cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)

    def test_nightly_prints_every_conversation_of_the_last_day_once(self):
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:00Z")
        with Emulator(more=["--from", today, "--days", "1"]) as e:
            ended = self.run_example("01_nightly", GENESYS_ENV_URL=e.url)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        ids = ended.stdout.split()
        self.assertEqual((len(ids), len(set(ids))), (230, 230))

    def test_an_api_of_ones_own_is_read_to_its_last_page(self):
        with Emulator() as e:
            ended = self.run_example("02_own_api", e.url, CLIENT_ID=CLIENT, CLIENT_SECRET=SECRET)
            active = e.ask("GET", "/api/v2/users?pageSize=500", token=e.token())["total"]
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertEqual(len(ended.stdout.splitlines()), active)
        self.assertLess(active, 57)  # those who left are listed only if they are asked for

    def test_callbacks_and_futures_get_the_token_too(self):
        with Emulator() as e:
            good = self.run_example("03_callbacks", GENESYS_ENV_URL=e.url)
            bad = self.run_example("03_callbacks", GENESYS_ENV_URL=e.url, GENESYS_CLIENT_SECRET="wrong-secret")
        self.assertRegex(good.stdout, r"^a token of \d+ characters\nthe same, generation 1\n$")
        self.assertIn("invalid_client", bad.stdout)

    def test_a_resilient_client_gets_through_or_says_what_to_do(self):
        answers = {"/flaky": [Reset(), (503, {}, ""), (200, {}, "x" * 1000)],
                   "/tomorrow": [(429, {"Retry-After": "86400"}, "")],
                   "/large": [(200, {}, "x" * 10_000_001)],
                   "/locked": [(401, {}, "")]}

        def script(_, path, __):
            answer = answers[path].pop(0)
            if isinstance(answer, Reset):
                raise answer
            return answer

        with Stub(script) as s:
            flaky, tomorrow, large, locked = (self.run_example("04_resilience", s.url + path) for path in answers)
        self.assertEqual(flaky.stdout, "1000 bytes after 3 tries\n")
        self.assertIn("try 1: ", flaky.stderr)
        self.assertRegex(tomorrow.stdout, "retry after 86400 s\nslow down\n$")
        self.assertRegex(large.stdout, "10000001 bytes is announced, beyond the limit.*\ngive up\n$")
        self.assertRegex(locked.stdout, "HTTP 401\ncheck the credentials\n$")

    def test_bodies_of_any_size_come_and_go(self):
        stream = {"Content-Type": "text/event-stream"}
        seen = []

        def script(method, path, body):
            seen.append((method, path, body))
            return {"/big": (302, {"Location": "/bigger"}, ""), "/bigger": (200, {}, "x" * 3_000_000),
                    "/lines": (200, {}, '{"a":1}\n{"a":2}\n'),
                    "/events": (200, stream, "event: tick\ndata: one\n\ndata: two\ndata: more\n\n"),
                    "/upload": (200, {}, "taken"), "/gone": (404, {}, "")}[path]

        target = self.folder / "big"
        with Stub(script) as s:
            big = self.run_example("05_bodies", "download", s.url + "/big", str(target))
            gone = self.run_example("05_bodies", "download", s.url + "/gone", str(self.folder / "none"))
            lines = self.run_example("05_bodies", "lines", s.url + "/lines")
            events = self.run_example("05_bodies", "events", s.url + "/events")
            upload = self.run_example("05_bodies", "upload", s.url + "/upload", "hello")
        self.assertEqual((big.stdout, target.stat().st_size), (f"whole: {target}\n", 3_000_000), big)
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)
        self.assertIn("404", gone.stdout)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir() if p.name.startswith(("big", "none"))), ["big"])
        self.assertEqual(lines.stdout, '7 {"a":1}\n7 {"a":2}\n')
        self.assertEqual(events.stdout, "tick: one\nmessage: two\nmore\n")
        self.assertEqual(upload.stdout, "taken\n")
        text = seen[-1][2].decode()
        self.assertIn('name="file"; filename="note.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n', text)

    def test_listings_of_any_style_are_read_to_their_end(self):
        def ships(*names, **more):
            return json.dumps({"results": [{"name": n, "tons": 7} for n in names], **more})

        def script(method, path, body):
            answers = {"/s": ships("a", "b", next="x y"), "/s?cursor=x%20y": ships(next="z"),
                       "/s?cursor=z": ships("c"), "/l": '[{"name":"a"}]', "/l?p=2": '[{"name":"b"}]'}
            if method == "POST":
                text = ships("b") if "pageToken" in body.decode() else ships("a", next="t")
            elif path.startswith("/o?"):
                text = ships(*(["n"] * (100 if "skip=0" in path else 3)))
            else:
                text = answers[path]
            return 200, {"Link": '</l?p=2>; rel="next"'} if path == "/l" else {}, text

        checkpoint = str(self.folder / "position")
        with Stub(script) as s:
            said = {what: self.run_example("06_pages", what, s.url + path) for what, path in
                    [("rows", "/s"), ("offset", "/o?x=1"), ("tokens", "/t"), ("links", "/l"), ("callbacks", "/s")]}
            raw = self.run_example("06_pages", "raw", "link", s.url + "/l")
            left = [self.run_example("06_pages", "left", s.url + "/s", checkpoint).stdout for _ in range(5)]
            other = self.run_example("06_pages", "left", s.url + "/l", checkpoint)
        self.assertEqual(said["rows"].stdout, "a 7\nb 7\nc 7\n", said["rows"])
        self.assertEqual(said["offset"].stdout, "n\n" * 103, said["offset"])
        self.assertEqual(said["tokens"].stdout, "1 ships\n1 ships\n", said["tokens"])
        self.assertEqual(said["links"].stdout, "a\nb\n", said["links"])
        self.assertEqual(said["callbacks"].stdout, "2 ships\n0 ships\n1 ships\n3 pages\n", said["callbacks"])
        self.assertEqual(raw.stdout, '{"name":"a"}\n{"name":"b"}\n', raw)
        self.assertEqual(left, ["a\n", "b\n", "c\n", "no more\n", "no more\n"])
        self.assertEqual((other.returncode, other.stdout), (1, ""))
        self.assertIn("another listing", other.stderr)

    def test_an_export_of_forty_days_is_whole_or_not_there(self):
        begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=39)
        file = self.folder / "export.csv"
        with Emulator(more=["--from", begin.strftime("%Y-%m-%dT00:00:00Z"), "--days", "40"]) as e:
            bad = self.run_example("08_export", str(file), GENESYS_ENV_URL=e.url, GENESYS_CLIENT_SECRET="wrong-secret")
            self.assertEqual((bad.returncode, list(self.folder.glob("export*"))), (1, []))
            good = self.run_example("08_export", str(file), GENESYS_ENV_URL=e.url)
        self.assertEqual((good.returncode, good.stderr, good.stdout), (0, "", "230 rows\n"))
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        self.assertEqual(header, "conversationId,conversationStart,originatingDirection")
        self.assertEqual((len(rows), len({row.split(",")[0] for row in rows})), (230, 230))

    def test_structs_prints_what_its_page_says(self):
        ended = self.run_example("07_structs")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        for line in ("a new kind: hologram", '{"displayName":"Support","description":null}', 'fax {"id":7,"mediaType":"fax"}',
                     'a1 Ada {"id":"a1","name":"Ada","level":3}', "1 a queue whose name is shorter",
                     "/entities/0/memberCount 42: expected an integer, found a string at /entities/0/memberCount, byte 42"):
            self.assertIn(line + "\n", ended.stdout)


if __name__ == "__main__":
    unittest.main()
