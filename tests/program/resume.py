# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""A report with --resume that is killed with SIGKILL, at any point and as often as one likes, and started again: the file has
every row once."""

import datetime
import http.client
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from support import DETAILS, FROM, PATIENCE, SLOW, SPAN, Emulator, Hang, ProgramTest, Stub, environment, problem, until

# Kills the process at its KILL_AT-th change of a file: in the middle of a write, before anything else.
KILLER = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
static int due(void)
{
    static long count;
    const char* at = getenv("KILL_AT");
    return at != NULL && ++count == atol(at);
}
static void die(void) { kill(getpid(), SIGKILL); }
ssize_t write(int fd, const void* bytes, size_t size)
{
    static ssize_t (*real)(int, const void*, size_t);
    struct stat found;
    if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, "write");
    if (fstat(fd, &found) == 0 && S_ISREG(found.st_mode) && due()) {
        real(fd, bytes, size / 2);
        die();
    }
    return real(fd, bytes, size);
}
#define BEFORE(name, declared, passed)                               \\
    int name declared                                                \\
    {                                                                \\
        static int(*real) declared;                                  \\
        if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, #name);  \\
        if (due()) die();                                            \\
        return real passed;                                          \\
    }
BEFORE(fdatasync, (int fd), (fd))
BEFORE(fsync, (int fd), (fd))
BEFORE(ftruncate, (int fd, off_t size), (fd, size))
BEFORE(rename, (const char* from, const char* to), (from, to))
BEFORE(unlink, (const char* path), (path))
"""


