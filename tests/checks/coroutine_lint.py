#!/usr/bin/env python3
# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
"""Finds the coroutine spellings for which g++ 12 generates wrong code, silently and at every optimisation level.

A statement may await once, in one of these shapes:

    co_await f(a);                     auto r = co_await f(a);        r = co_await f(a);
    co_return co_await f(a);           if (ready) co_await f(a);      // any of them as the body of a condition

and users may write the loop `while (auto* row = co_await rows.next())`, which a test runs under AddressSanitizer.
In such a statement there is no lambda with captures, no braced list and no braced temporary (`options{}` is fine:
option types are not aggregates), and nothing is bound by value from an awaited tuple. A coroutine has a local variable.

coroutine_lint.py <root of the project>     looks at the C++ files and at the ```cpp blocks of README.md and docs/*.md
"""

import pathlib
import re
import sys

TOKEN = re.compile(r'\n|[A-Za-z_]\w*|\d[\w\'.]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|::|->|<<=|<=>|&&|\|\||'
                   r'<<|[-+*/%&|^=!<>]=|\S')
CLOSES = {")": "(", "]": "[", "}": "{"}
CONTROL = {"if", "while", "for", "switch", "catch"}
COROUTINE = {"co_await", "co_return", "co_yield"}
NOT_A_TYPE = {"co_await", "co_return", "co_yield", "return", "throw", "using", "delete", "goto", "new", "if", "for",
              "while", "do", "switch", "case", "else", "break", "continue", "try", "static_assert", "typedef",
              "namespace", "struct", "class", "enum", "template", "friend"}


