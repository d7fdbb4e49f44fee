#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Proves that each check fails on what it is there to find: a check that cannot fail is a defect."""

import base64
import contextlib
import io
import pathlib
import tempfile
import textwrap
import unittest
import urllib.parse

import coroutine_lint
import docs_code
import layers
import no_secret
import security_doc
import thread_safety


def header(path, body):
    guard = "COGRANT_" + path.replace("/", "_").replace(".", "_").upper()
    return (f"// Copyright (c) 2026 The cogrant authors\n// SPDX-License-Identifier: BSL-1.0\n"
            f"#ifndef {guard}\n#define {guard}\n{body}\n#endif\n")


class ThreadSafety(unittest.TestCase):
    GOOD = "/** A pool.\n\n    @par Thread safety  shared object: safe */\n"

    def complaints(self, body):
        return thread_safety.check("http/pool.hpp", "namespace cogrant {\n\n" + body + "\n} // namespace cogrant\n")

    def test_said(self):
        self.assertEqual(self.complaints(self.GOOD + "class pool {\n};"), [])
        self.assertEqual(self.complaints(self.GOOD + "template <class T>\n    requires good<T>\nclass [[nodiscard]] pool {\n};"), [])

    def test_not_said(self):
        for doc in ("", "/// A pool.\n", "/** A pool.\n\n    More. */\n", self.GOOD + "class other {\n};\n\n"):
            with self.subTest(doc=doc):
                self.assertEqual(len(self.complaints(doc + "class pool {\n};")), 1)
        self.assertEqual(len(self.complaints("template <class T>\nclass [[nodiscard]] pool : base<T> {\n};")), 1)

    def test_what_needs_none(self):
        self.assertEqual(self.complaints("class pool;\n\nstruct facts {\n};"), [])
        self.assertEqual(self.complaints("namespace detail {\n\nclass hidden {\n};\n\n} // namespace detail"), [])


class Layers(unittest.TestCase):
    def complaints(self, path, body):
        return layers.check(path, header(path, body))

    def good(self, path, body):
        self.assertEqual(self.complaints(path, body), [])

    def bad(self, path, body, words):
        found = self.complaints(path, body)
        self.assertTrue(any(words in complaint for complaint in found), found)

    def test_downwards_is_fine(self):
        self.good("policy/retry.hpp", "#include <cogrant/http/headers.hpp>\n#include <cogrant/async/clock.hpp>")
        self.good("oauth/token.hpp", "#include <cogrant/codec/json/read.hpp>\n#include <cogrant/error.hpp>")
        self.good("codec/json/read.hpp", "#include <cogrant/codec/detail/scan.hpp>")
        self.good("http/connection.hpp", "#include <boost/beast/http/message.hpp>\nusing t = boost::beast::error_code;")
        self.good("genesys.hpp", "#include <cogrant/genesys/client.hpp>")

    def test_upwards(self):
        self.bad("http/pool.hpp", "#include <cogrant/policy/retry.hpp>", "downwards")
        self.bad("reflect/names.hpp", "#include <cogrant/codec/csv.hpp>", "downwards")
        self.bad("paginate/cursor.hpp", "  #  include <cogrant/genesys/client.hpp>", "downwards")
        self.bad("async/generator.hpp", "#include <cogrant/codec/csv.hpp>", "downwards")
        self.bad("error.hpp", "#include <cogrant/http/headers.hpp>", "base header")

    def test_rooms_that_are_private(self):
        self.bad("oauth/token.hpp", "#include <cogrant/http/detail/inflater.hpp>", "private")
        self.bad("policy/retry.hpp", "#include <cogrant/http/pool.hpp>", "plain types")
        self.bad("oauth/token.hpp", "#include <cogrant/cogrant.hpp>", "for users")
        self.bad("cxone/client.hpp", "#include <cogrant/genesys/client.hpp>", "downwards")

    def test_beast(self):
        self.bad("testing/server.hpp", "#include <boost/beast/core.hpp>", "Beast")
        self.bad("testing/server.hpp", "namespace beast = boost::beast;", "Beast")
        self.good("testing/server.hpp", "// boost::beast is not named here, except in comments")

    def test_asio_in_protocol_code(self):
        self.bad("codec/csv.hpp", "#include <boost/asio/buffer.hpp>", "no I/O")

    def test_what_is_never_in_a_header(self):
        for name in layers.FORBIDDEN_INCLUDES:
            self.bad("http/pool.hpp", f"#include <{name}>", name)
        self.bad("http/pool.hpp", "using namespace std;", "using namespace")
        self.bad("http/pool.hpp", "#pragma once", "pragma once")
        self.bad("http/pool.hpp", '#include "message.hpp"', "with <>")
        self.bad("attic/old.hpp", "", "not a layer")

    def test_guard_and_licence(self):
        text = header("http/pool.hpp", "")
        self.assertTrue(layers.check("http/other.hpp", text))
        self.assertTrue(layers.check("http/pool.hpp", text.replace("BSL-1.0", "MIT")))
        self.assertEqual(layers.check("http/pool.hpp", text), [])

    def test_the_umbrella_is_whole(self):
        headers = ["cogrant.hpp", "error.hpp", "http/pool.hpp", "http/detail/a.hpp", "genesys/client.hpp"]
        whole = "#include <cogrant/error.hpp>\n#include <cogrant/http/pool.hpp>\n"
        self.assertEqual(layers.check_umbrella(headers, whole), [])
        self.assertEqual(len(layers.check_umbrella(headers, "#include <cogrant/error.hpp>\n")), 1)
        self.assertEqual(len(layers.check_umbrella(headers, "")), 2)

    def test_a_project_without_headers_fails(self):
        self.assertEqual(layers.main("/nonexistent"), 1)


