// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_LOGIN_PAGE_HPP
#define COGRANT_TESTING_EMULATOR_LOGIN_PAGE_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

/// Text for an element or for an attribute in quotes.
inline std::string html_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
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

inline http::response html_page(unsigned status, std::string_view title, std::string_view body)
{
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", "text/html; charset=utf-8");
    r.headers.add("Cache-Control", "no-store");
    r.headers.add("Referrer-Policy", "no-referrer");
    auto const heading = html_text(title);
    r.body.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").append(heading);
    r.body.append("</title><link rel=\"icon\" href=\"data:,\"><style>body{font:16px sans-serif;max-width:22em;"
                  "margin:4em auto}label{display:block;margin:.7em 0}input,button{font:inherit;padding:.3em}</style>"
                  "</head><body><h1>");
    r.body.append(heading).append("</h1>").append(body).append("</body></html>");
    return r;
}

/// What a person sees when the program that sent them here is wrong, so that there is nobody to send them back to.
inline http::response login_refusal(std::string_view why)
{
    return html_page(400, "Login not possible", "<p id=\"error\">" + html_text(why) + "</p>");
}

/// The form for name and password; everything that was asked for travels in it.
inline http::response
login_form(parameter_list const& asked, bool refused, std::string_view action = "/oauth/authorize")
{
    std::string body;
    if (refused) body += "<p id=\"error\">The user name or password is not correct.</p>";
    body.append("<form method=\"post\" action=\"").append(action).append("\">");
    for (auto const& [name, value] : asked) {
        if (name == "login" || name == "password" || name == "answer") continue;
        body.append("<input type=\"hidden\" name=\"").append(html_text(name)).append("\" value=\"");
        body.append(html_text(value)).append("\">");
    }
    auto const hint = html_text(find_parameter(asked, "login_hint").value_or(""));
    body.append("<label>Email <input name=\"login\" autocomplete=\"username\" value=\"").append(hint);
    body += "\"></label><label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\">"
            "</label><button type=\"submit\" name=\"answer\" value=\"login\">Log in</button> "
            "<button type=\"submit\" name=\"answer\" value=\"cancel\">Cancel</button></form>";
    auto const provider = find_parameter(asked, "provider").value_or("");
    auto const title = provider.empty() ? std::string("Log in") : "Log in with " + std::string(provider);
    return html_page(refused ? 401U : 200U, title, body);
}

/// Sends the browser back to the program, with an answer (RFC 6749 §4.1.2).
inline http::response
send_back(std::string_view target, std::optional<std::string_view> state, std::string_view name, std::string_view value)
{
    std::string query;
    form::add(query, name, value);
    if (state) form::add(query, "state", *state);
    http::response r;
    r.status = 302;
    std::string location(target);
    location += target.find('?') == target.npos ? '?' : '&';
    r.headers.add("Location", location + query);
    r.headers.add("Cache-Control", "no-store");
    return r;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_LOGIN_PAGE_HPP
