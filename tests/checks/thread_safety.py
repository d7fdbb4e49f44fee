#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Every public class says in its documentation who may use it from which thread.   thread_safety.py <root of the project>

A class is public when it stands in a header outside of `detail/` and `impl/`, in a namespace that is not `detail`. Structs
without behaviour of their own are as safe as any struct."""

import pathlib
import re
import sys

CLASS = re.compile(r"class (?:\[\[\w+\]\] )?(?:COGRANT_\w+ )?(\w+)\b(?!<|::|.*;\s*$)")


def check(path, text):
    """Complaints about one header."""
    lines = text.splitlines()
    spaces, found = [], []
    for i, line in enumerate(lines):
        opened = re.match(r"(?:inline )?namespace ([\w:]*)", line)
        if opened and line.endswith("{"):
            spaces.append(opened[1])
        elif line.startswith("} // namespace") and spaces:
            spaces.pop()
        named = CLASS.match(line)
        if not named or any("detail" in space or "impl" in space for space in spaces):
            continue
        if "Thread safety" not in comment_before(lines, i):
            found.append(f"{path}:{i + 1}: {named[1]} does not say who may use it from which thread (@par Thread safety)")
    return found


def comment_before(lines, i):
    """The documentation above line i, with the template head in between left out."""
    j = i - 1
    while j >= 0 and lines[j] and not lines[j].rstrip().endswith("*/") and not lines[j].startswith("///"):
        j -= 1
    if j < 0 or not lines[j]:
        return ""
    end = j
    if lines[j].startswith("///"):
        while j >= 0 and lines[j].startswith("///"):
            j -= 1
        return "\n".join(lines[j + 1:end + 1])
    while j >= 0 and not lines[j].startswith("/**"):
        j -= 1
    return "\n".join(lines[j:end + 1]) if j >= 0 else ""


def main(root):
    base = pathlib.Path(root) / "include" / "cogrant"
    complaints, looked_at = [], 0
    for path in sorted(base.rglob("*.hpp")):
        if {"detail", "impl"}.intersection(path.relative_to(base).parts):
            continue
        looked_at += 1
        complaints += check(path.relative_to(root), path.read_text(encoding="utf-8"))
    if looked_at == 0:
        complaints.append("no headers were looked at")
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
