# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""`genesys_report aggregates` and its page of HTML, looked at in headless Chromium: it shows the numbers of the CSV, fits a
phone, follows light and dark, runs nothing and says nothing on the console."""

import collections
import csv
import os
import pathlib
import sys
import unittest

INTEROP = pathlib.Path(__file__).parents[1] / "interop"
sys.path += [str(INTEROP), str(INTEROP / "oidc")]

import webdriver
from support import CORRELATION, FROM, SPAN, TO, Emulator, ProgramTest, Stub, problem

AGGREGATES = "/api/v2/analytics/conversations/aggregates/query"
QUEUES = "/api/v2/routing/queues"
NUMBERS = ("offered", "answered", "abandoned", "handled", "handleMs")
METRICS = {"nOffered": "offered", "tAnswered": "answered", "tAbandon": "abandoned", "tHandle": "handled"}
HOSTILE = ['</title><script>document.title="broken"</script>', '"><img src=x onerror=alert(1)>', "<b>bold</b> & <i>",
           "\u202eesrever"]


class Page(webdriver.Browser):
    """A browser at a page, of some width, in light or dark."""

    def run(self, script):
        return self.call("POST", f"{self.session}/execute/sync", {"script": script, "args": []})

    def cdp(self, command, **parameters):
        return self.call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def look(self, file, width=1200, scheme="light"):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.go(pathlib.Path(file).as_uri())

    def lines(self, section):
        """The lines of a table: what is in front, and the exact numbers."""
        return self.run(f"""return [...document.querySelectorAll('#{section} table tr')].slice(1).map(line => [
            line.querySelector('th').textContent, [...line.querySelectorAll('[data-n]')].map(cell =>
            Number(cell.dataset.n))])""")


def answer_of(names):
    """Aggregates of these queues in two hours, as the platform gives them."""
    def bucket(hour, n):
        return {"interval": f"2026-03-01T{hour:02}:00:00.000Z/2026-03-01T{hour + 1:02}:00:00.000Z", "metrics": [
            {"metric": "nOffered", "stats": {"count": n}}, {"metric": "tAbandon", "stats": {"count": 1, "sum": 9.0}},
            {"metric": "tAnswered", "stats": {"count": n - 1, "sum": 5.0}},
            {"metric": "tHandle", "stats": {"count": n - 1, "sum": 1000.0 * n}}]}

    def script(method, path, _):
        if path.startswith(AGGREGATES):
            groups = [{"group": {"queueId": f"q{i}", "mediaType": "voice"}, "data": [bucket(9, 5 + i), bucket(11, 7)]}
                      for i in range(len(names))]
            return 200, {}, {"results": groups + [{"group": {}, "data": [bucket(10, 3)]}]}
        return 200, {}, {"entities": [{"id": f"q{i}", "name": name} for i, name in enumerate(names)]}
    return script


class ReportPage(ProgramTest):
    FILES = ("--format", "csv", "--output", "day.csv", "--report", "day.html")

    def rows(self):
        with open(self.folder / "day.csv", newline="", encoding="utf-8") as file:
            return [{**row, **{name: int(row[name]) for name in NUMBERS}} for row in csv.DictReader(file)]

    def browser(self):
        missing = webdriver.what_is_missing()
        if missing and not os.environ.get("CI"):
            self.skipTest(missing)
        return Page()

    def check_page(self, page, rows):
        """The tables of the page have the sums of the rows, and the browser is content."""
        queues = collections.defaultdict(lambda: [0] * 5)
        times = collections.defaultdict(lambda: [0] * 5)
        for row in rows:
            for sums in (queues[row["queue"] or "(no queue)"], times[row["from"]]):
                for i, name in enumerate(NUMBERS):
                    sums[i] += row[name]
        total = ["All", [sum(row[name] for row in rows) for name in NUMBERS]]
        shown = page.lines("queues")
        self.assertEqual(shown[-1], total)
        self.assertEqual(dict(shown[:-1]), queues)
        shown = page.lines("times")
        self.assertEqual(shown[-1], total)
        self.assertEqual([line[1] for line in shown[:-1]], [times[at] for at in sorted(times)])
        self.assertEqual(page.complaints(), [])
        self.assertEqual(page.run("return [document.scripts.length, performance.getEntriesByType('resource').length]"), [0, 0])
        columns = page.run("return document.querySelectorAll('#volume rect.one').length")
        self.assertEqual(columns, sum(1 for sums in times.values() if sums[0] > 0))

    def test_the_page_shows_the_numbers_of_the_csv_and_the_csv_those_of_the_server(self):
        with Emulator(conversations=2000) as e:
            ended = self.report("aggregates", *SPAN, *self.FILES, "--api-url", e.url)
            self.assertEqual(ended.code, 0, ended)
            truth = e.ask("POST", AGGREGATES, {"interval": f"{FROM}/{TO}", "groupBy": ["mediaType"], "metrics": list(METRICS)},
                          e.token())
        rows, sums = self.rows(), collections.Counter()
        for group in truth["results"]:
            for metric in group["data"][0]["metrics"]:
                sums[METRICS[metric["metric"]]] += metric["stats"]["count"]
        self.assertGreater(sums["offered"], 0)
        self.assertEqual({name: sum(row[name] for row in rows) for name in METRICS.values()}, dict(sums))
        with self.browser() as page:
            page.look(self.folder / "day.html")
            self.check_page(page, rows)

    def test_it_fits_a_phone_and_follows_light_and_dark(self):
        with Stub(answer_of(["Support " + "x" * 80, "Sales"])) as stub:
            self.assertEqual(self.report("aggregates", *SPAN, *self.FILES, "--api-url", stub.url).code, 0)
        with self.browser() as page:
            for width in (390, 1200):
                for scheme in ("light", "dark"):
                    page.look(self.folder / "day.html", width, scheme)
                    wide, room = page.run("const e = document.documentElement; return [e.scrollWidth, e.clientWidth]")
                    self.assertLessEqual(wide, room)
                    self.assertIn(room, range(width - 20, width + 1))  # a scroll bar has its place
                    for words in ("h1", "header p", ".tiles dt", ".x span", ".y span", ".rate small", "td", "footer p"):
                        self.assertGreater(self.contrast(page, words), 4.5, (words, width, scheme))
                    light = page.run("return getComputedStyle(document.body).backgroundColor")
                    self.assertEqual(sum(map(int, light[4:-1].split(", "))) > 384, scheme == "light")
                    smallest = page.run("""return Math.min(...[...document.querySelectorAll('main *')].filter(e =>
                        [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && !e.closest('svg')).map(e =>
                        parseFloat(getComputedStyle(e).fontSize)))""")
                    self.assertGreaterEqual(smallest, 11)
            self.assertEqual(page.complaints(), [])

    @staticmethod
    def contrast(page, selector):
        """Of words against what is behind them, as WCAG 2 counts it."""
        return page.run("""
            const parts = text => text.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
                return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
            let e = document.querySelector('%s'); const ink = light(parts(getComputedStyle(e).color)); let back;
            for (; e && !back; e = e.parentElement) {
                const c = parts(getComputedStyle(e).backgroundColor);
                if (c.length < 4 || c[3] == 1) back = c;
            }
            const behind = light(back); return (Math.max(ink, behind) + .05) / (Math.min(ink, behind) + .05);""" % selector)

    def test_names_of_queues_stay_names(self):
        with Stub(answer_of(HOSTILE)) as stub:
            ended = self.report("aggregates", *SPAN, *self.FILES, "--api-url", stub.url)
        self.assertEqual(ended.code, 0, ended)
        with self.browser() as page:
            page.look(self.folder / "day.html")
            self.check_page(page, self.rows())
            self.assertEqual(page.run("return [document.title, document.images.length]"), ["Interactions", 0])
            shown = {line[0] for line in page.lines("queues")}
            self.assertEqual(shown, {*HOSTILE, "(no queue)", "All"})

    def test_the_check_of_the_console_can_fail(self):
        page_with_script = "<!doctype html><title>x</title><script>undefined.x</script>"
        (self.folder / "bad.html").write_text(page_with_script)
        with self.browser() as page:
            page.look(self.folder / "bad.html")
            self.assertEqual(len(page.complaints()), 1)

    def test_without_the_permission_for_queues_they_are_shown_by_id(self):
        good = answer_of(["Sales"])

        def script(method, path, body):
            return problem(403, "missing.permissions", "no") if path.startswith(QUEUES) else good(method, path, body)

        with Stub(script) as stub:
            ended = self.report("aggregates", *SPAN, *self.FILES, "--api-url", stub.url)
        self.assertEqual(ended.code, 0, ended)
        self.assertIn("queues are shown by id: ", ended.err)
        self.assertEqual({row["queue"] for row in self.rows()}, {"q0", ""})
        self.assertIn(">q0</bdi>", (self.folder / "day.html").read_text())

    def test_a_refusal_leaves_no_file(self):
        with Stub(lambda *_: problem(403, "missing.permissions", "no")) as stub:
            ended = self.report("aggregates", *SPAN, *self.FILES, "--api-url", stub.url)
        self.check_failure(ended, 4, "missing.permissions", CORRELATION)
        self.check_no_files()

    def test_a_page_that_cannot_be_written_is_1_and_says_where(self):
        with Stub(answer_of(["Sales"])) as stub:
            ended = self.report("aggregates", *SPAN, "--quiet", "--report", "no/such/folder/day.html", "--api-url", stub.url)
        self.check_failure(ended, 1, "no/such/folder/day.html")


if __name__ == "__main__":
    unittest.main()
