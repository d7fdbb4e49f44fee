# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""existing_app: cogrant inside a program that has its own event loop, timer and server."""

import datetime
import os
import pathlib
import select
import signal
import subprocess
import unittest
import urllib.request

from support import NOBODY, PATIENCE, PROGRAMS, SECRET, TOKEN, Emulator, Hang, ProgramTest, Stub, environment, problem, until

APP = PROGRAMS / "existing_app"


class ExistingApp(ProgramTest):
    def begin(self, url, *words):
        app = subprocess.Popen([APP, *words], env=environment(GENESYS_ENV_URL=url), cwd=self.folder, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, app)
        self.assertTrue(select.select([app.stdout], [], [], PATIENCE)[0])
        line = app.stdout.readline()
        self.assertTrue(line.startswith("listening on http://127.0.0.1:"), line)
        return app, line.split()[-1]

    @staticmethod
    def board(url):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=PATIENCE) as answer:
            return dict(line.split(" ", 1) for line in answer.read().decode().splitlines())

    def stop(self, app, number=signal.SIGTERM):
        app.send_signal(number)
        out, err = app.communicate(timeout=PATIENCE)
        self.assertNotIn(SECRET, out + err)
        self.assertNotIn(TOKEN, out + err)
        return app.returncode, err

    def test_the_board_has_the_numbers_and_the_program_no_thread_more(self):
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:00Z")
        with Emulator(more=["--from", today]) as e:
            app, url = self.begin(e.url, "--every", "1")
            board = until(lambda: (b := self.board(url)) and int(b["updates"]) >= 2 and b)
            self.assertEqual((board["conversations"], board["trouble"]), ("230", "none"))
            tasks = pathlib.Path(f"/proc/{app.pid}/task")
            if tasks.exists() and not os.environ.get("COGRANT_SANITIZED"):
                self.assertEqual(len(list(tasks.iterdir())), 1)
            self.assertEqual(self.stop(app), (0, ""))

    def test_while_the_platform_hangs_the_program_lives_and_ends_at_once(self):
        def script(*_):
            raise Hang

        with Stub(script) as stub:
            app, url = self.begin(stub.url)
            until(lambda: any(r[1] != "/oauth/token" for r in list(stub.requests)))
            before = int(self.board(url)["beats"])
            until(lambda: int(self.board(url)["beats"]) > before + 2)
            self.assertEqual(self.stop(app, signal.SIGINT), (0, ""))

    def test_a_refusal_is_shown_and_the_next_answer_clears_it(self):
        answers = [problem(403, "missing.permissions", "no"), (200, {}, {"conversations": [], "totalHits": 0})]
        with Stub(lambda *_: answers.pop(0) if len(answers) > 1 else answers[0]) as stub:
            app, url = self.begin(stub.url, "--every", "1")
            until(lambda: self.board(url)["trouble"] != "none", what="the refusal")
            until(lambda: self.board(url)["trouble"] == "none", what="the recovery")
            self.assertEqual(self.stop(app), (0, ""))

    def test_wrong_words_and_missing_settings_say_so(self):
        for words, env, code in ((("--port", "x"), {}, 2), (("--every",), {}, 2), (("--what",), {}, 2), ((), NOBODY, 3)):
            done = subprocess.run([APP, *words], env=environment(**env), cwd=self.folder, text=True, check=False,
                                  capture_output=True, timeout=PATIENCE)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done)
            self.assertEqual(len(done.stderr.splitlines()), 1)
        done = subprocess.run([APP, "--help"], text=True, check=True, capture_output=True)
        self.assertIn("examples", done.stdout)


if __name__ == "__main__":
    unittest.main()
