# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Between report and server stands a proxy that nobody here wrote: nginx with TLS, compressing, with connections that it
ends now and then. Rows are the same. Without nginx skipped, but failed where the environment has CI."""

import os
import pathlib
import shutil
import subprocess
import unittest

from support import SPAN, Emulator, ProgramTest, environment, free_port, key_of, truth_of, until

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
CONFIGURATION = """
pid nginx.pid; error_log error.log info; events {{ worker_connections 256; }}
http {{
    access_log access.log; gzip on; gzip_types application/json; gzip_proxied any; client_max_body_size 1m;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi; limit_req_zone $server_port zone=all:1m rate=60r/s;
    server {{
        listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;
        keepalive_requests 5;
        location / {{ limit_req zone=all burst=5; limit_req_status 429; proxy_pass {to}; proxy_set_header Host $proxy_host; }}
    }}
}}
"""


class Nginx:
    """In front of a server, in a folder of its own, ended by its process id."""

    def __init__(self, folder, to):
        self.folder, self.port = pathlib.Path(folder), free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", "server.key", "-out", "server.pem"], cwd=folder, check=True, capture_output=True)
        text = CONFIGURATION.format(port=self.port, folder=folder, to=to)
        (self.folder / "nginx.conf").write_text(text, encoding="ascii")
        self.url, self.certificate = f"https://localhost:{self.port}", self.folder / "server.pem"

    def __enter__(self):
        self.process = subprocess.Popen([NGINX, "-p", self.folder, "-e", "error.log", "-c", self.folder / "nginx.conf", "-g",
                                         "daemon off; master_process off;"], stderr=subprocess.DEVNULL)
        until(lambda: self.process.poll() is not None or (self.folder / "nginx.pid").exists(), 20, "nginx's start")
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "error.log").read_text(encoding="utf-8"))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def statuses(self):
        return [line.split('" ')[1][:3] for line in (self.folder / "access.log").read_text(encoding="utf-8").splitlines()]


class BehindNginx(ProgramTest):
    def setUp(self):
        super().setUp()
        if not NGINX:
            if os.environ.get("CI"):
                self.fail("nginx is not installed, and with CI set this is not skipped")
            raise unittest.SkipTest("nginx is not installed (scripts/bootstrap ci)")

    def check(self, words, listing, faults=""):
        truth = truth_of()[listing]
        (self.folder / "nginx").mkdir()
        with Emulator(faults) as emulator, Nginx(self.folder / "nginx", emulator.url) as proxy:
            ended = self.report(*words, "--api-url", proxy.url,
                                env=environment(SSL_CERT_FILE=str(proxy.certificate)))
            self.assertEqual(ended.code, 0, ended)
            self.assertEqual([key_of(row) for row in ended.rows], [key_of(row) for row in truth])
            return proxy.statuses()

    def test_details_are_the_same_through_a_proxy_that_limits_the_rate(self):
        statuses = self.check(["details", *SPAN, "--page-size", "7", "--concurrency", "4"], "details")
        self.assertGreater(len(statuses), 30)

    def test_users_are_the_same_through_a_proxy_and_a_storm_behind_it(self):
        statuses = self.check(["users", "--page-size", "5"], "users",
                              "seed=5,503=0.1,reset=0.1,truncate=0.1,gzip=0.3,chunked=0.3,retry-after=0")
        self.assertIn("503", statuses)


if __name__ == "__main__":
    unittest.main()
