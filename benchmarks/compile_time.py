#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""What does a user's file cost to compile? compile_time.py <out.json> [--runs N]

examples/01_nightly.cpp, which includes <cogrant/genesys.hpp>, against compile_time/by_hand.cpp, which asks for a token
and sends a request over TLS with bare Beast; each with every compiler that is installed, -O2, the compilations taking
turns. The time is the processor's (user and system), which a neighbour's load moves less than the clock on the wall."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILERS = ("g++", "clang++-19")
FLAGS = ("-std=c++20", "-O2", "-c", "-I", str(ROOT / "include"))
FILES = {
    "by_hand": ("benchmarks/compile_time/by_hand.cpp",),
    "cogrant": ("examples/01_nightly.cpp",),
    "cogrant, separate compilation": ("examples/01_nightly.cpp", "-DCOGRANT_SEPARATE_COMPILATION"),
    "cogrant, the file with src.hpp": ("cmake/cogrant_src.cpp", "-DCOGRANT_SEPARATE_COMPILATION"),
}


def compile_once(compiler, words, folder):
    """Seconds of the processor and the most memory (MiB) of one compilation."""
    process = subprocess.Popen([compiler, *FLAGS, *words, "-o", folder / "out.o"], cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"compile_time: {compiler} cannot compile {words[0]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    compilers = [compiler for compiler in COMPILERS if shutil.which(compiler)]
    files = {name: words for name, words in FILES.items() if (ROOT / words[0]).exists()}
    runs = {}
    with tempfile.TemporaryDirectory(prefix="cogrant-compile-") as folder:
        for _ in range(given.runs):
            for compiler in compilers:
                for name, words in files.items():
                    runs.setdefault((compiler, name), []).append(compile_once(compiler, words, pathlib.Path(folder)))
    found = {}
    for (compiler, name), measured in runs.items():
        seconds, memory = (statistics.median(column) for column in zip(*measured))
        found.setdefault(compiler, {})[name] = {"seconds": seconds, "peak_MiB": memory,
                                                "all_seconds": [one[0] for one in measured]}
        print(f"{compiler:12} {name:32} {seconds:6.1f} s  {memory:6.0f} MiB")
    given.out.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
