# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The vendor's tutorials as they are here, against what genesys_emulator knows."""

import datetime
import re
import subprocess
import unittest
import urllib.parse

from login import PERSON, PASSWORD, Fields, ask
from support import PATIENCE, PROGRAMS, Emulator, ProgramTest, environment, free_port, until

QUEUES = "/api/v2/routing/queues?pageSize=100"
AGGREGATES = "/api/v2/analytics/conversations/aggregates/query"
OBSERVATIONS = "/api/v2/analytics/queues/observations/query"


def of_queue(queue, **more):
    return {"filter": {"type": "and", "predicates": [{"dimension": "queueId", "value": queue}]}, **more}


class Tutorials(ProgramTest):
    def tutorial(self, *words, **env):
        return subprocess.run([str(PROGRAMS / "10_tutorials"), *words], env=environment(**env), cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)

    def test_the_numbers_of_a_queue_and_its_agents_are_those_of_the_server(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        first, last = (t.strftime("%Y-%m-%dT00:00:00Z") for t in (now - datetime.timedelta(days=6), now))
        with Emulator(more=["--from", first, "--days", "6"]) as e:
            token = e.token()
            queue = e.ask("GET", QUEUES, token=token)["entities"][0]
            said = self.tutorial("statistics", queue["name"], GENESYS_ENV_URL=e.url)
            agents = self.tutorial("agents", queue["name"], GENESYS_ENV_URL=e.url)
            nobody = self.tutorial("agents", "no such queue", GENESYS_ENV_URL=e.url)
            metrics = ["nOffered", "tAnswered", "tTalk"]
            truth = e.ask("POST", AGGREGATES, of_queue(queue["id"], interval=f"{first}/{last}", groupBy=["queueId"],
                                                       metrics=metrics), token)
            on_queue = e.ask("POST", OBSERVATIONS, of_queue(queue["id"], metrics=["oOnQueueUsers"]), token)
        counted = {m["metric"]: m["stats"] for m in truth["results"][0]["data"][0]["metrics"]}
        rows = [f"{m},{counted[m]['count']},{counted[m].get('sum', 0):.0f}" for m in metrics]
        self.assertGreater(counted["nOffered"]["count"], 0)
        self.assertEqual((said.returncode, said.stdout.splitlines()), (0, rows), said)
        count = sum(d["stats"]["count"] for group in on_queue["results"] for d in group.get("data") or [])
        self.assertEqual(agents.stdout, f"agents on {queue['name']}: {count}\n", agents)
        self.assertEqual((nobody.returncode, nobody.stderr), (1, "10_tutorials: there is no queue no such queue\n"))

    def test_a_bulk_job_is_made_counted_started_and_taken_back(self):
        with Emulator() as e:
            ended = self.tutorial("bulk", "2026-03-01T00:00:00Z/2026-03-02T00:00:00Z", GENESYS_ENV_URL=e.url)
        self.assertEqual(ended.returncode, 0, ended)
        self.assertRegex(ended.stdout, r"^([0-9a-f-]{36}): [1-9][0-9]* recordings\n\1 CANCELLED\n$")
        self.assertRegex(e.counts, r" 1  PUT /api/v2/recording/jobs/\*\n")
        self.assertRegex(e.counts, r" 1  DELETE /api/v2/recording/jobs/\*\n")

    def test_a_person_who_signs_in_is_named(self):
        log, port = self.folder / "log", free_port()
        with Emulator(more=["--redirect-uri", f"http://127.0.0.1:{port}/callback"]) as e:
            with open(log, "wb") as err:
                process = subprocess.Popen([str(PROGRAMS / "10_tutorials"), "me", str(port)], stderr=err,
                                           cwd=self.folder, env=environment(GENESYS_ENV_URL=e.url), text=True,
                                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            self.addCleanup(self.end, process)
            url = until(lambda: re.search(r"^  (http\S+)$", log.read_text(), re.MULTILINE), what="the address").group(1)
            form = {**Fields(ask(url)[2]).found, "login": PERSON, "password": PASSWORD, "answer": "login"}
            back = ask(e.url + "/oauth/authorize", "POST", form)[1]["Location"]
            status, headers, page = ask(back)
            while status in (302, 303):
                back = urllib.parse.urljoin(back, headers["Location"])
                status, headers, page = ask(back)
            out = process.communicate(timeout=PATIENCE)[0]
        self.assertIn("You are signed in", page)
        self.assertEqual(process.returncode, 0, log.read_text())
        self.assertRegex(out, r"^\S.*\n$")


if __name__ == "__main__":
    unittest.main()
