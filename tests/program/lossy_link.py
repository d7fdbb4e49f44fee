# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""genesys_report and genesys_emulator in two network namespaces, between them a link that delays packets and loses some:
the rows are the same. The test carries the packets itself, from one TUN device to the other, so that it needs no netem in
the kernel and loses the same packets each time, as far as their order is the same. Needs root, ip and /dev/net/tun, and
says loudly when it cannot run."""

import fcntl
import heapq
import os
import pathlib
import random
import select
import shutil
import struct
import subprocess
import sys
import threading
import time
import unittest

from support import EMULATOR, FROM, PATIENCE, REPORT, SPAN, Ended, ProgramTest, environment, key_of, truth_of

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LOSS, DELAY, JITTER = 0.02, 0.015, 0.010  # of packets; seconds each way
NEAR, FAR, PORT = "10.97.0.1", "10.97.0.2", 8080

# Runs in the far namespace: the emulator listens on its loopback only.
FORWARDER = """
import asyncio, sys
async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()
async def serve(reader, writer):
    there = await asyncio.open_connection("127.0.0.1", int(sys.argv[3]))
    await asyncio.gather(copy(reader, there[1]), copy(there[0], writer))
async def main():
    server = await asyncio.start_server(serve, sys.argv[1], int(sys.argv[2]))
    print("ready", flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def why_not():
    """Why this machine cannot do it; None when it can."""
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    if shutil.which("ip") is None:
        return "ip (iproute2) is not installed"
    if not pathlib.Path("/dev/net/tun").exists():
        return "the kernel has no /dev/net/tun"
    name = f"cogrant-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        return "no network namespaces here: " + made.stderr.strip()
    subprocess.run(["ip", "netns", "del", name], check=True)
    return None


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class LossyLink:
    """Two namespaces and the link between them."""

    def __init__(self, seed):
        self.names = [f"cogrant-{end}-{os.getpid()}" for end in ("near", "far")]
        self.random, self.over = random.Random(seed), threading.Event()
        self.carried = self.lost = 0

    def __enter__(self):
        self.devices = []
        for name, here, there in zip(self.names, (NEAR, FAR), (FAR, NEAR)):
            ip("netns", "add", name)
            device, label = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK), f"cgt{os.getpid()}{len(self.devices)}"
            fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", label.encode(), IFF_TUN | IFF_NO_PI))
            self.devices.append(device)
            ip("link", "set", label, "netns", name)
            ip("-n", name, "address", "add", here, "peer", there, "dev", label)
            ip("-n", name, "link", "set", label, "up")
            ip("-n", name, "link", "set", "lo", "up")
        self.thread = threading.Thread(target=self.carry)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        for device in self.devices:
            os.close(device)
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], check=False)

    def carry(self):
        """Takes what one end sends, loses some, and gives the rest to the other end later, in order of arrival."""
        waiting, number, last = [], 0, {}
        while not self.over.is_set():
            patience = max(0, waiting[0][0] - time.monotonic()) if waiting else 0.05
            for device in select.select(self.devices, [], [], min(patience, 0.05))[0]:
                packet = os.read(device, 65536)
                if self.random.random() < LOSS:
                    self.lost += 1
                    continue
                other = self.devices[1 - self.devices.index(device)]
                due = time.monotonic() + DELAY + JITTER * self.random.random()
                due = last[other] = max(due, last.get(other, 0))
                number += 1
                heapq.heappush(waiting, (due, number, other, packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, other, packet = heapq.heappop(waiting)
                try:
                    os.write(other, packet)
                    self.carried += 1
                except OSError:  # its queue is full: lost, as on any link
                    self.lost += 1


class LossyLinkTest(ProgramTest):
    def setUp(self):
        super().setUp()
        reason = why_not()
        if reason:
            print(f"SKIPPED: {reason}. The link with delay and loss was NOT tried.", file=sys.stderr)
            raise unittest.SkipTest(reason)

    def served(self, link, sizes, faults):
        """The emulator behind the forwarder, both in the far namespace."""
        inside = ["ip", "netns", "exec", link.names[1]]
        words = [EMULATOR, "--from", FROM, "--days", "1", "--conversations", str(sizes[0]), "--users", str(sizes[1]),
                 "--rate", "0", "--faults", faults]
        emulator = subprocess.Popen([*inside, *words], stdout=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(emulator.communicate)
        self.addCleanup(emulator.terminate)
        line = emulator.stdout.readline()
        self.assertTrue(line.startswith("listening on "), line)
        port = line.strip().rsplit(":", 1)[1]
        forwarder = subprocess.Popen([*inside, sys.executable, "-c", FORWARDER, FAR, str(PORT), port],
                                     stdout=subprocess.PIPE, text=True)
        self.addCleanup(forwarder.communicate)
        self.addCleanup(forwarder.terminate)
        self.assertEqual(forwarder.stdout.readline(), "ready\n")

    def test_rows_are_the_same_over_a_link_that_delays_and_loses_packets(self):
        sizes = (600, 57)
        truth = truth_of(*sizes)["details"]
        with LossyLink(seed=4) as link:
            self.served(link, sizes, "seed=4,gzip=0.3,chunked=0.3,stale=0.1,reset=0.03")
            begun = time.monotonic()
            done = subprocess.run(["ip", "netns", "exec", link.names[0], REPORT, "details", *SPAN, "--page-size", "20",
                                   "--concurrency", "4", "--api-url", f"http://{FAR}:{PORT}"], cwd=self.folder,
                                  env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False)
            ended = Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - begun)
            self.check_no_secret(ended)
            self.assertEqual(ended.code, 0, ended)
            self.assertEqual([key_of(row) for row in ended.rows], [key_of(row) for row in truth])
            self.assertGreater(link.lost, 0)
            print(f"{link.carried} packets carried, {link.lost} lost, {ended.seconds:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