def tokens_of(text):
    """[(token, line)] without comments, preprocessor lines and raw strings' contents."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0)) if not match.group(0).startswith(('"', "'")) else match.group(0)
    text = re.sub(r'R"(\w*)\((.*?)\)\1"', lambda m: '""' + "\n" * m.group(0).count("\n"), text, flags=re.DOTALL)
    text = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', blank, text, flags=re.DOTALL)
    text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*(?:\\\n(?:[^\n\\]|\\.)*)*", blank, text, flags=re.MULTILINE)
    found, line = [], 1
    for match in TOKEN.finditer(text):
        if match.group(0) == "\n":
            line += 1
        else:
            found.append((match.group(0), line))
    return found


class Source:
    def __init__(self, text):
        self.tokens = tokens_of(text)
        self.words = [word for word, _ in self.tokens]
        self.partner = {}  # index of a bracket to the index of its partner
        stack = []
        for i, word in enumerate(self.words):
            if word in "([{" and len(word) == 1:
                stack.append(i)
            elif word in CLOSES:
                while stack and self.words[stack[-1]] != CLOSES[word]:
                    stack.pop()
                if stack:
                    self.partner[i] = stack[-1]
                    self.partner[stack.pop()] = i
        # for each token the innermost bracket around it
        self.around, stack = [], []
        for i, word in enumerate(self.words):
            if word in CLOSES and stack and self.partner.get(i) == stack[-1]:
                stack.pop()
            self.around.append(stack[-1] if stack else -1)
            if word in "([{" and len(word) == 1 and i in self.partner:
                stack.append(i)

    def word(self, i):
        return self.words[i] if 0 <= i < len(self.words) else ""

    def is_block(self, brace):
        """Whether { begins statements: something in it ends with ; or its last part is a block."""
        end = self.partner.get(brace, len(self.words))
        if any(self.words[i] == ";" and self.around[i] == brace for i in range(brace + 1, end)):
            return True
        return self.word(end - 1) == "}" and end - 1 in self.partner and self.is_block(self.partner[end - 1])

    def is_lambda(self, bracket):
        """Whether [ introduces a lambda and is no subscript, attribute or array."""
        before = self.word(bracket - 1)
        if before == "[" or self.word(bracket + 1) == "[":
            return False
        return not (re.match(r"[\w)\]]", before) and before not in ("return", "co_return", "co_await", "co_yield"))

    def statement(self, at):
        """(first, last): the tokens of the statement around a token that stands in no bracket but a block's."""
        level = self.around[at]
        first = at
        while first - 1 > level:
            i = first - 1
            word = self.words[i]
            if self.around[i] != level:
                first = self.partner.get(first - 1, first - 1)
                continue
            if word == ";" or (word == ":" and self.word(i - 1) != ":" and self.is_label(i)):
                break
            if word in CLOSES:
                opening = self.partner.get(i, i)
                if word == "}" and self.is_block(opening) and not self.is_lambda_body(opening):
                    break
                first = opening
                continue
            first = i
        last = at
        while last < len(self.words) and not (self.words[last] == ";" and self.around[last] == level):
            last += 1
        return first, last

    def is_label(self, colon):
        start = colon - 1
        while start >= 0 and self.words[start] not in (";", "{", "}"):
            start -= 1
        return self.word(start + 1) in ("case", "default", "public", "private", "protected") or start + 2 == colon

    def is_lambda_body(self, brace):
        i = brace - 1
        while i >= 0 and self.words[i] not in (";", "{", "}"):
            if self.words[i] == ")":
                opening = self.partner.get(i, i)
                if self.word(opening - 1) == "]":
                    return True
                i = opening - 1
                continue
            if self.words[i] == "]":
                return self.is_lambda(self.partner.get(i, i))
            if self.words[i] == "(":
                return False
            i -= 1
        return False

    def skip_condition(self, first, at):
        """Past `else`, `if (…)`, `while (…)` and the like in front of a statement that is their body."""
        while first < at:
            if self.words[first] in ("else", "do"):
                first += 1
            elif self.words[first] in CONTROL:
                opening = first + 1 + (self.word(first + 1) == "constexpr")
                first = self.partner.get(opening, at) + 1
            elif self.word(first) == "[" and self.word(first + 1) == "[":
                first = self.partner.get(first, at) + 1
            else:
                break
        return first


def is_users_loop(source, at):
    """`while (auto* row = co_await rows.next())`"""
    w = source.word
    return (w(at - 6) == "while" and w(at - 5) == "(" and w(at - 4) == "auto" and w(at - 3) == "*" and w(at - 1) == "="
            and w(at + 2) == "." and w(at + 3) == "next" and w(at + 4) == "(" and w(at + 5) == ")" and w(at + 6) == ")")


def complaints_of_await(source, at, users):
    words, around = source.words, source.around
    bracket = around[at]
    if bracket >= 0 and words[bracket] == "(":
        if users and is_users_loop(source, at):
            return
        before = source.word(bracket - 1)
        before = source.word(bracket - 2) if before == "constexpr" else before
        if before in CONTROL:
            yield f"co_await in the head of '{before}': name the result first"
        elif re.match(r"[\w>)\]]", before) and before not in ("return", "co_return"):
            yield "co_await in the arguments of a call: name the result first"
        else:
            yield "co_await in parentheses: name the result first"
        return
    if bracket >= 0 and words[bracket] == "[":
        yield "co_await in brackets: name the result first"
        return
    if bracket >= 0 and not source.is_block(bracket):
        yield "co_await in a braced list: name the result first"
        return

    first, last = source.statement(at)
    first = source.skip_condition(first, at)
    before = words[first:at]
    if before and before != ["co_return"] and before != ["(", "void", ")"] and before[-1] != "=":
        yield "co_await is not the whole initialiser, assigned value, statement or co_return"
        return
    if any(word in ("?", "||") for word in before) or "=" in before[:-1]:
        yield "co_await in a larger expression: name the result first"
        return
    if before[:1] == ["auto"] and "[" in before and "&" not in before and "&&" not in before:
        yield "a structured binding by value of an awaited result: name the result, then bind by reference"

    i = at + 1
    while i < last:
        word = words[i]
        if word == "[" and source.is_lambda(i):
            end = source.partner.get(i, i)
            if end != i + 1:
                yield "a lambda with captures in a statement with co_await: use a function with arguments"
            body = end + 1
            while body < last and words[body] != "{":
                body = source.partner.get(body, body) + 1 if words[body] == "(" else body + 1
            i = source.partner.get(body, last)
        elif word == "{":
            end = source.partner.get(i, i)
            if not (end == i + 1 and source.word(i - 1).endswith("options")):
                yield "a braced list or temporary in a statement with co_await: name it, then move it"
            i = end
        elif word == "co_await":
            yield "two co_await in one statement: name the result of the first"
        elif around[i] == bracket and word in ("?", "&&", "||", "==", "!=", "<<", ","):
            yield f"co_await in a larger expression ('{word}'): name the result first"
        i += 1


def function_around(source, at):
    """The { of the function or lambda that a token belongs to, or -1."""
    i = source.around[at]
    while i >= 0:
        if source.words[i] == "{" and source.is_block(i):
            before = i - 1
            opening = source.partner.get(before, before) if source.words[before] == ")" else -1
            control = opening >= 0 and (source.word(opening - 1) in CONTROL or source.word(opening - 2) in CONTROL)
            if source.words[before] in ("else", "do", "try", "{", "}", ";", ":") or control:
                i = source.around[i]
                continue
            return i
        i = source.around[i]
    return -1


def declares_a_local(source, brace):
    """Whether a statement directly in the function's block declares a variable: a type, then a name, then = ; ( { ["""
    end = source.partner.get(brace, len(source.words))
    i = brace + 1
    while i < end:
        last = i
        while last < end and not (source.around[last] == brace and source.words[last] in (";", "}")):
            last += 1
        statement = [source.words[k] for k in range(i, last + 1) if source.around[k] == brace]
        text = " ".join(statement[:24])
        name = re.match(r"(?:\[ \] )?(?:(?:const|constexpr|static|auto|unsigned) )*"
                        r"(?:[A-Za-z_]\w*(?: :: \w+)*(?: <.*?>+(?: :: \w+)*)?)?(?: ?(?:const|[*&]|&&))* ?"
                        r"([A-Za-z_]\w*|\[ .*?\]|\[ \]) (?:=|;|\(|\{|\[)", text)
        if statement and statement[0] not in NOT_A_TYPE and name and not re.match(r"[\w:]+(?: :: \w+)* \(", text):
            if text.startswith("auto ") or not re.match(r"[A-Za-z_]\w* (?:=|;|\(|\{|\[)", text):
                return True
        i = last + 1
    return False


def lint(text, users=True):
    """[(line, complaint)]. users: whether the loop of the README is allowed."""
    source = Source(text)
    found, functions = [], set()
    for at, word in enumerate(source.words):
        if word == "co_await":
            found += [(source.tokens[at][1], words) for words in complaints_of_await(source, at, users)]
        if word in COROUTINE:
            functions.add(function_around(source, at))
    for brace in functions - {-1}:
        if not declares_a_local(source, brace):
            found.append((source.tokens[brace][1], "a coroutine without a local variable: g++ 12 needs one"))
    return sorted(set(found))


def blocks_of(markdown):
    """[(first line, text)] of the ```cpp blocks; a block that shows what not to write is marked ```cpp wrong"""
    pattern = re.compile(r"^[ ]*```cpp[ \t]*\n(.*?)^[ ]*```[ \t]*$", re.MULTILINE | re.DOTALL)
    return [(markdown.count("\n", 0, m.start(1)) + 1, m.group(1)) for m in pattern.finditer(markdown)]


def main(root):
    root = pathlib.Path(root)
    complaints, files = [], 0
    for folder in ("include", "examples", "tests", "benchmarks"):
        for path in sorted(root.joinpath(folder).rglob("*.[hc]pp")):
            if "node_modules" in path.parts:
                continue
            files += 1
            name = path.relative_to(root).as_posix()
            for line, words in lint(path.read_text(encoding="utf-8"), users=folder != "include"):
                complaints.append(f"{name}:{line}: {words}")
    for path in [root / "README.md", *sorted(root.joinpath("docs").rglob("*.md"))]:
        if path.exists():
            files += 1
            for begin, block in blocks_of(path.read_text(encoding="utf-8")):
                for line, words in lint(block):
                    complaints.append(f"{path.relative_to(root).as_posix()}:{begin + line - 1}: {words}")
    print("\n".join(complaints + [f"coroutine lint: {files} files, {len(complaints)} complaints"]))
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
