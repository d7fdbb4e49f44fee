#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""A client that nobody here wrote proves the emulator: the vendor's JavaScript SDK and genesys_report pull the same
rows from genesys_emulator, the same values in the same order.

    interop.py compare --programs FOLDER --cache FOLDER [--faults SPEC]
    interop.py analytics --programs FOLDER --cache FOLDER
    interop.py lockfile

Leaves with 77 (skipped) where Node.js 20 or npm is missing, but fails there when the environment has CI. The SDK is
installed from the lockfile into --cache, once for each content of the lockfile."""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from node import Trouble, check_lockfile, end, first_line, install, plain_environment, skipped, what_is_missing

HERE = pathlib.Path(__file__).resolve().parent
FROM, DAYS = "2026-03-01T00:00:00Z", 1
INTERVAL = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z"
CONVERSATIONS, USERS, PAGE_SIZE = 457, 123, 50
LISTINGS = ("details", "jobs", "users")


class Emulator:
    def __init__(self, program, faults, environment, *more):
        words = [program, "--from", FROM, "--days", str(DAYS), "--conversations", str(CONVERSATIONS),
                 "--users", str(USERS), "--rate", "0", *more]
        self.process = subprocess.Popen(words + (["--faults", faults] if faults else []), stdout=subprocess.PIPE,
                                        text=True, env=environment)

    def __enter__(self):
        line = first_line(self.process, 30)
        if not line.startswith("listening on "):
            self.__exit__()
            raise Trouble(f"genesys_emulator does not say where it listens: {line!r}")
        self.url = line.split()[-1]
        return self

    def __exit__(self, *_):
        self.counts = end(self.process, "genesys_emulator")


def run(what, words, environment, folder):
    begun = time.monotonic()
    done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise Trouble(f"{what} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    print(f"{what}: {time.monotonic() - begun:.1f} s")
    return done.stdout


def canonical(text):
    """One spelling for each JSON value: sorted keys, and no fraction in whole numbers (as in JavaScript)."""
    def number(digits):
        value = float(digits)
        return int(value) if value.is_integer() else value
    return json.dumps(json.loads(text, parse_float=number), sort_keys=True, ensure_ascii=False)


def rows_of(path):
    return [canonical(line) for line in path.read_text(encoding="utf-8").splitlines()]


def differences(listing, ours, theirs):
    """What is wrong with two lists of rows; empty when they are the same rows in the same order."""
    out = []
    for name, rows in (("genesys_report", ours), ("the SDK", theirs)):
        if len(set(rows)) != len(rows):
            out.append(f"{listing}: {name} has {len(rows) - len(set(rows))} rows twice")
    if set(ours) != set(theirs):
        for name, rows, others in (("genesys_report", ours, theirs), ("the SDK", theirs, ours)):
            only = [row for row in rows if row not in set(others)]
            if only:
                out.append(f"{listing}: {len(only)} rows only of {name}, the first: {only[0][:2000]}")
    elif ours != theirs and not out:
        at = next(i for i, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1])
        out.append(f"{listing}: the order differs from row {at} on")
    return out


def check_comparison():
    """The comparison must see what it is there to see."""
    rows = [canonical(f'{{"a": {n}, "b": [1.0, "x"]}}') for n in range(3)]
    assert not differences("", rows, [canonical(f'{{"b": [1, "x"], "a": {n}}}') for n in range(3)])
    for other in (rows[:2], rows + rows[:1], rows[::-1], rows[:2] + [canonical('{"a": 3, "b": [1, "x"]}')],
                  rows[:2] + [canonical('{"a": 2, "b": [true, "x"]}')]):
        assert differences("", rows, other), other


def compare(programs, cache, faults):
    missing = what_is_missing()
    if missing:
        return skipped(missing, "The vendor's SDK was NOT run against the emulator.")
    check_comparison()
    sdk = install(HERE, cache, "sdk")
    with tempfile.TemporaryDirectory(prefix="cogrant-interop-") as folder:
        folder = pathlib.Path(folder)
        script = pathlib.Path(shutil.copy(HERE / "pull.mjs", folder))
        (folder / "node_modules").symlink_to(sdk / "node_modules")
        theirs, ours = folder / "theirs", folder / "ours"
        theirs.mkdir()
        ours.mkdir()
        environment = plain_environment(GENESYS_CLIENT_ID="interop-client", GENESYS_CLIENT_SECRET="interop-hush",
                                        HOME=str(folder))
        with Emulator(programs / "genesys_emulator", faults, environment) as emulator:
            print(run("the SDK", ["node", script, emulator.url, INTERVAL, theirs, str(PAGE_SIZE)],
                      environment, folder), end="")
            begin, end = INTERVAL.split("/")
            span = ["--from", begin, "--to", end, "--page-size", str(PAGE_SIZE)]
            for listing, words in (("details", ["details", *span]), ("jobs", ["details", "--jobs", *span]),
                                   ("users", ["users", "--page-size", str(PAGE_SIZE)])):
                run(f"genesys_report, {listing}",
                    [programs / "genesys_report", *words, "--api-url", emulator.url, "--quiet",
                     "--output", ours / f"{listing}.ndjson"], environment, folder)
        wrong = []
        for listing, count in (("details", CONVERSATIONS), ("jobs", CONVERSATIONS), ("users", USERS)):
            mine, other = rows_of(ours / f"{listing}.ndjson"), rows_of(theirs / f"{listing}.ndjson")
            wrong += differences(listing, mine, other)
            if len(mine) != count:
                wrong.append(f"{listing}: {len(mine)} rows, the emulator has {count}")
        for item in (faults or "").split(","):
            name = item.split("=")[0]
            if name not in ("", "seed") and not re.search(rf"[1-9]\d*  fault {re.escape(name)}\n", emulator.counts):
                wrong.append(f"the emulator never did '{name}':\n{emulator.counts}")
    if wrong:
        raise Trouble("\n".join(wrong))
    print("the same rows in the same order")
    return 0


def answers_of(text):
    """name → answers, of lines `name<TAB>json`."""
    out = {}
    for line in text.splitlines():
        name, answer = line.split("\t", 1)
        out.setdefault(name, []).append(canonical(answer))
    return out


def analytics(programs, cache):
    """The calls for analytics: the SDK and 09_calls get the same answers, and the SDK's jobs give what the queries do."""
    missing = what_is_missing()
    if missing:
        return skipped(missing, "The vendor's SDK was NOT run against the emulator.")
    sdk = install(HERE, cache, "sdk")
    with tempfile.TemporaryDirectory(prefix="cogrant-interop-") as folder:
        folder = pathlib.Path(folder)
        script = pathlib.Path(shutil.copy(HERE / "analytics.mjs", folder))
        (folder / "node_modules").symlink_to(sdk / "node_modules")
        with Emulator(programs / "genesys_emulator", None, plain_environment(
                GENESYS_CLIENT_ID="interop-client", GENESYS_CLIENT_SECRET="interop-hush", HOME=str(folder))) as emulator:
            environment = plain_environment(GENESYS_CLIENT_ID="interop-client", GENESYS_CLIENT_SECRET="interop-hush",
                                            HOME=str(folder), GENESYS_ENV_URL=emulator.url)
            theirs = answers_of(run("the SDK", ["node", script, emulator.url, INTERVAL], environment, folder))
            ours = answers_of(run("09_calls", [programs / "09_calls", *INTERVAL.split("/"), "raw"], environment, folder))
    wrong = [f"{name}: only one of the two asked" for name in set(ours) ^ set(theirs)]
    for name in set(ours) & set(theirs):
        if any(answer != ours[name][0] for answer in theirs[name]):
            wrong.append(f"{name}: ours {ours[name][0][:1500]}\ntheirs {[a[:1500] for a in theirs[name]]}")
        if len(ours[name][0]) < 60:
            wrong.append(f"{name}: there is nothing in it")
    if wrong:
        raise Trouble("\n".join(wrong))
    print(f"the same answers to {len(ours)} questions")
    return 0


def lockfile():
    wrong = check_lockfile(HERE) + check_lockfile(HERE / "oidc")
    if wrong:
        raise Trouble("\n".join(wrong))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("analytics", "compare", "lockfile"))
    parser.add_argument("--programs", type=lambda text: pathlib.Path(text).resolve(), help="their folder")
    parser.add_argument("--cache", type=lambda text: pathlib.Path(text).resolve(), help="where the SDK is installed")
    parser.add_argument("--faults", help="fault plan of the emulator")
    given = parser.parse_args()
    try:
        if given.what == "lockfile":
            return lockfile()
        if given.what == "analytics":
            return analytics(given.programs, given.cache)
        return compare(given.programs, given.cache, given.faults)
    except Trouble as trouble:
        print(f"FAILED: {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