class CoroutineLint(unittest.TestCase):
    def lint(self, statement, users=True):
        text = "asio::awaitable<void> f(int a)\n{\n    int local = 0;\n    " + statement + "\n}\n"
        return [words for _, words in coroutine_lint.lint(text, users)]

    def good(self, statement, users=False):
        self.assertEqual(self.lint(statement, users), [], statement)

    def bad(self, statement, words, users=True):
        found = self.lint(statement, users)
        self.assertTrue(any(words in complaint for complaint in found), f"{statement}: {found}")

    def test_the_allowed_shapes(self):
        for statement in (
                "co_await f(a);",
                "(void)co_await f(a);",
                "auto r = co_await f(a, std::move(b));",
                "auto const executor = co_await asio::this_coro::executor;",
                "std::map<int, std::vector<int>> r = co_await f(a);",
                "auto&& r = co_await f(a);",
                "r = co_await f(a);",
                "this->list_[i].value = co_await f(a);",
                "co_return co_await f(a);",
                "if (a > 0 && b) co_await f(a);",
                "if (a) { local = 1; } else co_await f(a);",
                "for (int i = 0; i != 3; ++i) co_await f(i);",
                "for (;;) { auto r = co_await f(a); if (!r) break; }",
                "while (go) { local = 1; co_await f(a); }",
                "do { auto* row = co_await g.next(); if (row == nullptr) break; } while (true);",
                "switch (a) { case 1: co_await f(a); break; default: co_await g(); }",
                "try { co_await f(a); } catch (...) { local = 1; }",
                "auto r = co_await f(a, [](int x) { return x == 1 ? g({1}) : 2; });",
                "co_await c.async_get(u, options{}.timeout(5s));",
                "co_await c.async_get(u, retry_options{});",
                "auto const n = list[3]; co_await f(n);",
                "agg const named{.x = 1}; co_await f(named);",
                "auto r = co_await (a() || b());",
                "auto r = co_await f(); auto& [ec, n] = r;",
                '// if (co_await f()) in a comment\n co_await f("while (co_await x) {");'):
            self.good(statement)

    def test_heads_of_statements(self):
        for head in ("if (co_await f())", "if (!co_await f())", "if (auto r = co_await f(); r)", "while (co_await f())",
                     "switch (co_await f())", "for (auto& x : co_await f())", "if constexpr (co_await f())"):
            self.bad(head + " { local = 1; }", "in the head of")

    def test_the_users_loop(self):
        self.good("while (auto* row = co_await rows.next()) { local = 1; }", users=True)
        self.bad("while (auto* row = co_await rows.next()) { local = 1; }", "in the head of", users=False)
        self.bad("while (auto* row = co_await rows.next(agg{1})) { local = 1; }", "in the head of")
        self.bad("while (auto row = co_await rows.pop()) { local = 1; }", "in the head of")

    def test_arguments_and_operands(self):
        self.bad("g(co_await f());", "arguments")
        self.bad("CHECK(co_await f() == 1);", "arguments")
        self.bad("auto r = std::optional<int>(co_await f());", "arguments")
        self.bad("auto r = (co_await f()).value();", "in parentheses")
        self.bad("auto r = *(co_await f());", "in parentheses")
        self.bad("auto r = list[co_await f()];", "in brackets")
        self.bad("auto r = a ? co_await f() : 0;", "not the whole")
        self.bad("auto r = co_await f() ? 1 : 0;", "larger expression")
        self.bad("auto r = ok && co_await f();", "not the whole")
        self.bad("auto r = co_await f() && ok;", "larger expression")
        self.bad("out << co_await f();", "not the whole")
        self.bad("return_(), co_await f();", "not the whole")
        self.bad("auto r = co_await f(co_await g());", "arguments")
        self.bad("auto r = co_await co_await f();", "two co_await")
        self.bad("pair r{co_await f(), 1};", "braced list")
        self.bad("co_return result{co_await f()};", "braced list")

    def test_temporaries_and_lambdas(self):
        self.bad("co_await f({.x = 1});", "braced list or temporary")
        self.bad("co_await f(opts{1, 2});", "braced list or temporary")
        self.bad('auto r = co_await f({"a", "b"});', "braced list or temporary")
        self.bad("co_await f(query{});", "braced list or temporary")
        self.bad("co_await f([&] { return a; });", "lambda with captures")
        self.bad("co_await f([self, a](int x) { return x; }, 1);", "lambda with captures")
        self.bad("co_await f(a, [h = std::move(h)] { local = 1; });", "lambda with captures")
        self.bad("if (a) co_await f(opts{1});", "braced list or temporary")

    def test_binding(self):
        self.bad("auto [ec, n] = co_await f();", "structured binding")
        self.good("auto&& [ec, n] = co_await f();")

    def test_a_coroutine_has_a_local(self):
        def lint(body):
            return [words for _, words in coroutine_lint.lint(body)]
        self.assertTrue(lint("awaitable<int> f() { co_return co_await g(); }"))
        self.assertTrue(lint("awaitable<int> f() { if (x) { int local = 1; } co_return 1; }"))
        self.assertTrue(lint("auto l = [](int a) -> awaitable<void> { co_await g(a); };"))
        self.assertTrue(lint("awaitable<int> f() { call(1); value = 2; co_return 1; }"))
        self.assertTrue(lint("auto f(P p) -> g<T> { for (;;) { auto* x = co_await p.next(); if (!x) break; } }"))
        self.assertEqual(lint("awaitable<int> f() { auto r = co_await g(); co_return r; }"), [])
        self.assertEqual(lint("awaitable<int> f() { std::vector<int> v; co_return 1; }"), [])
        self.assertEqual(lint("awaitable<int> f() const { http::request r(a); co_return 1; }"), [])
        self.assertEqual(lint("awaitable<int> f() { char buffer[16]; co_return 1; }"), [])
        self.assertEqual(lint("awaitable<int> f() { [[maybe_unused]] int const guard{}; co_return 1; }"), [])

    def test_lines_are_named(self):
        found = coroutine_lint.lint("// one\n#define A \\\n  b\nvoid f()\n{\n int l = 0;\n g(co_await f());\n}\n")
        self.assertEqual([line for line, _ in found], [7])

    def test_blocks_of_the_documents(self):
        text = "a\n```cpp\nint x;\n```\n```cpp wrong\nint y;\n```\n```sh\nz\n```\n"
        self.assertEqual(coroutine_lint.blocks_of(text), [(3, "int x;\n")])


