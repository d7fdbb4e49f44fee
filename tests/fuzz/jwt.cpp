// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Signed tokens out of the network, up to the claims of an id_token. The input is taken three times: as the token itself,
// and, so that the way past the signature does not have to be guessed, as the header and as the claims of a signed one.
#include <cogrant/oauth/id_token.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace jose = cogrant::jose;
namespace oauth = cogrant::oauth;
using jose::algorithm;

namespace {

constexpr jose::algorithm_set every_algorithm{algorithm::rs256, algorithm::ps256, algorithm::es256, algorithm::es384,
                                              algorithm::es512, algorithm::eddsa, algorithm::hs256};

jose::jwk_set const& keys()
{
    static auto const known = jose::jwk_set::parse(
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})");
    return known.value();
}

void must(bool held)
{
    if (!held) std::abort();
}

std::string signed_with(jose::symmetric_key const& key, std::string_view header, std::string_view payload)
{
    auto const input = cogrant::base64::encode_url(header) + "." + cogrant::base64::encode_url(payload);
    auto const code = jose::detail::authentication_code(key.expose(), algorithm::hs256, input);
    return input + "." + cogrant::base64::encode_url(code);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    std::chrono::sys_seconds const now{std::chrono::seconds(1'700'000'000)};
    static jose::symmetric_key const secret(cogrant::secret("a secret of thirty-two octets .."));

    auto const token = jose::verify(text, keys(), every_algorithm);
    // What was accepted has one spelling only, and is not accepted with one character more.
    if (token) {
        must(!jose::symmetric(token->algorithm()));
        must(text.find(cogrant::base64::encode_url(token->payload())) != text.npos);
        must(!jose::verify(std::string(text) + "A", keys(), every_algorithm));
    }
    auto const as_header = jose::verify(signed_with(secret, text, "{}"), secret, every_algorithm);
    if (as_header) must(as_header->header().crit.empty());

    oauth::id_token_rules const rules = oauth::id_token_rules("https://op.example", "client-1")
                                            .nonce(cogrant::secret("n-1"))
                                            .access_token(cogrant::secret("at"))
                                            .trust_audience("api");
    auto const claims = signed_with(secret, R"({"alg":"HS256"})", text);
    auto const who = oauth::validate_id_token(cogrant::secret(claims), secret, rules, now);
    if (who) {
        must(who->issuer() == "https://op.example" && !who->subject().empty());
        must(who->audience().contains("client-1") && who->nonce() == "n-1");
        must(who->expires_at() > now - std::chrono::seconds(31));
    } else {
        must(!who.error().message().empty());
    }
    return 0;
}