class Resume(ProgramTest):
    LISTINGS = {
        "details": ("details", *SPAN, "--page-size", "20"),
        "jobs": ("details", "--jobs", *SPAN, "--page-size", "60"),
        "users": ("users", "--page-size", "9"),
        "halved": ("details", "--from", FROM, "--to", "2026-03-05T00:00:00Z", "--page-size", "20"),
        "query": ("query", "--path", "/api/v2/users?pageSize=9&state=any", "--style", "pageNumber"),
    }

    def command(self, listing, url, *more):
        return (*self.LISTINGS[listing], "--output", "rows", "--resume", "check", "--api-url", url, "--quiet", *more)

    def expected(self, listing, url, *more):
        ended = self.report(*self.LISTINGS[listing], "--api-url", url, "--quiet", *more)
        self.assertEqual(ended.code, 0, ended)
        return ended.out

    def check_file(self, expected):
        """The file has what a run without interruption gives, and nothing else is left."""
        self.check_no_files("rows")
        self.assertEqual((self.folder / "rows").read_bytes().decode(), expected)
        (self.folder / "rows").unlink()

    def through(self, emulator, at, limit=lambda body: None):
        """A server that passes everything on; `at(n)` is called at the n-th request that is not for a token, and may
        answer it, as may `limit(body)`."""
        token, seen = emulator.token(), []

        def script(method, path, body):
            seen.append(path)
            if answer := at(len(seen)) or limit(body):
                return answer
            link = http.client.HTTPConnection(emulator.host, emulator.port, timeout=PATIENCE)
            link.request(method, path, body, {"Content-Type": "application/json", "Authorization": "Bearer " + token})
            answer = link.getresponse()
            text = answer.read()
            link.close()
            return answer.status, {"Content-Type": "application/json"}, text

        return Stub(script)

    class Killer:
        """Sends its run a signal at one request, once."""

        def __init__(self, at, number=signal.SIGKILL):
            self.at, self.number, self.run, self.done = at, number, None, False

        def __call__(self, n):
            if n != self.at or self.done:
                return
            self.done = True
            until(lambda: self.run, what="the run").send_signal(self.number)
            raise Hang

    def killed_at_request(self, listing, *more, days="1", limit=lambda body: None):
        with Emulator(conversations=130, users=40, more=("--days", days)) as e:
            expected = self.expected(listing, e.url, *more)
            for n in range(1, 1000):
                killer = self.Killer(n)
                with self.subTest(n=n), self.through(e, killer, limit) as stub:
                    words = self.command(listing, stub.url, *more)
                    killer.run = self.start(*words)
                    first = self.finish(killer.run)
                    if not killer.done:
                        self.assertEqual(first.code, 0, first)
                        self.check_file(expected)
                        return n
                    self.assertEqual(first.code, -signal.SIGKILL, first)
                    if (self.folder / "rows").exists():  # nothing was missing any more but the end of the job
                        self.assertEqual((self.folder / "rows").read_bytes().decode(), expected)
                    second = self.report(*words)
                    self.assertEqual(second.code, 0, second)
                    self.check_file(expected)
        return self.fail("it never ended")

    def test_details_killed_at_each_request(self):
        self.assertGreater(self.killed_at_request("details"), 6)

    @staticmethod
    def too_much(body):
        """Refuses the third page of two days, the second of more."""
        asked = json.loads(body)
        begin, end = (datetime.datetime.fromisoformat(t.replace("Z", "+00:00")) for t in asked["interval"].split("/"))
        reach = {1: 1000, 2: 2}.get((end - begin).days, 1)
        if asked["paging"]["pageNumber"] > reach:
            return problem(400, "pagination.limit.exceeded", "That is too much")
        return None

    def test_an_interval_that_is_halved_killed_at_each_request(self):
        self.assertGreater(self.killed_at_request("halved", days="4", limit=self.too_much), 10)

    def test_a_query_that_takes_too_long_is_halved(self):
        def slow(body):
            return problem(504, "request.timeout", "That took too long") if self.too_much(body) else None

        with Emulator(conversations=130, more=("--days", "4")) as e:
            expected = self.expected("halved", e.url)
            with self.through(e, lambda n: None, slow) as stub:
                ended = self.report(*self.command("halved", stub.url))
                self.assertEqual(ended.code, 0, ended)
                intervals = list(dict.fromkeys(json.loads(r[3])["interval"] for r in stub.requests if r[1] == DETAILS))
            self.check_file(expected)
        self.assertEqual([i.replace("2026-03-0", "").replace("T00:00:00.000Z", "") for i in intervals],
                         ["1/5", "1/3", "1/2", "2/3", "3/5", "3/4", "4/5"])

    def test_a_day_that_is_too_much_is_a_failure(self):
        with Stub(lambda *_: problem(413, "too.large", "That is too much")) as stub:
            ended = self.report(*self.command("details", stub.url))
        self.assertNotEqual(ended.code, 0, ended)
        self.assertIn("HTTP 413", ended.err)
        self.assertEqual(stub.count("POST", DETAILS), 1)

    def test_users_killed_at_each_request(self):
        self.killed_at_request("users", "--format", "csv")

    def test_jobs_killed_at_each_request(self):
        self.killed_at_request("jobs")

    def test_query_killed_at_each_request(self):
        self.killed_at_request("query", "--format", "json")

    def test_a_run_that_is_killed_again_and_again_comes_to_its_end(self):
        with Emulator(conversations=230) as e:
            expected = self.expected("details", e.url)
            killer = self.Killer(2)  # each run gets one page
            with self.through(e, killer) as stub:
                for kills in range(100):
                    killer.done, killer.run = False, None
                    killer.at = len([r for r in stub.requests if r[1] == DETAILS]) + 2
                    killer.run = self.start(*self.command("details", stub.url))
                    ended = self.finish(killer.run)
                    if ended.code == 0:
                        break
                self.assertGreater(kills, 10)
                # No page was asked for twice but the one that was under way.
                self.assertLessEqual(stub.count("POST", DETAILS), 12 + kills)
            self.check_file(expected)

    @unittest.skipIf(SLOW > 1 or shutil.which("cc") is None, "needs a C compiler, and no sanitizer")
    def test_killed_at_each_change_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder, Emulator(conversations=130) as e:
            library = pathlib.Path(folder) / "killer.so"
            subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library, "-ldl"], check=True, text=True,
                           input=KILLER)
            words = self.command("details", e.url, "--format", "json")
            expected = self.expected("details", e.url, "--format", "json")
            for n in range(1, 1000):
                with self.subTest(n=n):
                    ended = self.report(*words, env=environment(LD_PRELOAD=str(library), KILL_AT=str(n)))
                    if ended.code == 0:
                        self.check_file(expected)
                        self.assertGreater(n, 40)
                        return
                    self.assertEqual(ended.code, -signal.SIGKILL, ended)
                    again = self.report(*words)
                    self.assertEqual(again.code, 0, again)
                    self.check_file(expected)

    def test_each_format_is_as_if_nothing_had_happened(self):
        with Emulator(conversations=130) as e:
            for form in ("ndjson", "json", "csv"):
                with self.subTest(form=form):
                    expected = self.expected("details", e.url, "--format", form)
                    killer = self.Killer(4)
                    with self.through(e, killer) as stub:
                        words = self.command("details", stub.url, "--format", form)
                        killer.run = self.start(*words)
                        self.assertEqual(self.finish(killer.run).code, -signal.SIGKILL)
                        self.assertEqual(self.report(*words).code, 0)
                    self.check_file(expected)

    def test_a_failure_and_ctrl_c_keep_what_there_is(self):
        with Emulator(conversations=130) as e:
            expected = self.expected("details", e.url)
            killer = self.Killer(5, signal.SIGINT)

            def at(n):
                return problem(403, "missing.permissions", "no") if n == 3 else killer(n)

            with self.through(e, at) as stub:
                words = self.command("details", stub.url)
                first = self.report(*words)
                self.assertEqual(first.code, 4, first)
                killer.run = self.start(*words)
                second = self.finish(killer.run)
                self.check_failure(second, 130, "interrupted", "Run the same command again")
                third = self.report(*words)
                self.assertEqual(third.code, 0, third)
            self.check_file(expected)

    def test_a_checkpoint_of_another_run_is_not_gone_on_with(self):
        answers = [(200, {}, {"conversations": [{"conversationId": str(i)} for i in range(20)]}),
                   problem(403, "missing.permissions", "no")]
        with Stub(lambda *_: answers[min(stub.count("POST", DETAILS), 2) - 1]) as stub:
            words = self.command("details", stub.url)
            self.assertEqual(self.report(*words).code, 4)
            self.check_no_files("check", "rows.part")
            other = self.report(*self.command("users", stub.url))
            self.check_failure(other, 1, "another run")
            (self.folder / "check").write_text("{")
            self.check_failure(self.report(*words), 1, "check", "cannot be read")
            self.check_no_files("check", "rows.part")

    def test_a_file_that_was_cut_is_not_gone_on_with(self):
        with Emulator(conversations=130) as e:
            killer = self.Killer(4)
            with self.through(e, killer) as stub:
                words = self.command("details", stub.url)
                killer.run = self.start(*words)
                self.finish(killer.run)
                (self.folder / "rows.part").write_text("x")
                self.check_failure(self.report(*words), 1, "rows", "not there")

    def test_a_moving_interval_stays_that_of_the_first_run(self):
        with Stub(lambda *_: answers.pop(0)) as stub:
            full = [{"conversationId": str(i)} for i in range(20)]
            answers = [(200, {}, {"conversations": full}), problem(403, "missing.permissions", "no"),
                       (200, {}, {"conversations": []})]
            words = ("details", "--last", "24h", "--page-size", "20", "--output", "rows", "--resume", "check", "--api-url",
                     stub.url)
            self.assertEqual(self.report(*words).code, 4)
            ended = self.report(*words)
            self.assertEqual(ended.code, 0, ended)
            bodies = [json.loads(r[3]) for r in stub.requests if r[1] == DETAILS]
        self.assertEqual(len({b["interval"] for b in bodies}), 1)
        self.assertEqual([b["paging"]["pageNumber"] for b in bodies], [1, 2, 2])
        self.assertEqual((self.folder / "rows").read_text(), "".join(json.dumps(r, separators=(",", ":")) + "\n"
                                                                    for r in full))


if __name__ == "__main__":
    unittest.main()
