// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAIL_ENV_FILE_HPP
#define COGRANT_GENESYS_DETAIL_ENV_FILE_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cogrant::genesys::detail {

/** Reads `KEY=VALUE` lines out of a text.

    `export ` before the key, empty lines and `#` comments are fine. A value is bare (up to ` #` or the end of the line,
    spaces at both ends dropped), in single quotes (as is) or in double quotes (with `\n`, `\r`, `\t`, `\"`, `\\`, `\$`).
    Quoted values may span lines. Nothing is interpolated. Unescaping writes over the text, so no copy of a secret
    stays behind. */
class env_parser {
public:
    explicit env_parser(std::string& text) noexcept : text_(text)
    {
        if (std::string_view(text_).starts_with("\xef\xbb\xbf")) at_ = 3;
    }

    /// Calls `sink(key, value)` for each line, in order. The views are valid while the text is.
    template <class Sink>
    result<void> run(Sink sink)
    {
        for (;;) {
            skip_blank();
            if (at_ == text_.size()) return {};
            if (peek() == '#' || end_of_line()) {
                skip_line();
                continue;
            }
            auto key = word();
            if (key == "export" && (peek() == ' ' || peek() == '\t')) {
                skip_blank();
                key = word();
            }
            skip_blank();
            if (key.empty() || peek() != '=') return fail(line_, "is not KEY=VALUE");
            ++at_;
            auto const start = line_;
            bool const comment = peek() == ' ' || peek() == '\t'; // KEY= # comment, but KEY=#value
            skip_blank();
            std::string_view value;
            if (peek() == '"' || peek() == '\'') {
                if (!quoted(value)) return fail(start, "opens a quote that is not closed");
                skip_blank();
                if (!end_of_line() && peek() != '#') return fail(line_, "has text after the closing quote");
            } else if (!comment || peek() != '#') {
                value = bare();
            }
            // Reported by where it stands: the value itself may be the secret.
            if (value.find('\0') != value.npos) return fail(start, "has a NUL byte");
            sink(key, value);
            skip_line();
        }
    }

private:
    // 0 at the end: a NUL in the text is no key, and is refused in values.
    char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool end_of_line() const noexcept
    {
        auto const rest = std::string_view(text_).substr(at_);
        return rest.empty() || rest == "\r" || rest.starts_with('\n') || rest.starts_with("\r\n");
    }
    void skip_blank() noexcept
    {
        while (peek() == ' ' || peek() == '\t') ++at_;
    }
    void skip_line() noexcept
    {
        while (at_ != text_.size() && text_[at_] != '\n') ++at_;
        if (at_ == text_.size()) return;
        ++at_;
        ++line_;
    }
    std::string_view word() noexcept
    {
        auto const begin = at_;
        auto const fits = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                   c == '-';
        };
        while (fits(peek())) ++at_;
        return std::string_view(text_).substr(begin, at_ - begin);
    }
    std::string_view bare() noexcept
    {
        auto const begin = at_;
        auto end = at_; // behind the last character that is not a blank
        for (; !end_of_line(); ++at_) {
            bool const blank = peek() == ' ' || peek() == '\t';
            if (peek() == '#' && end != at_) break; // a blank stands before it
            if (!blank) end = at_ + 1;
        }
        return std::string_view(text_).substr(begin, end - begin);
    }
    bool quoted(std::string_view& value) noexcept
    {
        char const quote = text_[at_++];
        auto const begin = at_;
        auto to = at_;
        for (; at_ != text_.size(); ++at_) {
            char c = text_[at_];
            if (c == quote) {
                ++at_;
                value = std::string_view(text_).substr(begin, to - begin);
                return true;
            }
            if (c == '\n') ++line_;
            if (c == '\\' && quote == '"' && at_ + 1 != text_.size()) {
                switch (text_[at_ + 1]) {
                case 'n': c = '\n'; break;
                case 'r': c = '\r'; break;
                case 't': c = '\t'; break;
                case '"': c = '"'; break;
                case '\\': c = '\\'; break;
                case '$': c = '$'; break;
                default: text_[to++] = c; continue; // not an escape: both characters stay
                }
                ++at_;
            }
            text_[to++] = c;
        }
        return false;
    }
    static error fail(std::size_t line, std::string_view why)
    {
        error e{make_error_code(genesys_errc::bad_env_file)};
        e.edit().detail = "line " + std::to_string(line) + " of the .env file " + std::string(why);
        return e;
    }

    std::string& text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

} // namespace cogrant::genesys::detail

#endif // COGRANT_GENESYS_DETAIL_ENV_FILE_HPP