class DocsCode(unittest.TestCase):
    source = {"examples/a.cpp": textwrap.dedent("""\
        int main()
        {
            one();

            two();
            if (x)
                three();
        }
        """)}

    def check(self, block):
        return docs_code.check("README.md", f"Text.\n\n```cpp\n{block}\n```\n", self.source)

    def test_a_quote_is_fine(self):
        self.assertEqual(self.check("one();\ntwo();"), [])
        self.assertEqual(self.check("    two();\n    if (x)\n        three();"), [])
        self.assertEqual(self.check("int main()\n{\n    // …\n    two();\n    // ...\n}"), [])

    def test_what_is_not_a_quote(self):
        self.assertEqual(len(self.check("one();\nthree();")), 1)
        self.assertEqual(len(self.check("two();\n// …\none();")), 1)
        self.assertEqual(len(self.check("if (x)\nthree();")), 1)
        self.assertEqual(len(self.check("four();")), 1)
        self.assertEqual(len(self.check("")), 1)
        self.assertIn("README.md:4", self.check("four();")[0])


class SecurityDoc(unittest.TestCase):
    SOURCES = {"tests/unit/a.cpp": 'TEST_CASE("a \\"quoted\\" name "\n  "goes on")', "tests/program/b.py": "def test_b(self):"}

    def document(self, rows=None):
        rows = security_doc.ROWS if rows is None else rows
        return "".join(f'| {row} | `a "quoted" name goes on` (tests/unit/a.cpp), `test_b` (tests/program/b.py) |\n'
                       for row in rows)

    def test_complete(self):
        self.assertEqual(security_doc.complaints(self.document(), self.SOURCES), [])

    def bad(self, document, words):
        found = security_doc.complaints(document, self.SOURCES)
        self.assertTrue(any(words in complaint for complaint in found), found)

    def test_rows(self):
        self.bad(self.document(security_doc.ROWS[1:]), "S01 is missing")
        self.bad(self.document() + self.document(["S07"]), "S07 stands twice")
        self.bad(self.document(security_doc.ROWS[1:]) + "| S01 | held by care |\n", "names no test")

    def test_names(self):
        self.bad(self.document().replace("test_b", "test_c", 1), "has no test 'test_c'")
        self.bad(self.document().replace("unit/a.cpp", "unit/z.cpp", 1), "there is no tests/unit/z.cpp")


