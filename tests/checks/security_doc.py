#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""docs/security.md lists every row S01 to S45 of the checklist once, and each test that it names exists: a doctest case
in tests/, a function of a Python test, or an expectation of tests/compile_fail. A row without a test says "not held yet".

security_doc.py <root of the project>"""

import pathlib
import re
import sys

ROWS = [f"S{number:02}" for number in range(1, 46)]
TABLE_ROW = re.compile(r"^\|\s*(S\d\d)\s*\|(.*)\|\s*$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+)`\s*\(([\w./]+)\)")
CASE = re.compile(r"TEST_CASE(?:_FIXTURE\([^,]+,|\()\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", re.DOTALL)
LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
FUNCTION = re.compile(r"^\s*def (test\w*)", re.MULTILINE)


def tests_of(path, text):
    """The names of the tests in one file."""
    if path.endswith(".py"):
        return set(FUNCTION.findall(text))
    if path.startswith("tests/compile_fail/"):
        return {pathlib.PurePath(path).stem}
    return {"".join(LITERAL.findall(m)).replace('\\"', '"').replace("\\\\", "\\") for m in CASE.findall(text)}


def complaints(document, sources):
    """What is wrong with the document. sources: {path from the root: text}"""
    found = []
    seen = {}
    for row, rest in TABLE_ROW.findall(document):
        if row in seen:
            found.append(f"{row} stands twice")
        seen[row] = rest
        named = NAMED.findall(rest)
        if not named and "not held yet" not in rest:
            found.append(f"{row} names no test; write `name of the test` (path/of/file)")
        for name, path in named:
            if path not in sources:
                found.append(f"{row}: there is no {path}")
            elif name not in tests_of(path, sources[path]):
                found.append(f"{row}: {path} has no test '{name}'")
    found += [f"{row} is missing" for row in ROWS if row not in seen]
    return found


def main():
    root = pathlib.Path(sys.argv[1])
    sources = {}
    for pattern in ("*.cpp", "*.py"):
        for path in (root / "tests").rglob(pattern):
            if "node_modules" not in path.parts:
                sources[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    document = (root / "docs/security.md").read_text(encoding="utf-8")
    found = complaints(document, sources)
    for complaint in found:
        print(f"docs/security.md: {complaint}")
    open_rows = sum("not held yet" in rest for _, rest in TABLE_ROW.findall(document))
    print(f"security doc: {len(ROWS)} rows, {open_rows} not held yet, {len(NAMED.findall(document))} tests named, {len(found)} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
