// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_LIMITS_HPP
#define COGRANT_CODEC_JSON_LIMITS_HPP

#include <cstddef>

namespace cogrant::json {

/// What a decoder puts up with.
struct limits {
    std::size_t max_depth = 64;                      ///< arrays and objects inside each other
    std::size_t max_document = 256U * 1024U * 1024U; ///< bytes
    std::size_t max_number = 1024;                   ///< characters of one number
    bool refuse_duplicate_keys = false; ///< refuse an object that has a key twice; else the last one wins

    limits() = default;
    limits& depth(std::size_t n) noexcept
    {
        max_depth = n;
        return *this;
    }
    limits& document(std::size_t bytes) noexcept
    {
        max_document = bytes;
        return *this;
    }
    limits& number(std::size_t characters) noexcept
    {
        max_number = characters;
        return *this;
    }
    limits& unique_keys(bool yes = true) noexcept
    {
        refuse_duplicate_keys = yes;
        return *this;
    }
};

/** The limits for a document that is a T, where no others are given: `fetch`, the pages of a listing, `decode<T>`.

    @code
    template <> struct cogrant::json::document_limits<my::page> {
        static limits value() { return limits().depth(16).document(1'000'000).unique_keys(); }
    };
    @endcode */
template <class T>
struct document_limits {
    static limits value() noexcept { return {}; }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_LIMITS_HPP
