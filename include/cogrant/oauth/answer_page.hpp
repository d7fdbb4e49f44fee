// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_ANSWER_PAGE_HPP
#define COGRANT_OAUTH_ANSWER_PAGE_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/http/printable.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/// Text made harmless in HTML, between tags as in quoted attributes.
inline std::string escape_html(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

/** What the browser shows when a login has ended. All text may come from anywhere: it is escaped.

    @code
    answer_page::signed_in("Genesys report")
    answer_page::failed("Genesys report", error.message())
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
class answer_page {
public:
    enum class kind : std::uint8_t { success, failure, notice };

    answer_page(kind what, std::string heading, std::string text)
        : kind_(what), heading_(std::move(heading)), text_(std::move(text))
    {
    }

    static answer_page signed_in(std::string program)
    {
        return answer_page(kind::success, "You are signed in", "You can close this window and go back to the program.")
            .program(std::move(program));
    }
    /// @param reason  an error's `message()`, say
    static answer_page failed(std::string program, std::string reason)
    {
        return answer_page(kind::failure, "The sign-in did not work", "Go back to the program and try again.")
            .program(std::move(program))
            .reason(std::move(reason));
    }

    /// Who the person has signed in to; shown above the heading.
    answer_page& program(std::string name)
    {
        program_ = std::move(name);
        return *this;
    }
    /// Set apart from our own words, since it may be the server's.
    answer_page& reason(std::string why)
    {
        reason_ = std::move(why);
        return *this;
    }

    /// The page: one document, nothing to load, no script.
    std::string html() const;

private:
    kind kind_;
    std::string heading_;
    std::string text_;
    std::string program_;
    std::string reason_;
};

/** The fields of every answer to the browser: nothing is loaded, kept, framed or told to another site.

    @par Source  RFC 9700 §4.2, §4.3; S08 of the security checklist */
inline http::headers answer_page_headers()
{
    return {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                                    "form-action 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
    };
}

/// A page as an answer with these fields.
inline http::response page_answer(unsigned status, answer_page const& page)
{
    return {status, answer_page_headers(), page.html()};
}

namespace detail {

// Colours follow the person's setting; nothing moves; readable at any width and size of letters.
inline constexpr std::string_view answer_page_style =
    ":root{color-scheme:light "
    "dark;--paper:#f4f5f7;--card:#fff;--ink:#1c2024;--soft:#5b6470;--line:#e1e4e8;--good:#18794e;"
    "--bad:#b42318;--note:#3b5bdb}"
    "@media(prefers-color-scheme:dark){:root{--paper:#111417;--card:#1a1e23;--ink:#eceef0;--soft:#a3adb8;--line:#"
    "2c3238;"
    "--good:#4cc38a;--bad:#ff8f85;--note:#91a7ff}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--"
    "ink);"
    "font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
    "main{width:100%;max-width:27rem;padding:2.5rem 2rem;text-align:center;background:var(--card);"
    "border:1px solid var(--line);border-radius:1rem}"
    "svg{width:3.5rem;height:3.5rem;fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;"
    "stroke-linejoin:round}"
    ".success svg{color:var(--good)}.failure svg{color:var(--bad)}.notice svg{color:var(--note)}"
    ".program{margin:1rem 0 0;color:var(--soft);font-size:.875rem}"
    "h1{margin:.25rem 0 .5rem;font-size:1.5rem;line-height:1.25;font-weight:600}p{margin:0;color:var(--soft)}"
    ".reason{margin-top:1.25rem;padding:.75rem 1rem;text-align:left;font-size:.875rem;color:var(--ink);"
    "background:var(--paper);border-radius:.5rem;overflow-wrap:anywhere}";

constexpr std::string_view word_of(answer_page::kind k) noexcept
{
    return k == answer_page::kind::success ? "success" : k == answer_page::kind::failure ? "failure" : "notice";
}

constexpr std::string_view sign_of(answer_page::kind k) noexcept
{
    switch (k) {
    case answer_page::kind::success: return "<path d=\"M15 24.5l6.5 6.5L34 18\"/>";
    case answer_page::kind::failure: return "<path d=\"M17 17l14 14M31 17L17 31\"/>";
    default: return "<path d=\"M24 22v11M24 15v.5\"/>";
    }
}

} // namespace detail

inline std::string answer_page::html() const
{
    // Control characters and marks of direction go too: they could make a text read other than it is.
    auto const shown = [](std::string const& text) { return escape_html(http::printable(text, 600)); };
    std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                      "<meta name=\"robots\" content=\"noindex\"><title>";
    out += shown(heading_);
    if (!program_.empty()) out += " \xC2\xB7 " + shown(program_);
    out.append("</title><style>").append(detail::answer_page_style).append("</style></head>\n<body><main class=\"");
    out.append(detail::word_of(kind_))
        .append("\"><svg viewBox=\"0 0 48 48\" aria-hidden=\"true\"><circle cx=\"24\" "
                "cy=\"24\" r=\"21\"/>");
    out.append(detail::sign_of(kind_)).append("</svg>\n");
    if (!program_.empty()) out += "<p class=\"program\">" + shown(program_) + "</p>\n";
    out += "<h1>" + shown(heading_) + "</h1>\n<p role=\"status\">" + shown(text_) + "</p>\n";
    if (!reason_.empty()) out += "<p class=\"reason\">" + shown(reason_) + "</p>\n";
    return out + "</main></body></html>\n";
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_ANSWER_PAGE_HPP
