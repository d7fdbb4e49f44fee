# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Processes that share a login through files, and a token endpoint that rotates refresh tokens and ends the session when
one comes twice (RFC 9700 section 4.14). Whatever the processes meet, SIGKILL included, none comes twice."""

import json
import os
import random
import signal
import stat
import subprocess
import threading
import unittest
import urllib.parse

from support import PATIENCE, PROGRAMS, SLOW, ProgramTest, Stub

RENEWER = PROGRAMS / "session_renewer"
KEY = "me@example"


class Rotation:
    """The token endpoint's mind. `plan(pid)` may kill the process that asks, and says when: "before" the server acts,
    "after" it acted, "answered" a moment after the answer was sent, or None."""

    def __init__(self, plan=lambda pid: None):
        self.plan, self.lock = plan, threading.Lock()
        self.issued, self.reuses, self.killed = 0, 0, 0
        self.current, self.live, self.spent, self.access, self.presented = None, set(), set(), set(), []
        self.timers = []

    def log_in(self):
        with self.lock:
            self.issued += 1
            self.current = f"r{self.issued}"
            self.live.add(self.current)  # a session of its own
            return self.current

    def kill(self, pid):
        self.killed += 1
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def answer(self, _method, _path, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        token, pid = form["refresh_token"], int(form["client_id"][1:])
        when = self.plan(pid)
        if when == "before":
            self.kill(pid)
            return 500, {}, ""
        with self.lock:
            self.presented.append(token)
            if token in self.spent:
                self.reuses += 1
                self.live.clear()
            if token not in self.live:
                return 400, {}, {"error": "invalid_grant"}
            self.live.remove(token)
            self.spent.add(token)
            self.issued += 1
            self.current, access = f"r{self.issued}", f"access-{self.issued}"
            self.live.add(self.current)
            self.access.add(access)
            answer = {"access_token": access, "token_type": "Bearer", "expires_in": 3600, "refresh_token": self.current}
        if when == "after":
            self.kill(pid)
        if when == "answered":
            self.timers.append(threading.Timer(random.random() * 0.004, self.kill, (pid,)))
            self.timers[-1].start()
        return 200, {}, answer


class TokenStore(ProgramTest):
    def log_in(self, server):
        done = subprocess.run([RENEWER, "login", self.folder / "tokens", KEY, server.log_in()], capture_output=True,
                              text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def run_renewer(self, what, url, times=1):
        process = subprocess.Popen([RENEWER, what, self.folder / "tokens", KEY, url, str(times)],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.end, process)
        return process

    def finish_renewer(self, process, server):
        out = process.communicate(timeout=PATIENCE * 2)[0]
        self.assertIn(process.returncode, (0, 1, 3, -signal.SIGKILL), out)
        for line in out.splitlines():
            if line.startswith("token "):
                self.assertTrue(line[6:] in server.access or line[6:].startswith("login-"), line)
            else:
                self.assertTrue(line.startswith("failed ") or process.returncode < 0, out)
        return process.returncode, out

    def check_files(self):
        folder = self.folder / "tokens"
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        for file in folder.iterdir():
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)
        return json.loads((folder / "me%40example.json").read_text())

    def test_processes_that_share_a_file_present_each_refresh_token_once(self):
        server = Rotation()
        with Stub(server.answer, token_too=True) as stub:
            self.log_in(server)
            processes = [self.run_renewer("renew", stub.url + "/token", 25) for _ in range(4)]
            for p in processes:
                code, out = self.finish_renewer(p, server)
                self.assertEqual(code, 0, out)
                self.assertEqual(out.count("token access-"), 25, out)
        self.assertEqual(server.reuses, 0)
        self.assertEqual(len(server.presented), len(set(server.presented)))
        self.assertLess(len(server.presented), 100, "some have used what others renewed")
        record = self.check_files()
        self.assertEqual(record["refresh_token"], server.current)
        self.assertFalse(record.get("presented", False))

    def test_a_process_killed_between_answer_and_save_leaves_a_token_that_nobody_presents_again(self):
        server = Rotation()
        with Stub(server.answer, token_too=True) as stub:
            for _ in range(5):
                self.log_in(server)
                before = len(server.presented)
                code, out = self.finish_renewer(self.run_renewer("die", stub.url + "/token"), server)
                self.assertEqual(code, -signal.SIGKILL, out)
                self.assertEqual(len(server.presented), before + 1)
                self.assertTrue(self.check_files()["presented"])
                for _ in range(2):  # the lease is free, the mark is there
                    code, out = self.finish_renewer(self.run_renewer("renew", stub.url + "/token", 3), server)
                    self.assertEqual(code, 3, out)
                    self.assertIn("was sent before and its answer was lost", out)
                self.assertEqual(len(server.presented), before + 1)
        self.assertEqual(server.reuses, 0)

    def test_processes_killed_at_random_moments_never_present_a_token_twice(self):
        seed = random.randrange(10**6)
        print("seed", seed)
        chance = random.Random(seed)
        server = Rotation(lambda pid: chance.choice(("before", "after", "answered", "answered", None, None, None, None)))
        logins = 0
        with Stub(server.answer, token_too=True) as stub:
            self.log_in(server)
            running = []
            while server.killed < 24 // SLOW:
                while len(running) < 3:
                    running.append(self.run_renewer("renew", stub.url + "/token", 20))
                code, out = self.finish_renewer(running.pop(0), server)
                if code == 3:
                    self.assertIn("was sent before and its answer was lost", out)
                    self.log_in(server)
                    logins += 1
            for process in running:
                self.finish_renewer(process, server)
            for timer in server.timers:
                timer.join()
            server.plan = lambda pid: None
            self.log_in(server)
            code, out = self.finish_renewer(self.run_renewer("renew", stub.url + "/token", 5), server)
            self.assertEqual((code, out.count("token access-")), (0, 5), out)
        self.assertEqual(server.reuses, 0, f"seed {seed}")
        self.assertEqual(len(server.presented), len(set(server.presented)), f"seed {seed}")
        self.assertGreater(logins, 0)
        self.check_files()


if __name__ == "__main__":
    unittest.main()
