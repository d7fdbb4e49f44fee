# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Each way to fail has its exit code and one line that says what failed, how often it was tried, what the server said,
and what to do about it."""

import gzip
import unittest

from support import (CORRELATION, DETAILS, JOBS, NOBODY, SPAN, TOKEN, USERS, Emulator, ProgramTest, Reset, Stub,
                     environment, free_port, problem)


def users_page(*ids, **more):
    return 200, {}, {"entities": [{"id": i} for i in ids], **more}


class Failures(ProgramTest):
    def stubbed(self, script, *words, token_too=False):
        """A run against a stub; gives how it ended and the stub."""
        with Stub(script, token_too) as stub:
            words = words or ("details", *SPAN)
            return self.report(*words, "--api-url", stub.url), stub

    # 3: authentication

    def test_a_wrong_secret_is_3(self):
        with Emulator() as e:
            ended = self.report("users", "--api-url", e.url, env=environment(GENESYS_CLIENT_SECRET="wrong"))
            e.stop()
        self.check_failure(ended, 3, "POST /oauth/token", "HTTP 400", "invalid_client", "correlation id",
                           "Check client id and secret")
        self.assertRegex(e.counts, r" 1  POST /oauth/token\n", "a refused credential is not tried again")

    def test_a_token_that_is_refused_again_after_its_renewal_is_3(self):
        ended, stub = self.stubbed(lambda *_: problem(401, "bad.credentials", "Invalid login credentials."))
        self.check_failure(ended, 3, DETAILS, "HTTP 401", "bad.credentials", CORRELATION)
        self.assertEqual(stub.count("POST", DETAILS), 2, "one replay with a new token, no more")
        self.assertEqual(stub.count("POST", "/oauth/token"), 2)

    def test_missing_credentials_are_3(self):
        for env in (NOBODY, {"GENESYS_CLIENT_SECRET": None}, {"GENESYS_CLIENT_ID": None},
                    {"GENESYS_CLIENT_SECRET": ""}):
            with self.subTest(env=env):
                ended = self.report("users", "--api-url", "http://127.0.0.1:1", env=environment(**env))
                self.check_failure(ended, 3, next(iter(env)), ".env")

    def test_a_missing_region_is_3(self):
        self.check_failure(self.report("users"), 3, "GENESYS_REGION", "eu-central-1")

    # 4: forbidden

    def test_a_missing_permission_is_4_and_named(self):
        permission = "analytics:conversationDetail:view"
        ended, stub = self.stubbed(lambda *_: problem(
            403, "missing.permissions", "Unable to perform the requested action.\nSee the permissions.",
            messageParams={"permissions": permission}))
        self.check_failure(ended, 4, DETAILS, "HTTP 403", "missing.permissions", permission, CORRELATION,
                           "administrator")
        self.assertEqual(stub.count("POST", DETAILS), 1)

    # 5: rate limit beyond the cap

    def test_a_retry_after_beyond_the_cap_is_5_and_printed(self):
        ended, stub = self.stubbed(lambda *_: (429, {"Retry-After": "4000"}, {"code": "too.many.requests"}))
        self.check_failure(ended, 5, DETAILS, "HTTP 429", "too.many.requests", CORRELATION, "4000 s")
        self.assertEqual(stub.count("POST", DETAILS), 1)
        self.assertLess(ended.seconds, 10)

    def test_a_rate_limit_that_stays_is_5_after_six_tries(self):
        ended, stub = self.stubbed(lambda *_: (429, {"Retry-After": "0"}, {"code": "too.many.requests"}))
        self.check_failure(ended, 5, "HTTP 429", "after 6 tries")
        self.assertEqual(stub.count("POST", DETAILS), 6)

    def test_a_rate_limit_of_the_token_endpoint_is_5(self):
        ended, _ = self.stubbed(lambda *_: (429, {"Retry-After": "4000"}, {"code": "too.many.requests"}),
                                "users", token_too=True)
        self.check_failure(ended, 5, "POST /oauth/token", "HTTP 429", "4000 s")

    # 6: network, TLS, server

    def test_a_refused_connection_is_6_after_six_tries(self):
        ended = self.report("users", "--api-url", f"http://127.0.0.1:{free_port()}")
        self.check_failure(ended, 6, "POST /oauth/token", "refused", "after 6 tries", "[connect]")

    def test_a_host_that_does_not_exist_is_6(self):
        ended = self.report("users", "--api-url", "https://no-such-host.invalid")
        self.check_failure(ended, 6, "DNS", "[resolve]")

    def test_a_certificate_of_an_unknown_ca_is_6(self):
        with Emulator(more=["--tls", str(self.folder / "ca.pem")]) as e:
            self.assertTrue(e.url.startswith("https://"))
            ended = self.report("users", "--api-url", e.url)
            self.check_failure(ended, 6, "certificate", "--ca-file")
            e.stop()
        self.assertNotIn("/oauth/token", e.counts, "nothing is sent to a server that is not trusted")

    def test_with_its_ca_the_same_server_works(self):
        with Emulator(more=["--tls", str(self.folder / "ca.pem")]) as e:
            for words in (("users",), ("details", *SPAN, "--page-size", "30", "--concurrency", "4")):
                ended = self.report(*words, "--api-url", e.url, "--ca-file", "ca.pem")
                self.assertEqual(ended.code, 0, ended)
                self.assertEqual(len(ended.rows), 57 if words[0] == "users" else 230)

    def test_a_certificate_for_another_name_is_6(self):
        with Emulator(more=["--tls", str(self.folder / "ca.pem")]) as e:
            ended = self.report("users", "--api-url", f"https://127.0.0.2:{e.port}", "--ca-file", "ca.pem")
        self.assertEqual(ended.code, 6, ended)

    def test_plain_http_to_a_tls_port_is_6(self):
        with Emulator(more=["--tls", str(self.folder / "ca.pem")]) as e:
            self.check_failure(self.report("users", "--api-url", e.url.replace("https", "http")), 6, "/oauth/token")

    def test_a_server_that_fails_for_ever_is_6_after_six_tries(self):
        ended, stub = self.stubbed(lambda *_: (503, {"Content-Type": "text/html"}, "<html>upstream</html>"))
        self.check_failure(ended, 6, DETAILS, "HTTP 503", "after 6 tries", CORRELATION)
        self.assertEqual(stub.count("POST", DETAILS), 6, "a query may be repeated although it is a POST")

    def test_a_query_is_repeated_when_its_connection_is_reset(self):
        tries = []

        def script(*_):
            tries.append(1)
            if len(tries) < 3:
                raise Reset
            return 200, {}, {"conversations": [{"conversationId": "x"}], "totalHits": 1}

        ended, stub = self.stubbed(script)
        self.assertEqual((ended.code, ended.rows), (0, [{"conversationId": "x"}]), ended)
        self.assertEqual(stub.count("POST", DETAILS), 3)
        self.assertIn("requests were retries", ended.err)

    def test_the_submission_of_a_job_is_not_repeated_once_it_was_sent(self):
        def script(method, path, body):
            raise Reset

        ended, stub = self.stubbed(script, "details", "--jobs", *SPAN)
        self.check_failure(ended, 6, "POST " + JOBS)
        self.assertEqual(stub.count("POST", JOBS), 1)
        ended, stub = self.stubbed(lambda *_: (500, {}, ""), "details", "--jobs", *SPAN)
        self.check_failure(ended, 6, "POST " + JOBS, "HTTP 500")
        self.assertEqual(stub.count("POST", JOBS), 1)

    def test_the_submission_of_a_job_is_repeated_when_the_server_did_not_take_it(self):
        def script(method, path, body):
            if method == "POST":
                first = stub.count("POST", JOBS) == 1
                return (429, {"Retry-After": "0"}, "") if first else (202, {}, {"jobId": "j"})
            if path.startswith(JOBS + "/j/results"):
                return 200, {}, {"conversations": [{"conversationId": "x"}]}
            return 200, {}, {"state": "FULFILLED"}

        with Stub(script) as stub:
            ended = self.report("details", "--jobs", *SPAN, "--api-url", stub.url)
        self.assertEqual((ended.code, ended.rows), (0, [{"conversationId": "x"}]), ended)
        self.assertEqual(stub.count("POST", JOBS), 2)

    def test_a_job_that_fails_on_the_server_is_6_and_quoted(self):
        def script(method, path, body):
            if method == "POST":
                return 202, {}, {"jobId": "j"}
            return 200, {}, {"state": "FAILED", "errorMessage": "too many conversations"}

        ended, _ = self.stubbed(script, "details", "--jobs", *SPAN)
        self.check_failure(ended, 6, "the job failed", "too many conversations", "without --jobs")

    # 7: bad data

    def test_a_page_that_is_not_json_is_7(self):
        for body in ("<html>login</html>", "", " ", '{"conversations": [', 
                     '{"conversations": [{"conversationId": 1}]}\0', '{"conversations": {"a": 1}}', "[]"):
            with self.subTest(body=body):
                ended, _ = self.stubbed(lambda *_, body=body: (200, {}, body))
                self.check_failure(ended, 7, DETAILS, CORRELATION)

    def test_a_token_answer_that_is_not_json_is_7(self):
        ended, _ = self.stubbed(lambda *_: (200, {}, "<html>captive portal</html>"), "users", token_too=True)
        self.check_failure(ended, 7, "/oauth/token")

    def test_a_body_over_the_limit_is_7(self):
        bomb = gzip.compress(b'{"conversations": [' + b" " * (80 * 1024 * 1024))
        ended, _ = self.stubbed(lambda *_: (200, {"Content-Encoding": "gzip"}, bomb))
        self.check_failure(ended, 7, DETAILS, "limit")

    def test_a_plain_body_over_the_limit_is_7(self):
        ended, _ = self.stubbed(lambda *_: (200, {"Content-Length": str(10**12)}, "{"))
        self.check_failure(ended, 7, DETAILS, "limit")

    def test_a_next_link_that_repeats_is_7(self):
        ended, stub = self.stubbed(lambda *_: users_page("a", nextUri="/api/v2/users?pageNumber=2"), "users",
                                   "--output", "u")
        self.check_failure(ended, 7, "repeat")
        self.assertLessEqual(stub.count("GET", USERS), 3)
        self.check_no_files()

    def test_a_job_that_the_server_does_not_name_is_7(self):
        for more in ((), ("--output", "rows", "--resume", "check")):
            with self.subTest(more=more):
                ended, _ = self.stubbed(lambda *_: (202, {}, {}), "details", "--jobs", *SPAN, *more)
                self.check_failure(ended, 7, "the server did not name the job")

    def test_a_cursor_that_repeats_is_7(self):
        def script(method, path, body):
            if method == "POST":
                return 202, {}, {"jobId": "j"}
            if "/results" in path:
                return 200, {}, {"conversations": [{"conversationId": "x"}], "cursor": "again"}
            return 200, {}, {"state": "FULFILLED"}

        for concurrency in ("1", "4"):
            with self.subTest(concurrency=concurrency):
                ended, _ = self.stubbed(script, "details", "--jobs", *SPAN, "--concurrency", concurrency)
                self.check_failure(ended, 7, "repeat")

    def test_a_next_link_to_another_server_is_not_followed(self):
        with Stub(lambda *_: users_page("b")) as stranger:
            link = f"{stranger.url}/api/v2/users?pageNumber=2"
            for words in ((), ("--concurrency", "4")):
                with self.subTest(words=words):
                    ended, _ = self.stubbed(lambda *_: users_page("a", nextUri=link), "users", *words)
                    self.check_failure(ended, 7, "another server", stranger.url)
        self.assertEqual(stranger.requests, [], "the other server is not even asked")

    def test_a_redirect_is_not_followed(self):
        with Stub(lambda *_: users_page("b")) as stranger:
            ended, _ = self.stubbed(lambda *_: (302, {"Location": stranger.url + "/api/v2/users"}, ""), "users")
            self.assertEqual(ended.code, 6, ended)
            self.assertIn("HTTP 302", ended.err)
        self.assertEqual(stranger.requests, [])

    def test_a_request_that_the_server_calls_wrong_is_2(self):
        ended, stub = self.stubbed(lambda *_: problem(400, "bad.request", "interval is too long"))
        self.check_failure(ended, 2, "HTTP 400", "bad.request", "interval is too long", CORRELATION)
        self.assertEqual(stub.count("POST", DETAILS), 1)

    # who gets what

    def test_tokens_go_to_the_login_host_and_data_to_the_api_host(self):
        with Stub(lambda *_: users_page("a")) as login, Stub(lambda *_: users_page("b")) as api:
            ended = self.report("users", "--api-url", api.url, "--login-url", login.url)
        self.assertEqual((ended.code, ended.rows), (0, [{"id": "b"}]), ended)
        self.assertEqual([r[1] for r in login.requests], ["/oauth/token"])
        self.assertTrue(login.requests[0][2]["Authorization"].startswith("Basic "))
        self.assertEqual([r[1].split("?")[0] for r in api.requests], [USERS])
        self.assertEqual(api.requests[0][2]["Authorization"], "Bearer " + TOKEN)

    def test_text_of_the_server_comes_out_printable_and_without_credentials(self):
        def script(*_):
            return problem(403, "x\x1b[31my", f"\x1b]0;title\x07 Bearer {TOKEN}\r\nsecond\u0085 line " + "long " * 2000)

        ended, _ = self.stubbed(script)
        self.check_failure(ended, 4)  # one line; the planted token is looked for everywhere
        self.assertTrue(ended.err.rstrip("\n").isprintable(), ascii(ended.err))
        self.assertLess(len(ended.err), 1500)

    def test_no_secret_at_any_verbosity(self):
        with Emulator("seed=4,429=0.3,503=0.1,reset=0.1,/details/query#2=token-death,retry-after=0") as e:
            for words in ((), ("--verbose",), ("--quiet",)):
                self.assertEqual(self.report("details", *SPAN, "--page-size", "50", "--api-url", e.url, *words).code, 0)
        for script in (lambda *_: users_page("a"), lambda *_: problem(401, "bad.credentials", "no"),
                       lambda *_: (200, {}, f"Bearer {TOKEN} access_token={TOKEN}"),
                       lambda *_: (400, {"Set-Cookie": TOKEN}, "")):
            with Stub(script) as stub:
                ended = self.report("users", "--verbose", "--api-url", stub.url)  # report() looks for what is planted
                self.assertIn("/api/v2/users", ended.err)


if __name__ == "__main__":
    unittest.main()
