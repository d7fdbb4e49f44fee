// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_LOOPBACK_ROUTE_HPP
#define COGRANT_OAUTH_IMPL_LOOPBACK_ROUTE_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/answer_page.hpp>

#include <string>
#include <string_view>
#include <utility>

// What the loopback listener makes of a request, without a socket.

namespace cogrant::oauth::detail {

/// What a request to the listener is.
enum class loopback_route {
    callback,     ///< the browser comes back
    done,         ///< the page behind it, under an address without parameters
    bad_host,     ///< none or several
    other_host,   ///< a page elsewhere whose name leads here (DNS rebinding)
    wrong_method, ///< anything but GET
    unknown       ///< favicon and the like
};

/** @param authority  the literal address and port bound: `127.0.0.1:49152`, `[::1]:49152`
    @par Source  RFC 8252 §7.3, §8.3; S07 of the security checklist */
inline loopback_route
route_of(http::request const& r, std::string_view authority, std::string_view path, std::string_view done)
{
    if (r.headers.count("Host") != 1) return loopback_route::bad_host;
    auto const host = *r.headers.find("Host");
    // A browser leaves the port of the scheme out.
    bool const implied = authority.ends_with(":80") && host == authority.substr(0, authority.size() - 3);
    if (host != authority && !implied) return loopback_route::other_host;
    if (r.method != http::method::get) return loopback_route::wrong_method;
    auto const asked = std::string_view(r.target).substr(0, r.target.find('?'));
    if (asked == path) return loopback_route::callback;
    return r.target == done ? loopback_route::done : loopback_route::unknown;
}

/// The address of the page behind the callback.
inline std::string done_path(std::string_view path)
{
    return std::string(path).append(path.ends_with('/') ? "done" : "/done");
}

inline http::response notice(unsigned status, std::string heading, std::string text, std::string const& program)
{
    answer_page page(answer_page::kind::notice, std::move(heading), std::move(text));
    return page_answer(status, page.program(program));
}

/// The answer to a request that is not for us; it tells nothing.
inline http::response refusal_of(loopback_route route, std::string const& program)
{
    switch (route) {
    case loopback_route::bad_host: return notice(400, "Not understood", "This is not a request of a browser.", program);
    case loopback_route::other_host:
        return notice(421, "Wrong address", "This address is for signing in on this computer only.", program);
    case loopback_route::wrong_method: {
        auto out = notice(405, "Not understood", "This page can only be opened.", program);
        out.headers.add("Allow", "GET");
        return out;
    }
    default: return notice(404, "Nothing here", "There is no such page.", program);
    }
}

/// The answer to bytes that are no request or too many; status 0 when there is nobody to answer.
inline http::response refusal_of(error_code const& failed, std::string const& program)
{
    unsigned status = 0;
    if (failed == http_errc::header_limit) status = 431;
    else if (failed == http_errc::body_limit) status = 413;
    else if (failed == http_errc::bad_message) status = 400;
    if (status == 0) return {};
    return notice(status, "Not understood", "This is not a request that is answered here.", program);
}

/// The answer to a callback: off to an address without parameters, so that none stays in the browser's history.
inline http::response clean_redirect(std::string_view done)
{
    http::response out{303, answer_page_headers(), {}};
    out.headers.add("Location", done);
    return out;
}

/// An answer as bytes. The connection ends with it.
inline std::string to_wire(http::response const& answer)
{
    auto const reason = [&answer]() -> std::string_view {
        switch (answer.status) {
        case 200: return "OK";
        case 303: return "See Other";
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 413: return "Content Too Large";
        case 421: return "Misdirected Request";
        case 431: return "Request Header Fields Too Large";
        default: return "";
        }
    }();
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    out.append(reason).append("\r\n");
    for (auto const f : answer.headers) out.append(f.name).append(": ").append(f.value).append("\r\n");
    out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\nConnection: close\r\n\r\n";
    return out + answer.body;
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_IMPL_LOOPBACK_ROUTE_HPP
