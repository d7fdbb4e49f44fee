# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""transcript_pipeline against genesys_emulator: every transcript once and whole, whatever ends the program."""

import datetime
import json
import os
import signal
import subprocess
import time
import unittest

from support import DETAILS, PATIENCE, PROGRAMS, Emulator, Ended, ProgramTest, Stub, environment, until

HOUR = 3600


def iso(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Transcripts(ProgramTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "transcripts"
        self.out.mkdir()
        self.now = time.time()

    def server(self, lag=0, conversations=1000, **more):
        """Twenty hours of the past and four of the future."""
        return Emulator(conversations=conversations, **more,
                        more=["--from", iso(self.now - 20 * HOUR), "--transcript-lag", str(lag)])

    def start(self, emulator, *words):
        process = subprocess.Popen(
            [str(PROGRAMS / "transcript_pipeline"), "--folder", str(self.out), *words],
            env=environment(GENESYS_ENV_URL=emulator.url), cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    def finish(self, process, begun=None):
        out, err = process.communicate(timeout=PATIENCE)
        ended = Ended(process.returncode, out, err, 0)
        self.check_no_secret(ended)
        return ended

    def once(self, emulator, *words):
        return self.finish(self.start(emulator, "--once", *words))

    def files(self):
        """What has its name; a process that was killed leaves a part behind."""
        return {p.name for p in self.out.iterdir() if p.suffix == ".json" and p.name != "checkpoint.json"}

    def state(self):
        return json.loads((self.out / "checkpoint.json").read_text())

    def truth(self, emulator, begin, end):
        """The names of the files for the calls that ended between; those that are refused, too."""
        token, good, refused = emulator.token(), set(), set()
        interval = f"{iso(self.now - 24 * HOUR)}/{iso(self.now + 24 * HOUR)}"
        for number in range(1, 100):
            query = {"interval": interval, "paging": {"pageSize": 100, "pageNumber": number}}
            page = emulator.ask("POST", DETAILS, query, token).get("conversations") or []
            for c in page:
                if not c.get("conversationEnd") or not begin <= seconds_of(c["conversationEnd"]) < end:
                    continue
                for p in c["participants"]:
                    session = p["sessions"][0]
                    if p["purpose"] != "customer" or session["mediaType"] != "voice":
                        continue
                    name = f"{c['conversationId']}.{session['sessionId']}.json"
                    try:
                        emulator.ask("GET", f"/api/v2/speechandtextanalytics/conversations/{c['conversationId']}"
                                            f"/communications/{session['sessionId']}/transcripturl", token=token)
                        good.add(name)
                    except AssertionError as refusal:
                        if ": 403 " in str(refusal):
                            refused.add(name)
            if len(page) < 100:
                return good, refused
        raise AssertionError("no end")

    def check_files(self):
        for name in self.files():
            document = json.loads((self.out / name).read_text())
            self.assertEqual(name, f"{document['conversationId']}.{document['communicationId']}.json")

    def test_one_look_fetches_the_last_hour_once(self):
        with self.server() as e:
            first = self.once(e)
            after = time.time()
            sure, refused = self.truth(e, after - HOUR, self.now)
            possible, _ = self.truth(e, self.now - HOUR - 1, after + 1)
            self.assertEqual(first.code, 0, first)
            self.assertTrue(sure)
            self.assertEqual((sure - self.files(), self.files() - possible), (set(), set()))
            for name in refused:
                self.assertIn(name.removesuffix(".json") + ": ", first.err)
            self.check_files()
            before = self.files()
            second = self.once(e)
            fetched = len(self.files() - before)
        self.assertEqual(second.code, 0, second)
        self.assertIn(f" {fetched} transcripts fetched", second.out)  # what ended meanwhile, and nothing twice
        self.assertRegex(e.counts, rf" {len(self.files())}  GET /store/transcripts/\*/\*\n")

    def test_a_transcript_that_is_not_there_yet_is_fetched_later(self):
        with self.server(lag=30 * 24 * HOUR) as e:
            ended = self.once(e)
            self.assertEqual(ended.code, 0, ended)
        self.assertEqual(self.files(), set())
        waiting = {f"{i['conversation']}.{i['communication']}.json" for i in self.state()["waiting"]}
        self.assertTrue(waiting)
        with self.server() as e:
            self.assertEqual(self.once(e).code, 0)
            sure, _ = self.truth(e, self.now - HOUR + 60, self.now)
        self.assertTrue(sure & waiting <= self.files())
        self.check_files()

    def test_a_service_ends_at_once_at_sigterm_and_goes_on_without_loss(self):
        with self.server() as e:
            process = self.start(e)
            until(lambda: len(self.files()) > 3, what="the first transcripts")
            process.send_signal(signal.SIGTERM)
            ended = self.finish(process)
            self.assertEqual(ended.code, 0, ended)
            self.assertIn("ended by a signal", ended.out)
            self.check_files()
            state = self.state()
            again = self.once(e)
            self.assertEqual(again.code, 0, again)
            sure, _ = self.truth(e, time.time() - HOUR, self.now)
            self.assertTrue(sure <= self.files())
            self.assertTrue(len(state["done"]) > 3)

    def test_a_service_that_is_killed_loses_nothing(self):
        with self.server() as e:
            process = self.start(e)
            until(lambda: len(self.files()) > 3, what="the first transcripts")
            process.kill()
            process.communicate()
            self.check_files()
            self.assertEqual(self.once(e).code, 0)
            sure, _ = self.truth(e, time.time() - HOUR, self.now)
            self.assertTrue(sure <= self.files())
            self.check_files()

    def test_a_program_that_was_down_for_hours_catches_up(self):
        with self.server(conversations=400) as e:
            (self.out / "checkpoint.json").write_text(json.dumps(
                {"version": 1, "until": iso(self.now - 6 * HOUR), "waiting": [], "done": []}))
            self.assertEqual(self.once(e).code, 0)
            sure, _ = self.truth(e, self.now - 7 * HOUR + 5, self.now)
            self.assertTrue(len(sure) > 20)
            self.assertTrue(sure <= self.files())

    def test_calls_are_searched_as_long_before_the_window_as_they_may_last(self):
        asked = []

        def script(method, path, body):
            asked.append(json.loads(body)["interval"].split("/"))
            return 200, {}, {}

        (self.out / "checkpoint.json").write_text(json.dumps(
            {"version": 1, "until": iso(self.now - 60), "waiting": [], "done": []}))
        with Stub(script) as stub:
            self.assertEqual(self.once(stub, "--longest", "72").code, 0)
        self.assertEqual(asked[0][0].replace(".000", ""), iso(int(self.now - 60) - HOUR - 72 * HOUR))

    def test_an_id_of_the_server_cannot_leave_the_folder(self):
        ended = iso(self.now - HOUR / 2)
        talk = {"conversationId": "../../escaped", "conversationStart": ended, "conversationEnd": ended, "participants": [
            {"purpose": "customer", "sessions": [{"sessionId": "/../s", "mediaType": "voice"}]}]}

        def script(_, path, body):
            if path == DETAILS:
                return 200, {}, {"conversations": [talk]} if json.loads(body)["paging"]["pageNumber"] == 1 else {}
            return 200, {}, {"url": stub.url + "/store/text"} if path.endswith("/transcripturl") else {"transcripts": []}

        with Stub(script) as stub:
            done = self.once(stub)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.files(), {"..%2F..%2Fescaped.%2F..%2Fs.json"})
        self.assertEqual(list(self.folder.parent.glob("escaped*")) + list(self.folder.glob("escaped*")), [])
        self.assertTrue(any("/conversations/..%2F..%2Fescaped/communications/%2F..%2Fs/" in r[1] for r in stub.requests))

    def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(self):
        self.out.rmdir()
        with Stub(lambda *_: (200, {}, {})) as stub:
            done = self.once(stub)
        self.assertEqual((done.code, stub.requests), (1, []), done)
        self.assertIn("no folder to write to", done.err)

    def test_faults_of_the_server_cost_no_transcript(self):
        with self.server(faults="seed=5,503=0.05,reset=0.05,truncate=0.03,token-death=0.02") as e:
            ended = self.once(e)
            self.assertEqual(ended.code, 0, ended)
        with self.server() as e:
            sure, _ = self.truth(e, time.time() - HOUR, self.now)
        self.assertTrue(sure <= self.files())
        self.check_files()

    def test_what_is_wrong_is_said(self):
        with self.server() as e:
            (self.out / "checkpoint.json").write_text("{")
            ended = self.once(e)
            self.assertEqual(ended.code, 1, ended)
            self.assertIn("is no checkpoint of this program", ended.err)
            os.remove(self.out / "checkpoint.json")
            for words in (("--every", "x"), ("--every", "0"), ("--longest", "73"), ("--loud",)):
                self.assertEqual(self.finish(self.start(e, *words)).code, 2, words)
            self.assertEqual(self.once(e, "--folder", str(self.out / "nowhere")).code, 1)
        with self.server(conversations=10) as e:
            e.stop()
            self.assertEqual(self.once(e).code, 6)


if __name__ == "__main__":
    unittest.main()
