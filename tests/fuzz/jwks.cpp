// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Keys: a set out of the network, and single ones as JWK and PEM.
#include <cogrant/jose/jws.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace jose = cogrant::jose;
using jose::algorithm;

namespace {

void must(bool held)
{
    if (!held) std::abort();
}

// A key that was taken is written and read again as the same one.
void check(jose::public_key const& key)
{
    auto const again = jose::public_key::from_jwk(jose::public_jwk(key));
    must(again && jose::thumbprint(*again) == jose::thumbprint(key));
    must(!key.supports(algorithm::hs256));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const set = jose::jwk_set::parse(text)) {
        must(set->keys().size() + set->unusable() <= 100);
        for (auto const& one : set->keys()) check(one.key());
        for (auto const a : {algorithm::rs256, algorithm::es256, algorithm::eddsa})
            must(set->candidates(std::nullopt, a).size() <= set->keys().size());
    }
    if (auto const key = jose::public_key::from_jwk(text)) check(*key);
    if (auto const key = jose::public_key::from_pem(text)) check(*key);
    if (auto const key = jose::private_key::from_jwk(text)) check(jose::public_key(*key));
    if (auto const key = jose::private_key::from_pem(cogrant::secret(text))) check(jose::public_key(*key));
    static_cast<void>(jose::symmetric_key::from_jwk(text));
    return 0;
}
