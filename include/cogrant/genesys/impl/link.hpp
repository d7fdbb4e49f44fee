// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_LINK_HPP
#define COGRANT_GENESYS_IMPL_LINK_HPP

#include <cogrant/genesys/detail/printable.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/link.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/paginate/poll.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

namespace detail {

// What stands between <name> and </name>, the first time; empty when it is not there.
inline std::string_view element(std::string_view xml, std::string_view name)
{
    auto const open = std::string("<").append(name).append(">");
    auto const close = std::string("</").append(name).append(">");
    auto const begin = xml.find(open);
    if (begin == xml.npos) return {};
    auto const end = xml.find(close, begin);
    if (end == xml.npos) return {};
    return xml.substr(begin + open.size(), end - begin - open.size());
}

} // namespace detail

COGRANT_DECL result<http::request> link_request(endpoints const& hosts, std::string_view link)
{
    auto parsed = http::parse_url(link);
    if (!parsed) return parsed.error();
    bool const beside_the_api = !hosts.api.tls && !parsed->origin.tls && parsed->origin.host == hosts.api.host;
    auto prepared = beside_the_api ? result<http::request>(http::request()) : download_request(link);
    if (!prepared) return prepared.error();
    prepared->origin = std::move(parsed->origin);
    prepared->target = std::move(parsed->target);
    prepared->authorize = false;
    prepared->identify = false;
    prepared->follow = false;
    prepared->route = "GET presigned link";
    return prepared;
}

COGRANT_DECL void describe_store(http::response const& answer, error& e)
{
    auto const xml = std::string_view(answer.body).substr(0, 4096);
    auto const code = detail::element(xml, "Code");
    auto const message = detail::element(xml, "Message");
    auto& info = e.edit();
    info.server_code = detail::printable_ascii(code, 128);
    info.server_message = detail::printable(message, detail::longest_message);
    for (std::string_view const name : {"x-amz-request-id", "ININ-Correlation-Id"})
        if (auto const id = answer.headers.find(name)) info.correlation_id = detail::printable_ascii(*id, 128);
    bool const old = code == "ExpiredToken" || (code == "AccessDenied" && message.find("expired") != message.npos);
    if (answer.status < 400 || answer.status >= 500 || !old) return;
    error typed{make_error_code(genesys_errc::link_expired)};
    typed.edit() = info;
    e = std::move(typed);
}

COGRANT_DECL void strike_out_link(error& e, std::string_view link)
{
    link = link.substr(0, link.find('#'));
    auto const mark = link.find('?');
    if (mark == link.npos) return;
    for (auto rest = link.substr(mark + 1); !rest.empty();) {
        auto const end = rest.find('&');
        auto const pair = rest.substr(0, end);
        rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
        auto const value = pair.substr(pair.find('=') == pair.npos ? 0 : pair.find('=') + 1);
        if (value.size() < 12) continue; // a number, a name
        http::strike_out(e, value);
        if (auto const plain = query::unescape(value)) http::strike_out(e, *plain);
    }
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_LINK_HPP
