#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Holds the house together: includes point only the way docs/architecture.md says, Beast stays inside http/, and no
header has what a header must not have.   layers.py <root of the project>"""

import pathlib
import re
import sys

# Which layers the headers of a layer may include, besides their own and the base headers of include/cogrant itself.
LOW = {
    "reflect": [],
    "codec": ["reflect"],
    "async": [],
    "sink": ["reflect", "codec", "async"],
    "http": ["async", "sink"],
    "policy": ["async", "http"],
    "report": ["reflect", "codec"],
    "jose": ["reflect", "codec"],
    "oauth": ["reflect", "codec", "async", "http", "policy", "jose"],
}
ORDER = [*LOW, "pipeline", "paginate", "genesys", "cxone", "fleet", "testing"]
MAY_USE = {layer: LOW.get(layer, ORDER[: ORDER.index(layer)]) for layer in ORDER}
MAY_USE["cxone"] = [layer for layer in MAY_USE["cxone"] if layer != "genesys"]

# Of http, policy sees the plain types only: it decides and never touches a socket.
HTTP_WITH_SOCKETS = re.compile(r"^http/(impl/|detail/|connection|pool|tls|proxy|resolver)")

# Includes only, for users: cogrant.hpp and <layer>.hpp. Nothing inside the library includes them.
UMBRELLAS = {"cogrant.hpp", "src.hpp", *(layer + ".hpp" for layer in ORDER)}

FORBIDDEN_INCLUDES = {
    "iostream": "slow to compile and adds static initialisation",
    "regex": "slow to compile and to run",
    "filesystem": "slow to compile",
    "format": "not in the standard library of g++ 12",
    "expected": "not in the standard library of g++ 12",
    "boost/asio.hpp": "name the parts of Asio that are used",
    "boost/beast.hpp": "name the parts of Beast that are used",
}

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", re.MULTILINE)


def without_comments(text):
    """The text with comments and the contents of string literals blanked, line numbers kept."""
    def blank(match):
        found = match.group(0)
        if found.startswith('"') or found.startswith("'"):
            return found[0] + " " * (len(found) - 2) + found[-1]
        return re.sub(r"[^\n]", " ", found)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', blank, text, flags=re.DOTALL)


def layer_of(path):
    """The layer of include/cogrant/<path>: its folder, '' for a base header, 'umbrella' for what includes everything."""
    folder, slash, _ = path.partition("/")
    if slash:
        return "" if folder == "detail" else folder
    return "umbrella" if path in UMBRELLAS else ""


def check(path, text):
    """Complaints about one header. path is relative to include/cogrant."""
    layer = layer_of(path)
    complaints = []

    def complain(position, words):
        complaints.append(f"include/cogrant/{path}:{text.count(chr(10), 0, position) + 1}: {words}")

    if layer not in ("", "umbrella") and layer not in MAY_USE:
        complain(0, f"'{layer}' is not a layer: name it in docs/architecture.md and in tests/checks/layers.py")
        return complaints

    for include in INCLUDE.finditer(text):
        quote, target = include.groups()
        if quote == '"':
            complain(include.start(), f'"{target}": headers are included with <> and their whole path')
        if target in FORBIDDEN_INCLUDES:
            complain(include.start(), f"<{target}> in a header: {FORBIDDEN_INCLUDES[target]}")
        if target.startswith("boost/asio") and layer in ("reflect", "codec", "report"):
            complain(include.start(), f"{layer}/ includes Asio: protocol code does no I/O")
        if target.startswith("boost/beast") and layer != "http":
            complain(include.start(), "Beast is named outside http/")
        if not target.startswith("cogrant/"):
            continue

        target = target.removeprefix("cogrant/")
        other = layer_of(target)
        if other == "umbrella":
            if layer != "umbrella":
                complain(include.start(), f"<cogrant/{target}> is for users: include the headers that are needed")
        elif "/" in target and "detail" in target.split("/")[1:-1] and other != layer:
            complain(include.start(), f"<cogrant/{target}> is private to {other}/")
        elif layer == "umbrella" or other in ("", layer):
            pass
        elif layer == "":
            complain(include.start(), f"a base header includes {other}/")
        elif other not in MAY_USE[layer]:
            complain(include.start(), f"{layer}/ may not include {other}/: includes point downwards only")
        elif layer == "policy" and HTTP_WITH_SOCKETS.match(target):
            complain(include.start(), f"policy/ may use the plain types of http/ only, not <cogrant/{target}>")

    code = without_comments(text)
    if layer != "http":
        for found in re.finditer(r"\bbeast\s*::|namespace\s+\w+\s*=\s*boost::beast|boost::beast", code):
            complain(found.start(), "Beast is named outside http/")
    for found in re.finditer(r"\busing\s+namespace\b", code):
        complain(found.start(), "'using namespace' in a header")
    for found in re.finditer(r"^[ \t]*#[ \t]*pragma[ \t]+once", code, re.MULTILINE):
        complain(found.start(), "'#pragma once': headers here have an include guard")
    guard = "COGRANT_" + re.sub(r"[/.]", "_", path).upper()
    if not re.search(rf"^#ifndef {guard}\n#define {guard}\n", text, re.MULTILINE):
        complain(0, f"the include guard is not {guard}")
    if not text.startswith("// Copyright (c) 2026 The cogrant authors\n// SPDX-License-Identifier: BSL-1.0\n"):
        complain(0, "the first two lines are not the copyright and the licence")
    return complaints


def check_umbrella(headers, text):
    """Complaints about cogrant.hpp: it includes every public header but those of the platforms, fleet/, report/ and testing/,
    and those that bring in a library which most users do not need."""
    included = {target for _, target in INCLUDE.findall(text)}
    left_to_users = ("genesys", "cxone", "fleet", "report", "testing")
    optional = ("reflect/describe.hpp",)
    return [f"include/cogrant/cogrant.hpp: does not include <cogrant/{path}>" for path in headers
            if layer_of(path) != "umbrella" and layer_of(path) not in left_to_users
            and path not in optional and not {"detail", "impl"} & set(path.split("/")) and f"cogrant/{path}" not in included]


def main(root):
    folder = pathlib.Path(root, "include", "cogrant")
    headers = sorted(folder.rglob("*.hpp"))
    if not headers:
        print(f"layers: no headers in {folder}")
        return 1
    complaints = [c for h in headers for c in check(h.relative_to(folder).as_posix(), h.read_text(encoding="utf-8"))]
    umbrella = folder / "cogrant.hpp"
    complaints += check_umbrella([h.relative_to(folder).as_posix() for h in headers],
                                 umbrella.read_text(encoding="utf-8") if umbrella.exists() else "")
    print("\n".join(complaints + [f"layers: {len(headers)} headers, {len(complaints)} complaints"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
