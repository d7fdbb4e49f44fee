#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Every ```cpp block of README.md and docs/*.md is quoted from code that is compiled and run: its lines stand, in this
order and without gaps, in one file of examples/, tests/ or include/. Indentation as a whole does not count; a line `// …` in the
block stands for any number of left-out lines. A block that shows what not to write is marked ```cpp wrong

docs_code.py <root of the project>"""

import pathlib
import re
import sys

BLOCK = re.compile(r"^[ ]*```cpp[ \t]*\n(.*?)^[ ]*```[ \t]*$", re.MULTILINE | re.DOTALL)
GAP = re.compile(r"//\s*(…|\.\.\.)\s*")


def lines_of(text):
    """The lines without blank ones; indentation stays, because a quote is shifted as a whole."""
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def parts_of(block):
    """The runs of lines between the gaps."""
    parts = [[]]
    for line in lines_of(block):
        if GAP.fullmatch(line.strip()):
            parts.append([])
        else:
            parts[-1].append(line)
    return [part for part in parts if part]


def indent_of(line):
    return len(line) - len(line.lstrip())


def find(part, lines, begin):
    """Where the part stands in lines from begin on, all of it shifted by the same indentation; -1 when nowhere."""
    stripped = [line.strip() for line in part]
    for at in range(begin, len(lines) - len(part) + 1):
        window = lines[at:at + len(part)]
        if [line.strip() for line in window] == stripped and \
                len({indent_of(a) - indent_of(b) for a, b in zip(window, part)}) == 1:
            return at
    return -1


def quoted_from(block, sources):
    """The name of a source that has the block, or None. sources: {name: text}"""
    parts = parts_of(block)
    if not parts:
        return None
    for name, text in sources.items():
        lines, at = lines_of(text), 0
        for part in parts:
            at = find(part, lines, at)
            if at < 0:
                break
            at += len(part)
        else:
            return name
    return None


def check(name, markdown, sources):
    complaints = []
    for match in BLOCK.finditer(markdown):
        if quoted_from(match.group(1), sources) is None:
            line = markdown.count("\n", 0, match.start(1)) + 1
            first = (lines_of(match.group(1)) or [""])[0].strip()
            complaints.append(f"{name}:{line}: this code stands in no file of examples/, tests/ or include/: {first} …")
    return complaints


def main(root):
    root = pathlib.Path(root)
    sources = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
               for folder in ("examples", "tests", "include") for path in sorted(root.joinpath(folder).rglob("*.[hc]pp"))
               if "node_modules" not in path.parts}
    pages = [path for path in [root / "README.md", *sorted(root.joinpath("docs").rglob("*.md"))] if path.exists()]
    complaints = [c for page in pages
                  for c in check(page.relative_to(root).as_posix(), page.read_text(encoding="utf-8"), sources)]
    blocks = sum(len(BLOCK.findall(page.read_text(encoding="utf-8"))) for page in pages)
    print("\n".join(complaints + [f"docs code: {len(pages)} pages, {blocks} blocks, {len(complaints)} complaints"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
