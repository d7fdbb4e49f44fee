#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Searches everything that the tests and the programs under test have said for every secret that was planted.

The secrets of the tests carry the word PLANTED or are listed in planted_secrets.txt. They are searched for as they are, as a
URL or form spells them, and within base64. What was said is the files in the folder COGRANT_SINKS, to which the test
programs (tests/support/sinks.hpp) and the tests of the programs (tests/program/support.py) add all that they see, and what
CTest has kept of the output of each test.

no_secret.py begin <folder of the sinks>
no_secret.py search <folder of the sinks> [folder of CTest's logs]"""

import base64
import functools
import pathlib
import sys
import urllib.parse

LIST = pathlib.Path(__file__).with_name("planted_secrets.txt")
MARKER = "PLANTED"


def planted(text):
    """The secrets of the list, a line each; # begins a remark."""
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [MARKER, *(line for line in lines if line)]


@functools.cache
def spellings(secret):
    """A secret as it may be written: plain, escaped, in base64 at each of the three places where it can begin."""
    raw, out = secret.encode(), {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret)}
    for before in range(3):
        bits = base64.b64encode(b"\0" * before + raw).decode()
        sure = bits[-(-before * 8 // 6):(before + len(raw)) * 8 // 6]  # the others depend on its neighbours
        out.update((sure, sure.replace("+", "-").replace("/", "_")))
    return tuple(out)


def found(text, secrets):
    """The secrets that a text shows."""
    return [secret for secret in secrets if any(form in text for form in spellings(secret))]


def search(files, secrets):
    """A complaint for each line that shows a secret: file, line, which one."""
    complaints = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        shown = found(text, secrets)
        for number, line in enumerate(text.splitlines() if shown else (), 1):
            complaints += [f"{path}:{number}: shows {secret}" for secret in found(line, shown)]
    return complaints


def main(what, sinks, logs=None):
    sinks = pathlib.Path(sinks)
    if what == "begin":
        sinks.mkdir(parents=True, exist_ok=True)
        for old in sinks.iterdir():
            old.unlink()
        return 0
    files = sorted(path for path in sinks.iterdir() if path.is_file())
    said = sum(path.stat().st_size for path in files)
    if logs:
        # While it runs, CTest writes a new log beside that of the run before, which has been judged already.
        new = sorted(pathlib.Path(logs).glob("LastTest.log.tmp*"))
        files += new or sorted(pathlib.Path(logs).glob("LastTest.log"))
    complaints = search(files, planted(LIST.read_text(encoding="utf-8")))
    print("\n".join(complaints[:50]))
    print(f"no secret: {len(files)} files, {said} bytes of sinks, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
