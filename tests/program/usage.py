# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The command line, the settings, what is said while a run goes on and at its end; and the same of genesys_emulator."""

import re
import signal
import subprocess
import unittest

from support import (CLIENT, EMULATOR, NOBODY, PATIENCE, REPORT, SECRET, SPAN, TOKEN, Emulator, ProgramTest, Stub, environment,
                     free_port)

SUMMARY = r"^\d+ rows?, \d+ pages? in \d+\.\d s \(\d+ rows/s\)"


class Usage(ProgramTest):
    def test_wrong_words_are_2_and_say_what_is_wrong(self):
        for words, text in (
                ((), "say what to do: details, "),
                (("detials",), "detials"),
                (("details", "users"), "users"),
                (("details", "--frobnicate"), "--frobnicate"),
                (("details", "--last"), "--last needs a value"),
                (("details", "--last", "yesterday"), "24h"),
                (("details", "--last", "0h"), "24h"),
                (("details", "--last", "-3h"), "24h"),
                (("details", "--last", "99999999999999999999h"), "24h"),
                (("details", "--last", "1h", "--from", "2026-03-01"), "contradict"),
                (("details", "--to", "2026-03-01"), "--from"),
                (("details", "--from", "2026-03-02", "--to", "2026-03-01"), "before"),
                (("details", "--from", "2026-03-02", "--to", "2026-03-02"), "before"),
                (("details", "--from", "2026-02-30"), "2026-03-01T00:00:00Z"),
                (("details", "--from", "2026-03-01T00:00:00"), "2026-03-01T00:00:00Z"),
                (("details", "--format", "xml"), "ndjson, csv or json"),
                (("details", "--page-size", "0"), "--page-size"),
                (("details", "--page-size", "101"), "100"),
                (("details", "--jobs", "--page-size", "1001"), "1000"),
                (("details", "--page-size", "ten"), "--page-size"),
                (("details", "--page-size", "1e2"), "--page-size"),
                (("details", "--max-pages", "0"), "--max-pages"),
                (("details", "--concurrency", "0"), "--concurrency"),
                (("details", "--concurrency", "17"), "--concurrency"),
                (("details", "--output", ""), "--output"),
                (("details", "--quiet", "--verbose"), "contradict"),
                (("users", "--jobs"), "details"),
                (("users", "--last", "3h"), "details"),
                (("users", "--page-size", "501"), "500")):
            with self.subTest(words=words):
                ended = self.report(*words, env=environment(**NOBODY))
                self.check_failure(ended, 2, text)
                self.assertEqual(ended.out, "")

    def test_wrong_settings_are_2(self):
        (self.folder / "bad.env").write_text(f"GENESYS_CLIENT_ID=x\nthis is no setting {SECRET}\n")
        for words, env, text in (
                (("--api-url", "ftp://example.com"), {}, "http"),
                (("--api-url", "http://127.0.0.1/some/path"), {}, "path"),
                (("--api-url", "http://api.mypurecloud.de"), {}, "plain http"),
                (("--login-url", "login.example.com"), {}, "URL"),
                ((), {"GENESYS_REGION": "middle earth"}, "GENESYS_REGION"),
                ((), {"GENESYS_ENV_URL": "http://a b"}, "GENESYS_ENV_URL"),
                (("--env-file", "nowhere.env"), {}, "nowhere.env"),
                (("--env-file", "bad.env"), {}, "bad.env"),
                (("--ca-file", "nowhere.pem", "--api-url", "https://127.0.0.1:1"), {}, "nowhere.pem"),
                (("--ca-file", "bad.env", "--api-url", "https://127.0.0.1:1"), {}, "bad.env"),
                (("--emulator-faults", "meteor=0.5"), NOBODY, "meteor=0.5")):
            with self.subTest(words=words, env=env):
                self.check_failure(self.report("users", *words, env=environment(**env)), 2, text)

    def test_credentials_on_the_command_line_are_unknown_words(self):
        for word in ("--client-id", "--client-secret", "--secret", "--token", "--password"):
            for words in ((word, SECRET), (f"{word}={SECRET}",)):
                with self.subTest(words=words):
                    ended = self.report("users", *words)
                    self.assertEqual(ended.code, 2, ended)
                    self.assertIn(word, ended.err)

    def test_help_and_version(self):
        for word in ("--help", "-h"):
            ended = self.report("details", word, "--nonsense")
            self.assertEqual((ended.code, ended.err), (0, ""))
            for text in ("usage:", "--from", "--jobs", "--page-size", "--ca-file", "GENESYS_CLIENT_ID", "130"):
                self.assertIn(text, ended.out)
            self.assertLessEqual(max(map(len, ended.out.splitlines())), 120)
        for program, name in ((REPORT, "genesys_report"), (EMULATOR, "genesys_emulator")):
            done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
            self.assertRegex(done.stdout, rf"^{name} \d+\.\d+\.\d+\n$")

    def test_every_option_is_in_the_help(self):
        text = self.report("--help").out
        for option in ("--last", "--from", "--to", "--jobs", "--format", "--output", "--page-size", "--max-pages",
                       "--concurrency", "--api-url", "--login-url", "--ca-file", "--env-file", "--quiet", "--verbose",
                       "--path", "--style", "--body", "--rows", "--columns", "--guard-formulas", "--no-sync", "--resume",
                       "--emulator-conversations", "--emulator-users", "--emulator-faults", "--help", "--version"):
            self.assertIn(option, text)

    # settings

    def test_the_env_file_is_read_and_the_environment_wins(self):
        with Emulator() as e:
            lines = (f"# mine\nexport GENESYS_CLIENT_ID={CLIENT}\nGENESYS_CLIENT_SECRET='{SECRET}'\n"
                     f"GENESYS_ENV_URL={e.url}\n")
            (self.folder / ".env").write_text(lines)
            self.assertEqual(len(self.report("users", env=environment(**NOBODY)).rows), 57)
            (self.folder / "other.env").write_text(lines)
            (self.folder / ".env").write_text("GENESYS_CLIENT_ID=somebody\nGENESYS_CLIENT_SECRET=else\n")
            self.assertEqual(len(self.report("users", "--env-file", "other.env", env=environment(**NOBODY)).rows), 57)
            self.assertEqual(self.report("users", "--api-url", e.url, env=environment(**NOBODY)).code, 3)
            self.assertEqual(len(self.report("users", "--api-url", e.url).rows), 57)  # the environment wins
            (self.folder / ".env").write_text(lines.replace(SECRET, "old"))
            self.assertEqual(len(self.report("users").rows), 57)
            (self.folder / ".env").write_text(lines)
            ended = self.report("users", env=environment(**NOBODY, GENESYS_ENV_URL="http://127.0.0.1:1"))
            self.assertEqual(ended.code, 6, ended)

    def test_without_credentials_it_asks_an_emulator_inside_and_says_so(self):
        ended = self.report("details", "--emulator-conversations", "33", "--emulator-faults", "seed=7,gzip=0.5,503=0.1",
                            env=environment(**NOBODY))
        self.assertEqual(ended.code, 0, ended)
        first, last = ended.err.splitlines()
        self.assertRegex(first, r"^no credentials: asking an emulator inside this program, http://127\.0\.0\.1:\d+$")
        self.assertRegex(last, SUMMARY)
        self.assertEqual(len(self.report("users", "--emulator-users", "7", env=environment(**NOBODY)).rows), 7)

    def test_the_last_24_hours_have_rows_in_the_emulator_inside(self):
        for words in ((), ("--last", "24h"), ("--last", "1d"), ("--jobs",)):
            ended = self.report("details", *words, "--emulator-conversations", "200", "--quiet",
                                env=environment(**NOBODY))
            self.assertEqual((ended.code, ended.err), (0, ""), ended)
            self.assertGreater(len(ended.rows), 100)

    # what is said

    def test_quiet_says_nothing_on_success(self):
        ended = self.report("users", "--quiet", "--output", "rows", env=environment(**NOBODY))
        self.assertEqual((ended.code, ended.out, ended.err), (0, "", ""), ended)

    def test_without_a_terminal_there_is_one_line_at_the_end(self):
        with Emulator("seed=3,503=0.3,retry-after=0") as e:
            ended = self.report("details", *SPAN, "--page-size", "10", "--output", "rows", "--api-url", e.url)
        self.assertRegex(ended.err, SUMMARY + r"; \d+ of \d+ requests were retries, waited \d+\.\d s; "
                                              r"written to rows\n$")
        self.assertNotIn("\x1b", ended.err)
        self.assertNotIn("\r", ended.err)

    def test_verbose_tells_of_each_request_answer_and_wait(self):
        with Emulator("/details/query#2=503,/users#1=reset,retry-after=1") as e:
            ended = self.report("details", *SPAN, "--verbose", "--api-url", e.url)
            for text in ("try 1 ", "try 2 ", "answer 200 ", "answer 503 ", "wait ", "/api/v2/analytics"):
                self.assertIn(text, ended.err)
            self.assertIn("/oauth/token", ended.err, "the request for a token is a request, too")
            ended = self.report("users", "--verbose", "--api-url", e.url)
            self.assertIn("/api/v2/users", ended.err)

    # genesys_emulator

    def emulator(self, *words, env=None):
        return subprocess.run([EMULATOR, *words], capture_output=True, text=True, timeout=PATIENCE, check=False,
                              cwd=self.folder, env=env or environment())

    def test_proxies_of_the_environment_are_used(self):
        asked = []

        def script(method, path, _):
            asked.append(path)
            if path.endswith("/oauth/token"):
                return 200, {}, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 86399}
            return 200, {}, {"entities": [{"id": "one"}], "pageNumber": 1, "pageCount": 1}

        nowhere = "http://127.0.0.1:1"
        with Stub(script) as proxy:
            through = self.report("users", env=environment(GENESYS_ENV_URL=nowhere, HTTP_PROXY=proxy.url))
            past = self.report("users", env=environment(GENESYS_ENV_URL=nowhere, HTTP_PROXY=proxy.url, NO_PROXY="127.0.0.1"))
            wrong = self.report("users", env=environment(GENESYS_ENV_URL=nowhere, HTTP_PROXY="socks5://user:s3cret@h"))
        self.assertEqual((through.code, len(through.rows)), (0, 1), through)
        self.assertEqual([path.split("?")[0] for path in asked], [nowhere + "/oauth/token", nowhere + "/api/v2/users"])
        self.assertEqual(past.code, 6, past)
        self.assertNotEqual(wrong.code, 0, wrong)
        self.assertNotIn("s3cret", wrong.err)

    def test_the_emulator_refuses_wrong_words_with_2(self):
        for words, text in ((("--nonsense",), "--nonsense"), (("--port",), "needs a value"),
                            (("--port", "65536"), "65535"), (("--port", "http"), "--port"),
                            (("--conversations", "-1"), "--conversations"),
                            (("--from", "yesterday"), "2026-03-01T00:00:00Z"), (("--rate", "many"), "--rate"),
                            (("--faults", "meteor=0.5"), "meteor=0.5"), (("--faults", "429=2"), "from 0 to 1"),
                            (("--faults", "429"), "name=value"), (("--faults", "seed=x"), "whole number"),
                            (("--faults", "/users#0=reset"), "from 1"),
                            (("--tls", "no/such/folder/ca.pem"), "cannot write")):
            with self.subTest(words=words):
                done = self.emulator(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done)
                self.assertEqual(len(done.stderr.splitlines()), 1, done)
                self.assertTrue(done.stderr.startswith("genesys_emulator: "), done)
                self.assertIn(text, done.stderr)

    def test_the_emulator_says_when_its_port_is_taken(self):
        with Emulator() as e:
            done = self.emulator("--port", str(e.port))
        self.assertEqual((done.returncode, done.stdout), (1, ""), done)
        self.assertIn("in use", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertNotIn("/boost/", done.stderr)

    def test_the_emulator_takes_the_port_that_is_asked_for(self):
        port = free_port()
        with Emulator(more=["--port", str(port)]) as e:
            self.assertEqual(e.url, f"http://127.0.0.1:{port}")

    def test_the_emulator_ends_at_both_signals_and_tells_what_it_did(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Emulator("/users#1=503,retry-after=0") as e:
                self.assertEqual(self.report("users", "--api-url", e.url).code, 0)
                self.assertEqual(e.stop(number), 0)
            self.assertRegex(e.counts, r" 2  GET /api/v2/users\n")
            self.assertRegex(e.counts, r" 1  POST /oauth/token\n")
            self.assertRegex(e.counts, r" 1  fault 503\n")

    def test_the_emulator_has_credentials_of_its_own_without_any_in_the_environment(self):
        with Emulator(env=environment(**NOBODY)) as e:
            ended = self.report("users", "--api-url", e.url, env=environment(
                GENESYS_CLIENT_ID="emulated-client", GENESYS_CLIENT_SECRET="emulated-secret"))
        self.assertEqual(ended.code, 0, ended)

    def test_the_emulator_with_another_seed_or_size_has_other_data(self):
        rows = []
        for seed in (1, 2, 1):
            with Emulator(seed=seed, conversations=5) as e:
                rows.append(self.report("details", *SPAN, "--api-url", e.url).out)
        self.assertEqual(rows[0], rows[2])
        self.assertNotEqual(rows[0], rows[1])

    def test_a_token_that_ends_early_is_renewed(self):
        with Emulator(more=["--token-life", "1"]) as e:
            ended = self.report("details", *SPAN, "--page-size", "7", "--api-url", e.url)
            self.assertEqual((ended.code, len(ended.rows)), (0, 230), ended)
            e.stop()
        tokens = int(re.search(r" (\d+)  POST /oauth/token\n", e.counts).group(1))
        self.assertGreater(tokens, 1)


if __name__ == "__main__":
    unittest.main()
