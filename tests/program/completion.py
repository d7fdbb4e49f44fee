# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Completion for the shells and the manual page: they know what --help knows, and a shell can use them."""

import pathlib
import re
import shutil
import subprocess
import unittest

from support import NOBODY, ProgramTest, environment

SHARE = pathlib.Path(__file__).parents[2] / "examples" / "genesys_report" / "share"
VALUES = {"--last": "24h", "--from": "2026-03-01", "--to": "2026-03-02", "--format": "ndjson", "--columns": "id",
          "--output": "out", "--resume": "point", "--page-size": "10", "--max-pages": "1", "--concurrency": "2",
          "--path": "/x", "--style": "cursor", "--body": "body", "--rows": "x", "--granularity": "P1D", "--report": "page.html",
          "--conversation": "x", "--api-url": "ftp://x", "--login-url": "http://127.0.0.1:1",
          "--issuer": "http://127.0.0.1:1", "--token-folder": "tokens", "--user": None,
          "--emulator-conversations": "3", "--emulator-users": "3", "--emulator-faults": "seed=1"}


def options_of(text):
    return set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", text))


class Completion(ProgramTest):
    def test_help_completions_and_manual_page_name_the_same_options(self):
        known = options_of(self.report("--help").out)
        page = (SHARE / "genesys_report.1").read_text().replace("\\-", "-")
        self.assertEqual(options_of(page), known)
        for name in ("genesys_report.bash", "_genesys_report"):
            self.assertEqual(options_of((SHARE / name).read_text()), known, name)
        fish = (SHARE / "genesys_report.fish").read_text()
        self.assertEqual({"--" + word for word in re.findall(r"^complete .* -l ([a-z-]+)", fish, re.MULTILINE)}, known)

    def bash(self, *words):
        """What bash offers for the last word."""
        script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _genesys_report; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        command = ["bash", "--norc", "-u", "-c", script, "bash", SHARE / "genesys_report.bash", "genesys_report", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_bash_offers_what_fits(self):
        self.assertEqual(self.bash("de"), {"details"})
        self.assertIn("explain", self.bash(""))
        self.assertNotIn("explain", self.bash("explain", ""))
        self.assertEqual(self.bash("explain", "us"), {"users"})
        self.assertEqual(self.bash("details", "--jo"), {"--jobs"})
        self.assertEqual(self.bash("users", "--jo"), set())
        self.assertEqual(self.bash("details", "--format", "c"), {"csv"})
        self.assertEqual(self.bash("query", "--style", "next"), {"nextUri", "nextPage", "nextPageToken"})
        (self.folder / "week.csv").write_text("")
        self.assertEqual(self.bash("details", "--output", "we"), {"week.csv"})
        self.assertEqual(self.bash("--ver"), {"--version"})

    def test_what_bash_offers_for_a_command_goes_with_that_command(self):
        for command in sorted(self.bash("explain", "") - {"login"}):
            for option in sorted(self.bash(command, "--") - {"--help", "--version", "--quiet", "--ca-file", "--env-file"}):
                words = [option] + ([VALUES[option]] if VALUES.get(option) is not None else [])
                extra = {"--resume": ["--output", "out"], "--columns": ["--format", "csv"], "--to": ["--from", "2026-02-01"],
                         "--guard-formulas": ["--format", "csv"], "--issuer": ["--user"], "--token-folder": ["--user"]}
                if command == "query":
                    words += [w for key in ("--path", "--style") if option != key for w in (key, VALUES[key])]
                # The last word is wrong in a way that is seen last, so that nothing is asked for.
                words = ["explain", command, *words, *extra.get(option, []), "--api-url", "ftp://nowhere"]
                ended = self.report(*words, env=environment(**NOBODY))
                self.assertEqual(ended.code, 2, ended)
                for text in ("go with", "goes with", "without", "contradict", "unknown"):
                    self.assertNotIn(text, ended.err)

    def test_the_other_shells_can_read_theirs(self):
        checked = 0
        for shell, name in (("zsh", "_genesys_report"), ("fish", "genesys_report.fish")):
            if shutil.which(shell):
                done = subprocess.run([shell, "-n", SHARE / name], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), shell)
                checked += 1
        if not checked:
            self.skipTest("neither zsh nor fish is installed")

    def test_the_manual_page_has_no_mistake(self):
        if not shutil.which("groff"):
            self.skipTest("groff is not installed")
        done = subprocess.run(["groff", "-t", "-man", "-Tutf8", "-ww", SHARE / "genesys_report.1"], capture_output=True,
                              text=True, check=True)
        self.assertEqual(done.stderr, "")
        words = re.sub(".\b", "", done.stdout)  # bold is a letter printed twice
        for text in ("--from TIME, --to TIME", "130", "EXAMPLES"):
            self.assertIn(text, words)


if __name__ == "__main__":
    unittest.main()
