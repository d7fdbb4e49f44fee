// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_STORE_HPP
#define COGRANT_TESTING_EMULATOR_STORE_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// The store behind presigned links. It stands beside the API on the same port, and refuses whoever shows a token, as S3 does.

namespace cogrant::testing::detail {

inline std::string signature_of(desk_visit const& v, std::string_view path, std::int64_t expires)
{
    auto const key = mix(v.options.seed(), 0x516);
    return to_string(uuid{hash_text(path, key), mix(hash_text(path, key + 1), static_cast<std::uint64_t>(expires))});
}

/// A link to this path that is good for a while.
inline std::string presigned(desk_visit const& v, std::string_view path)
{
    auto const expires = v.wall + std::chrono::milliseconds(v.options.link_life()).count();
    return http::to_string(v.request.origin)
        .append(path)
        .append("?Expires=")
        .append(std::to_string(expires))
        .append("&Signature=")
        .append(signature_of(v, path, expires));
}

inline http::response store_refusal(unsigned status, std::string_view code, std::string_view message)
{
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/xml");
    r.body.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>").append(code).append("</Code><Message>");
    r.body.append(message).append("</Message></Error>");
    return r;
}

/// Why a request to the store is refused, if it is.
inline std::optional<http::response> check_link(desk_visit const& v)
{
    auto const path = std::string_view(v.request.target).substr(0, v.request.target.find('?'));
    auto const parameters = parse_parameters(v.query);
    auto const value = [&](std::string_view name) {
        return parameters ? find_parameter(*parameters, name).value_or("") : std::string_view();
    };
    if (v.request.headers.contains("Authorization"))
        return store_refusal(400, "InvalidArgument", "Only one auth mechanism allowed");
    auto const expires = parse_integer(value("Expires"));
    if (!expires || value("Signature") != signature_of(v, path, *expires))
        return store_refusal(403, "SignatureDoesNotMatch", "The request signature does not match the signature provided");
    if (v.wall >= *expires) return store_refusal(403, "AccessDenied", "Request has expired");
    return std::nullopt;
}

inline http::response stored(std::string body, std::string_view type)
{
    http::response r;
    r.status = 200;
    r.headers.add("Content-Type", type);
    r.body = std::move(body);
    return r;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_STORE_HPP
