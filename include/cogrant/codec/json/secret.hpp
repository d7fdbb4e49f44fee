// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SECRET_HPP
#define COGRANT_CODEC_JSON_SECRET_HPP

#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>

#include <string>
#include <string_view>

namespace cogrant::json {

/// A secret is a JSON string. No copy of it stays behind in memory of the decoder; the document is the caller's to wipe.
template <>
struct codec<cogrant::secret> {
    static bool decode(reader& in, cogrant::secret& out)
    {
        std::string scratch;
        scratch.reserve(in.string_room()); // grown strings would leave pieces behind
        std::string_view text;
        bool const good = in.string(text, scratch);
        if (good) out = cogrant::secret(text);
        OPENSSL_cleanse(scratch.data(), scratch.size());
        return good;
    }
    static void encode(std::string& out, cogrant::secret const& value) { write_string(out, value.expose()); }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_SECRET_HPP
