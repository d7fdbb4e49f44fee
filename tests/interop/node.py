# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""What the tests with a part in Node.js share: whether it is there, packages from a lockfile, programs that serve."""

import fcntl
import hashlib
import json
import os
import re
import select
import shutil
import signal
import subprocess

SKIPPED = 77
NODE_NEEDED = 20
COMMITTED = ("package.json", "package-lock.json")


class Trouble(Exception):
    pass


def what_is_missing():
    """None when Node.js and npm can be used, else what is wrong with them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "Node.js or npm is not installed"
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", answer)
    if version is None or int(version.group(1)) < NODE_NEEDED:
        return f"Node.js {NODE_NEEDED} or newer is needed, this is {answer.strip()}"
    return None


def skipped(missing, consequence):
    """The exit code of a test that cannot run; with CI set it may not be skipped."""
    if os.environ.get("CI"):
        raise Trouble(f"{missing}, and with CI set this test is not skipped")
    print(f"SKIPPED: {missing}. {consequence}")
    return SKIPPED


def install(source, cache, name):
    """The folder with node_modules as the lockfile in `source` says; made once for each content of the lockfile."""
    content = b"".join((source / file).read_bytes() for file in COMMITTED)
    place = cache / (f"{name}-" + hashlib.sha256(content).hexdigest()[:16])
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place.is_dir():
            return place
        for old in cache.glob(f"{name}-*"):
            shutil.rmtree(old)
        fresh = cache / f"installing-{name}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for file in COMMITTED:
            shutil.copy(source / file, fresh)
        done = subprocess.run([shutil.which("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=fresh,
                              capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise Trouble(f"npm cannot install the packages of {source.name}:\n{done.stdout}{done.stderr}")
        fresh.rename(place)
    return place


def check_lockfile(source):
    """What is wrong with what is committed: it must name exact versions with their hashes, and no registry."""
    package = json.loads((source / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((source / "package-lock.json").read_text(encoding="utf-8"))
    wrong = []
    for name, version in package["dependencies"].items():
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            wrong.append(f"{source.name}/package.json: {name} {version} is not an exact version")
    if lock["packages"][""]["dependencies"] != package["dependencies"]:
        wrong.append(f"{source.name}/package-lock.json does not belong to package.json")
    for name, entry in lock["packages"].items():
        if name and not entry.get("integrity", "").startswith("sha512-"):
            wrong.append(f"{source.name}/package-lock.json: {name} has no sha512")
        if "resolved" in entry:
            wrong.append(f"{source.name}/package-lock.json: {name} names a registry; make the file with "
                         "npm install --package-lock-only --omit-lockfile-registry-resolved")
    return wrong


def first_line(process, seconds):
    """What a program says when it is ready; empty when it says nothing in time."""
    ready = select.select([process.stdout], [], [], seconds)[0]
    return process.stdout.readline() if ready else ""


def end(process, name):
    """Ends a program that serves; its remaining output."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.communicate(timeout=10)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Trouble(f"{name} does not end at SIGTERM") from None


def plain_environment(**more):
    """The environment without what would steer the programs: settings of Genesys, proxies."""
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith("GENESYS_") and not key.lower().endswith("_proxy")}
    environment.update(more)
    return environment
