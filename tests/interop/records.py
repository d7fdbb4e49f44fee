#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""The vendor's JavaScript SDK asks genesys_emulator for queues, recordings, transcripts, jobs and exports, and gets
what the emulator answers to plain HTTP.

    records.py --programs FOLDER --cache FOLDER

Leaves with 77 (skipped) where Node.js 20 or npm is missing, but fails there when the environment has CI."""

import argparse
import base64
import json
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.request

from interop import CONVERSATIONS, HERE, INTERVAL, USERS, Emulator, run
from node import Trouble, install, plain_environment, skipped, what_is_missing

CLIENT, SECRET = "interop-client", "interop-hush"
DETAILS = "/api/v2/analytics/conversations/details/query"
FACETS = {"interval": INTERVAL, "paging": {"pageSize": 3, "pageNumber": 1},
          "evaluationFilters": [{"type": "and", "predicates": [{"metric": "oTotalScore", "range": {"gte": 50}}]}],
          "aggregations": [{"type": "termFrequency", "dimension": "queueId", "size": 5},
                           {"type": "numericRange", "metric": "tTalk", "ranges": [{"lt": 60000}, {"gte": 60000}]}]}
WAY_BACK = "http://127.0.0.1:9/callback"  # of a browser: records.mjs reads the code from it and goes nowhere


class Peer:
    """Asks the emulator without anybody's client."""

    def __init__(self, url):
        self.url = url
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        self.token = self.send("/oauth/token", b"grant_type=client_credentials", {
            "Authorization": "Basic " + basic, "Content-Type": "application/x-www-form-urlencoded"})["access_token"]

    def send(self, path, body=None, headers=None):
        request = urllib.request.Request(self.url + path, body, headers or {})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def ask(self, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        return self.send(path, json.dumps(body).encode() if body is not None else None, headers)

    def all(self, path):
        rows = []
        while path:
            page = self.ask(path)
            rows += page["entities"]
            path = page.get("nextUri")
        return rows


def plain(value):
    """Without what differs from one asking to the next: end and signature of a link, whole numbers' fractions."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return json.loads(re.sub(r"Expires=\d+&Signature=[0-9a-f-]+", "", text),
                      parse_float=lambda digits: int(float(digits)) if float(digits).is_integer() else float(digits))


def truth(peer, theirs):
    """What the emulator says to the same questions."""
    first = theirs["queues"][0]["id"]
    queue = f"/api/v2/routing/queues/{first}"
    out = {"queues": peer.all("/api/v2/routing/queues?pageSize=7"), "queue": peer.ask(queue),
           "members": peer.all(queue + "/members"), "joined": peer.all(queue + "/members?joined=true"),
           "named": [q for q in peer.all("/api/v2/routing/queues?sortOrder=desc")
                     if q["id"] in (first, theirs["queues"][3]["id"])],
           "user": peer.ask(f"/api/v2/users/{theirs['members'][0]['id']}"),
           "retention": peer.ask("/api/v2/analytics/dataretention/settings"),
           "found": peer.ask("/api/v2/speechandtextanalytics/transcripts/search",
                             {"types": ["transcripts"], "pageSize": 3, "pageNumber": 2}),
           "exports": peer.all("/api/v2/analytics/reporting/exports"), "facets": peer.ask(DETAILS, FACETS),
           "jobs": peer.all("/api/v2/recording/jobs"), "person": peer.ask(f"/api/v2/users/{theirs['person']['id']}"),
           "recordings": {}, "metadata": {}}
    for conversation in theirs["recordings"]:
        base = f"/api/v2/conversations/{conversation}"
        out["recordings"][conversation] = peer.ask(base + "/recordings")
        out["metadata"][conversation] = peer.ask(base + "/recordingmetadata")
    one = theirs["one"]
    out["one"] = peer.ask(f"/api/v2/conversations/{one['conversationId']}/recordings/{one['id']}")
    out["metrics"] = peer.ask(f"/api/v2/speechandtextanalytics/conversations/{theirs['metrics']['conversation']['id']}")
    urls = theirs["urls"]
    out["urls"] = peer.ask(f"/api/v2/speechandtextanalytics/conversations/{urls['conversation']['id']}"
                           f"/communications/{urls['communicationId']}/transcripturls")
    return out


def compare(programs, cache):
    missing = what_is_missing()
    if missing:
        return skipped(missing, "The vendor's SDK was NOT asked for recordings and queues.")
    sdk = install(HERE, cache, "sdk")
    wrong = []
    with tempfile.TemporaryDirectory(prefix="cogrant-interop-") as folder:
        folder = pathlib.Path(folder)
        script = pathlib.Path(shutil.copy(HERE / "records.mjs", folder))
        (folder / "node_modules").symlink_to(sdk / "node_modules")
        environment = plain_environment(GENESYS_CLIENT_ID=CLIENT, GENESYS_CLIENT_SECRET=SECRET, HOME=str(folder))
        with Emulator(programs / "genesys_emulator", None, environment, "--redirect-uri", WAY_BACK) as emulator:
            run("the SDK", ["node", script, emulator.url, INTERVAL, folder / "theirs.json"], environment, folder)
            theirs = plain(json.loads((folder / "theirs.json").read_text(encoding="utf-8")))
            ours = plain(truth(Peer(emulator.url), theirs))
        for name, value in ours.items():
            if theirs[name] != value:
                wrong.append(f"{name}: the SDK has {json.dumps(theirs[name])[:1500]}\n"
                             f"the emulator {json.dumps(value)[:1500]}")
    recordings = [row for rows in theirs["recordings"].values() for row in rows]
    available = {row["id"] for row in recordings if "mediaUris" in row}
    facts = {"twelve queues": len(theirs["queues"]) == 12,
             "somebody is a member": 0 < len(theirs["joined"]) < len(theirs["members"]) < USERS,
             "there are recordings": len(recordings) > 10,
             "some are refused": theirs["refused"] and set(theirs["refused"].values()) == {403},
             "transcripts are JSON of their conversation":
                 theirs["transcripts"] and all(t["conversationId"] == c for c, t in theirs["transcripts"].items()),
             "the batch has what is available, each with a link":
                 theirs["batch"]["resultCount"] == len(available)
                 and {r["recordingId"] for r in theirs["batch"]["results"] if r.get("resultUrl")} == available,
             "a batch of 101 is refused": theirs["too_many"]["status"] == 400,
             "client credentials are nobody": theirs["me"]["status"] == 400,
             "the job counted": theirs["job"]["totalConversations"] == CONVERSATIONS,
             "nothing of the job failed": theirs["failed"]["entities"] == [] and theirs["failed"]["total"] == 0,
             "the job is gone, two are left": theirs["deleted"]["status"] == 404 and
                 [job["recordingJobsQuery"]["action"] for job in theirs["jobs"]] == ["ARCHIVE", "DELETE"],
             "the jobs are the same by cursor": theirs["jobs_by_cursor"] == theirs["jobs"],
             "jobs are chosen by type and state": theirs["archives"] == theirs["jobs"][:1] and
                 theirs["asleep"]["status"] == 400,
             "terms and ranges are counted": [len(a["results"]) for a in theirs["facets"]["aggregations"]] == [5, 2] and
                 0 < len(theirs["facets"]["conversations"]) <= 3,
             "the person is who logged in": theirs["person"]["username"] == "user0@example.com",
             "the token is described": theirs["token"]["OAuthClient"]["id"] == CLIENT}
    wrong += [f"not so: {name}" for name, good in facts.items() if not good]
    if wrong:
        raise Trouble("\n".join(wrong))
    print(f"the same answers, {len(recordings)} recordings and {len(theirs['transcripts'])} transcripts among them")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--programs", "--cache"):
        parser.add_argument(name, type=lambda text: pathlib.Path(text).resolve(), required=True, help="a folder")
    given = parser.parse_args()
    try:
        return compare(given.programs, given.cache)
    except (Trouble, urllib.error.HTTPError) as trouble:
        print(f"FAILED: {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
