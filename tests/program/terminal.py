# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""What is seen on a terminal while a run goes on, and what is left to see at its end."""

import os
import pty
import re
import select
import signal
import subprocess
import time
import unittest

from support import NOBODY, PATIENCE, ProgramTest, Stub, environment
from usage import SUMMARY


class Terminal(ProgramTest):
    def on_terminal(self, *words, env, act=None):
        """A run whose standard error is a terminal; gives the exit code and what the terminal got."""
        ours, theirs = pty.openpty()
        run = self.start(*words, env=env, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        text, ends = b"", time.monotonic() + PATIENCE
        while True:
            self.assertLess(time.monotonic(), ends, text)
            if not select.select([ours], [], [], 0.1)[0]:
                continue
            try:
                got = os.read(ours, 65536)
            except OSError:  # the program has closed it
                break
            if not got:
                break
            text += got
            if act and act(run, text.decode()):
                act = None
        os.close(ours)
        return run.wait(PATIENCE), text.decode()

    @staticmethod
    def seen(text):
        """What is left to see of a text with wiped lines."""
        return [line.split("\x1b[K")[-1] for line in text.replace("\r\n", "\n").split("\n")]

    def test_on_a_terminal_progress_is_drawn_and_wiped(self):
        env = environment(**NOBODY)
        code, text = self.on_terminal("details", "--page-size", "10", "--emulator-conversations", "300",
                                      "--emulator-faults", "delay=1,delay-ms=40,503=0.1,retry-after=1", env=env)
        self.assertEqual(code, 0, text)
        drawn = re.findall(r"\r\x1b\[K(\d+) pages?, (\d+) rows?, \d+ rows/s", text)
        self.assertGreater(len(drawn), 2, text)
        self.assertGreater(int(drawn[-1][1]), 0)
        self.assertRegex(text, r"; waiting( \d+\.\d s)?: \w+")
        lines = self.seen(text)
        self.assertTrue(lines[0].startswith("no credentials"), lines)
        self.assertRegex(lines[1], SUMMARY)
        self.assertEqual(lines[2:], [""])

    def test_on_a_terminal_the_end_is_foreseen(self):
        code, text = self.on_terminal("details", "--page-size", "10", "--emulator-conversations", "300", "--emulator-faults",
                                      "delay=1,delay-ms=150", env=environment(**NOBODY))
        self.assertEqual(code, 0, text)
        shares = [int(share) for share in re.findall(r" rows/s; (\d+) %", text)]
        self.assertGreater(len(shares), 3, text)
        self.assertEqual(shares, sorted(shares))
        self.assertLess(shares[-1], 100)
        self.assertRegex(text, r"\d %, (about \d0 s|a few seconds) left")
        self.assertNotIn("pages, 1 rows", text, "the row that was counted with is none of the rows")

    def test_on_a_terminal_a_failure_and_an_interruption_stand_alone(self):
        with Stub(lambda *_: (429, {"Retry-After": "100"}, "")) as stub:
            def act(run, text):
                if "waiting" in text:
                    run.send_signal(signal.SIGINT)
                    return True
                return False

            code, text = self.on_terminal("users", "--api-url", stub.url, env=environment(), act=act)
        self.assertEqual(code, 130, text)
        self.assertRegex(text, r"waiting \d+\.\d s: \w+")
        self.assertEqual(self.seen(text), ["genesys_report: interrupted. Nothing was written", ""])
        with Stub(lambda *_: (403, {}, "")) as stub:
            code, text = self.on_terminal("users", "--api-url", stub.url, env=environment())
        self.assertEqual((code, len(self.seen(text))), (4, 2), text)

    def test_quiet_on_a_terminal_draws_nothing(self):
        code, text = self.on_terminal("users", "--quiet", env=environment(**NOBODY))
        self.assertEqual((code, text), (0, ""))


if __name__ == "__main__":
    unittest.main()
