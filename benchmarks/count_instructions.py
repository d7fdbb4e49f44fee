#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Counts the client's instructions for one exchange with callgrind: count_instructions.py <pipeline_overhead> <out.json>

The difference between a long and a short run leaves out what happens once. System calls count as one instruction."""
import json
import re
import subprocess
import sys

SHORT, LONG = 200, 1200


def collected(program, who, exchanges):
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--exchanges", who, str(exchanges)],
                         capture_output=True, text=True, check=True)
    # The server, a forked process, prints nothing: it is killed.
    return int(re.search(r"Collected\s*:\s*(\d+)", run.stderr).group(1))


def main():
    program, out = sys.argv[1:]
    counted = {}
    for who in ("composed", "composed_all", "by_hand", "by_hand_without_deadline"):
        counted[who] = (collected(program, who, LONG) - collected(program, who, SHORT)) / (LONG - SHORT)
        print(f"{who:28} {counted[who]:10.0f} instructions an exchange")
    with open(out, "w", encoding="utf-8") as file:
        json.dump(counted, file)


if __name__ == "__main__":
    main()
