# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""A person with a very small browser: follows redirects, keeps cookies, fills in forms. Runs no scripts.

    arrived = Person(login, password).visit(url, stop="http://127.0.0.1:1234/callback")

signs in where a page asks for it and presses the button that agrees; gives the address that it stopped at."""

import html.parser
import http.client
import urllib.parse


class Page(html.parser.HTMLParser):
    """The first form of a page, with its buttons, also those outside that name it."""

    def __init__(self, text):
        super().__init__()
        self.form, self.fields, self.buttons, self.text, self.inside = None, {}, [], text, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and self.form is None:
            self.form, self.inside = attrs, True
        elif tag == "input" and self.inside:
            self.fields[attrs.get("name")] = attrs.get("value") or ""
        elif tag == "button" and self.form is not None and (self.inside or attrs.get("form") == self.form.get("id")):
            self.buttons.append((attrs.get("name"), attrs.get("value")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Person:
    def __init__(self, login, password, agrees=True, code=None):
        self.login, self.password, self.agrees, self.code = login, password, agrees, code
        self.cookies, self.seen, self.last = {}, [], ""

    def fetch(self, method, url, form=None):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, urllib.parse.urlunsplit(("", "", parts.path, parts.query, "")), body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def visit(self, url, stop=None):
        """Ends at an address that begins with `stop`, without going there, or at a page without a form."""
        method, form = "GET", None
        for _ in range(30):
            if stop and url.startswith(stop):
                return url
            status, headers, self.last = self.fetch(method, url, form)
            self.seen.append((status, url))
            if status in (302, 303):
                url, method, form = urllib.parse.urljoin(url, headers["Location"]), "GET", None
                continue
            page = Page(self.last)
            if page.form is None or (status >= 400 and "login" not in page.fields):
                return url
            if status == 403:
                raise AssertionError("signing in was refused")
            form = dict(page.fields)
            for name, value in (("login", self.login), ("password", self.password), ("user_code", self.code)):
                if name in form and value and not form[name]:
                    form[name] = value
            if page.buttons:
                name, value = page.buttons[0 if self.agrees else -1]
                if name:
                    form[name] = value
            method, url = page.form.get("method", "get").upper(), urllib.parse.urljoin(url, page.form["action"])
        raise AssertionError(f"no end in sight: {self.seen}")
