# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The output file appears whole or not at all, and a signal stops a run within a second."""

import array
import fcntl
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import tempfile
import termios
import time
import unittest

from support import DETAILS, JOBS, NOBODY, REPORT, SLOW, SPAN, Emulator, Hang, ProgramTest, Stub, environment, until

STOPS_WITHIN = 1.0 * SLOW


def page(n, size=10):
    return 200, {}, {"conversations": [{"conversationId": f"{n}-{i}"} for i in range(size)]}


class Output(ProgramTest):
    looks = 0

    def test_the_file_has_what_standard_output_would_have(self):
        with Emulator() as e:
            for form in ("ndjson", "json", "csv"):
                words = ("details", *SPAN, "--format", form, "--api-url", e.url)
                ended = self.report(*words, "--output", "rows")
                self.assertEqual((ended.code, ended.out), (0, ""), ended)
                self.assertIn("; written to rows", ended.err)
                self.assertEqual((self.folder / "rows").read_bytes().decode(), self.report(*words).out)
        self.check_no_files("rows")

    def test_a_failure_in_the_middle_leaves_nothing(self):
        pages = []

        def script(*_):
            pages.append(1)
            return page(len(pages)) if len(pages) < 3 else (403, {}, "")

        for form in ("ndjson", "json", "csv"):
            with self.subTest(form=form), Stub(script) as stub:
                pages.clear()
                ended = self.report("details", *SPAN, "--page-size", "10", "--format", form, "--output", "rows",
                                    "--api-url", stub.url)
                self.assertEqual(ended.code, 4, ended)
                self.assertEqual(len(pages), 3)
                self.check_no_files()

    def test_a_failure_leaves_an_existing_file_untouched(self):
        old = self.folder / "rows"
        old.write_text("yesterday\n")
        with Stub(lambda *_: (403, {}, "")) as stub:
            self.assertEqual(self.report("users", "--output", "rows", "--api-url", stub.url).code, 4)
        self.assertEqual(old.read_text(), "yesterday\n")
        self.check_no_files("rows")

    def test_success_replaces_an_existing_file_and_keeps_its_mode_and_the_link_to_it(self):
        real = self.folder / "real"
        real.write_text("yesterday\n" * 100000)
        real.chmod(0o640)
        (self.folder / "link").symlink_to("real")
        ended = self.report("users", "--output", "link", env=environment(**NOBODY))
        self.assertEqual(ended.code, 0, ended)
        self.assertTrue((self.folder / "link").is_symlink())
        self.assertEqual(len(real.read_text().splitlines()), 50)
        self.assertEqual(stat.S_IMODE(real.stat().st_mode), 0o640)
        self.check_no_files("link", "real")

    def test_the_file_is_not_there_before_it_is_whole(self):
        pages = []

        def script(*_):
            pages.append(1)
            if len(pages) == 3:
                raise Hang
            return page(len(pages))

        with Stub(script) as stub:
            run = self.start("details", *SPAN, "--page-size", "10", "--output", "rows", "--api-url", stub.url)
            until(lambda: len(pages) == 3, what="the third page")
            self.assertFalse((self.folder / "rows").exists())
            self.stop(run, signal.SIGTERM)

    def test_output_that_cannot_be_written_is_1(self):
        (self.folder / "closed").mkdir()
        for output, why in (("/dev/full", "No space left"), ("nowhere/rows", "No such file"), ("closed", "directory")):
            with self.subTest(output=output):
                ended = self.report("users", "--output", output, "--quiet", env=environment(**NOBODY))
                self.check_failure(ended, 1, "cannot write", output, why)
        self.check_no_files("closed")
        with open("/dev/full", "wb") as full:
            ended = self.report("users", "--quiet", env=environment(**NOBODY), stdout=full)
        self.check_failure(ended, 1, "cannot write standard output", "No space left")

    def test_a_device_is_written_in_place(self):
        ended = self.report("users", "--output", "/dev/null", "--quiet", env=environment(**NOBODY))
        self.assertEqual((ended.code, ended.err), (0, ""), ended)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_reader_that_leaves_early_ends_the_run(self):
        with Emulator(conversations=2000) as e:
            run = self.start("details", *SPAN, "--api-url", e.url)
            self.assertTrue(run.stdout.readline().startswith(b'{"conversationId"'))
            run.stdout.close()
            run.stdout = None
            ended = self.finish(run)
        self.assertIn(ended.code, (1, -signal.SIGPIPE), ended)
        self.assertEqual(subprocess.run(f"'{REPORT}' users --quiet | head -n 1 | wc -l", shell=True, timeout=60 * SLOW,
                                        env=environment(**NOBODY), cwd=self.folder, stdout=subprocess.PIPE,
                                        check=True).stdout.strip(), b"1")

    # signals

    def stop(self, run, number):
        """Sends the signal to a run that goes on; it has to end in time, with 130."""
        self.assertIsNone(run.poll(), "ended by itself")
        begun = time.monotonic()
        run.send_signal(number)
        ended = self.finish(run, begun)
        self.check_failure(ended, 130, "interrupted")
        self.assertLess(ended.seconds, STOPS_WITHIN)
        self.check_no_files()

    def hanging(self, script, *words, asked, number=signal.SIGINT):
        with Stub(script, token_too=True) as stub:
            run = self.start(*words, "--output", "rows", "--api-url", stub.url)
            until(lambda: any(r[1].startswith(asked) for r in stub.requests), what=f"a request to {asked}")
            self.stop(run, number)

    def token_or(self, answer):
        def script(method, path, body):
            if path == "/oauth/token":
                return 200, {}, {"access_token": "t", "token_type": "bearer", "expires_in": 3600}
            return answer()
        return script

    @staticmethod
    def never():
        raise Hang

    def test_ctrl_c_while_the_server_does_not_answer(self):
        self.hanging(self.token_or(self.never), "details", *SPAN, asked=DETAILS)

    def test_sigterm_while_the_server_does_not_answer(self):
        self.hanging(self.token_or(self.never), "details", *SPAN, asked=DETAILS, number=signal.SIGTERM)

    def test_ctrl_c_with_four_pages_under_way(self):
        self.hanging(self.token_or(self.never), "details", *SPAN, "--concurrency", "4", asked=DETAILS)

    def test_ctrl_c_while_the_token_is_awaited(self):
        self.hanging(lambda *_: self.never(), "users", asked="/oauth/token")

    def test_ctrl_c_while_a_wait_is_served_out(self):
        self.hanging(self.token_or(lambda: (429, {"Retry-After": "100"}, "")), "users", asked="/api/v2/users")

    def test_ctrl_c_while_a_body_is_received(self):
        self.hanging(self.token_or(lambda: (200, {"Content-Length": "5000"}, '{"entities": [')), "users",
                     asked="/api/v2/users")

    def test_ctrl_c_while_a_job_is_polled(self):
        def script(method, path, body):
            if path == "/oauth/token":
                return 200, {}, {"access_token": "t", "token_type": "bearer", "expires_in": 3600}
            return (202, {}, {"jobId": "j"}) if method == "POST" else (200, {}, {"state": "PENDING"})

        self.hanging(script, "details", "--jobs", *SPAN, asked=JOBS + "/j")

    def test_ctrl_c_in_the_middle_of_many_pages(self):
        with Emulator("delay=1,delay-ms=100", conversations=5000) as e:
            run = self.start("details", *SPAN, "--page-size", "10", "--output", "rows", "--api-url", e.url)
            until(lambda: any(p.stat().st_size > 0 for p in self.folder.iterdir()), what="the first rows")
            self.stop(run, signal.SIGINT)

    def test_ctrl_c_with_the_emulator_inside(self):
        run = self.start("details", "--last", "24h", "--emulator-conversations", "5000", "--emulator-faults",
                         "delay=1,delay-ms=200", "--output", "rows", "--quiet", env=environment(**NOBODY))
        until(lambda: list(self.folder.iterdir()), what="the beginning")
        self.stop(run, signal.SIGINT)

    @unittest.skipIf(SLOW > 1 or shutil.which("cc") is None, "needs a C compiler, and no sanitizer")
    def test_ctrl_c_while_a_host_name_is_looked_up(self):
        with tempfile.TemporaryDirectory() as folder:
            library = pathlib.Path(folder) / "slow_dns.so"
            subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], check=True, text=True, input="""
                #include <fcntl.h>
                #include <unistd.h>
                int getaddrinfo(const char* a, const char* b, const void* c, void** d)
                {
                    close(creat("looking", 0600));
                    sleep(30);
                    return -3; // EAI_AGAIN
                }""")
            run = self.start("users", "--api-url", "http://slow.example", env=environment(LD_PRELOAD=str(library)))
            until((self.folder / "looking").exists, what="the lookup")
            (self.folder / "looking").unlink()
            self.stop(run, signal.SIGINT)

    def test_ctrl_c_while_nobody_reads_standard_output(self):
        with Emulator(conversations=2000) as e:
            reader, writer = os.pipe()
            try:
                run = self.start("details", *SPAN, "--api-url", e.url, stdout=writer)
                os.close(writer)
                until(lambda: self.full(reader), what="a full pipe")
                until(lambda: self.asleep(run), what="sleep in writing to it")
                self.stop(run, signal.SIGINT)
            finally:
                os.close(reader)

    @staticmethod
    def full(reader):
        waiting = array.array("i", [0])
        fcntl.ioctl(reader, termios.FIONREAD, waiting)
        return waiting[0] > 65536 - 4096

    def asleep(self, run):
        """Whether the program was asleep each time that we looked."""
        state = pathlib.Path(f"/proc/{run.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
        self.looks = self.looks + 1 if state == "S" else 0
        return self.looks >= 30

    def test_an_interrupted_run_leaves_an_existing_file_untouched(self):
        old = self.folder / "rows"
        old.write_text("yesterday\n")
        with Stub(self.token_or(self.never), token_too=True) as stub:
            run = self.start("users", "--output", "rows", "--api-url", stub.url)
            until(lambda: stub.count("GET", "/api/v2/users"))
            run.send_signal(signal.SIGINT)
            self.assertEqual(self.finish(run).code, 130)
        self.assertEqual(old.read_text(), "yesterday\n")
        self.check_no_files("rows")


if __name__ == "__main__":
    unittest.main()
