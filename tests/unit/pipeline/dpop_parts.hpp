// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_DPOP_PARTS_HPP
#define COGRANT_TESTS_DPOP_PARTS_HPP

#include "pipeline_parts.hpp"
#include <cogrant/pipeline/dpop.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the tests of proofs share: keys, and what a peer saw of them.
namespace dpop_parts {

using namespace cogrant;
using oauth::dpop_key;

inline dpop_key const& key()
{
    static auto const made = dpop_key::generate().value();
    return made;
}

/// A new key for each test: nonces are remembered.
inline dpop_key fresh_key() { return dpop_key::generate().value(); }

struct claims {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string jti{};
    std::string htm{};
    std::string htu{};
    long long iat = 0;
    std::optional<std::string> ath{};
    std::optional<std::string> nonce{};
};

inline claims read_proof(std::string_view compact)
{
    auto const begin = compact.find('.') + 1;
    auto const payload = base64::decode_url(compact.substr(begin, compact.rfind('.') - begin)).value();
    return json::decode<claims>(payload).value();
}

/// The proofs that a peer received, in order.
inline std::vector<claims> proofs(scripted_peer const& peer)
{
    std::vector<claims> out;
    for (auto const& r : peer.received()) {
        CHECK(r.request.headers.count("DPoP") == 1);
        out.push_back(read_proof(r.request.headers.find("DPoP").value_or("..")));
    }
    return out;
}

inline http::request with_token(std::string target, std::string_view authorization = "DPoP token-1")
{
    auto r = parts::ask(http::method::get, std::move(target));
    r.headers.add("Authorization", authorization);
    return r;
}

inline http::headers nonce(std::string_view value) { return {{"DPoP-Nonce", value}}; }
inline http::headers challenge(std::string_view value)
{
    return {
        {"WWW-Authenticate", R"(Bearer realm="x")"},
        {"WWW-Authenticate", R"(DPoP error="use_dpop_nonce", error_description="nonce wanted")"},
        {"DPoP-Nonce", value}};
}

} // namespace dpop_parts

#endif // COGRANT_TESTS_DPOP_PARTS_HPP