class NoSecret(unittest.TestCase):
    """Plants a secret in a sink, in every spelling and place."""

    def said(self, text, name="tests.1.log", before=""):
        with tempfile.TemporaryDirectory() as folder:
            sinks = pathlib.Path(folder, "sinks")
            logs = pathlib.Path(folder, "Testing")
            logs.mkdir()
            if before:
                (logs / "LastTest.log").write_text(before, encoding="utf-8")
            no_secret.main("begin", sinks)
            (logs if name.startswith("LastTest") else sinks).joinpath(name).write_text(text, encoding="utf-8")
            with contextlib.redirect_stdout(io.StringIO()) as out:
                code = no_secret.main("search", sinks, logs)
            no_secret.main("begin", sinks)
            self.assertEqual(list(sinks.iterdir()), [], "the sinks are emptied before a run")
        return code, out.getvalue()

    def test_what_is_harmless(self):
        self.assertEqual(self.said("POST /token: client id or secret is refused\nplanted in a garden\n")[0], 0)

    def test_each_spelling_of_each_secret(self):
        secrets = no_secret.planted("open sesame  # a remark\n\n# only a remark\n")
        self.assertEqual(secrets, ["PLANTED", "open sesame"])
        for secret in secrets:
            for text in (secret, urllib.parse.quote_plus(secret), urllib.parse.quote(secret)):
                self.assertEqual(no_secret.found(f"log: {text}!", secrets), [secret])
            for before in range(12):
                for after in range(4):
                    pair = ("x" * before + secret + "y" * after).encode()
                    for text in (base64.b64encode(pair), base64.urlsafe_b64encode(pair).rstrip(b"=")):
                        self.assertEqual(no_secret.found(f"Basic {text.decode()}", secrets), [secret], pair)

    def test_a_secret_in_a_sink_is_found_wherever_it_is(self):
        for name in ("tests.1.log", "programs.2.log", "LastTest.log", "LastTest.log.tmp1"):
            code, out = self.said("harmless\nbad token PLANTED-token-1\n", name)
            self.assertEqual(code, 1)
            self.assertIn(f"{name}:2: shows PLANTED", out)
        # What the run before has said was judged then.
        self.assertEqual(self.said("harmless", "LastTest.log.tmp1", before="token PLANTED-token-1")[0], 0)
        self.assertEqual(self.said("verifier dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")[0], 1)


if __name__ == "__main__":
    unittest.main()
