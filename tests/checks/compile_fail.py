#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Mistakes that must not compile, and what the compiler must say about them.

Each file of tests/compile_fail begins with `// expect: TEXT`, or with `// expect: A or: B` where the compilers word it
differently. It has to fail to compile, with the text in the output.

compile_fail.py <root of the project> [compiler command [arguments...]]
"""

import pathlib
import re
import subprocess
import sys


def expected(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"// expect: (.+)", first)
    return match.group(1).split(" or: ") if match else []


def complaint(root, path, compiler):
    """What is wrong with one file; empty when it fails as it should."""
    wanted = expected(path)
    if not wanted:
        return "the first line is not '// expect: TEXT'"
    done = subprocess.run([*compiler, "-std=c++20", "-fsyntax-only", "-DBOOST_ASIO_NO_DEPRECATED", f"-I{root}/include",
                           f"-I{root}/tests/support", str(path)], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "compiles, and should not"
    output = done.stdout + done.stderr
    if not any(text in output for text in wanted):
        return "does not compile, but for another reason:\n" + output[:3000]
    return ""


def main(root, *compiler):
    root = pathlib.Path(root)
    files = sorted(root.joinpath("tests/compile_fail").glob("*.cpp"))
    wrong = 0
    for path in files:
        problem = complaint(root, path, compiler or ("g++",))
        wrong += bool(problem)
        print(f"{path.name}: {problem or 'fails as it should'}", flush=True)
    print(f"compile fail: {len(files)} files, {wrong} complaints")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
