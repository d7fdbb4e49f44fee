// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_NOISE_HPP
#define COGRANT_TESTING_EMULATOR_NOISE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

// Repeatable randomness: the same on every machine and standard library, unlike <random>'s distributions.

constexpr std::uint64_t mix(std::uint64_t x) noexcept
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept { return mix(mix(a) ^ b); }

constexpr std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) noexcept
{
    std::uint64_t h = 0xcbf29ce484222325U ^ seed;
    for (char const c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return mix(h);
}

/// A stream of numbers that depends on its seed only.
class noise {
public:
    constexpr explicit noise(std::uint64_t seed) noexcept : state_(seed) {}

    constexpr std::uint64_t next() noexcept { return mix(state_++); }

    /// Less than `n`, which is not 0.
    constexpr std::uint64_t below(std::uint64_t n) noexcept { return next() % n; }
    constexpr std::int64_t between(std::int64_t low, std::int64_t high) noexcept
    {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }
    constexpr bool chance(unsigned per_mille) noexcept { return below(1000) < per_mille; }

private:
    std::uint64_t state_;
};

/// Uniform in [0, 1).
constexpr double unit_interval(std::uint64_t hash) noexcept
{
    return static_cast<double>(hash >> 11) / 9007199254740992.0;
}

struct uuid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

inline uuid random_id(noise& n) noexcept
{
    auto const high = n.next();
    return {high, n.next()};
}

inline void append_uuid(std::string& out, uuid id)
{
    constexpr char digits[] = "0123456789abcdef";
    std::uint64_t const high = (id.high & ~std::uint64_t{0xf000}) | 0x4000U;
    std::uint64_t const low = (id.low & 0x3fffffffffffffffU) | 0x8000000000000000U;
    char text[36];
    std::size_t at = 0;
    auto const put = [&](std::uint64_t value, unsigned nibble) { text[at++] = digits[(value >> (nibble * 4)) & 0xf]; };
    for (unsigned n = 16; n != 0; --n) {
        if (n == 8 || n == 4) text[at++] = '-';
        put(high, n - 1);
    }
    text[at++] = '-';
    for (unsigned n = 16; n != 0; --n) {
        if (n == 12) text[at++] = '-';
        put(low, n - 1);
    }
    out.append(text, sizeof text);
}

inline std::string to_string(uuid id)
{
    std::string text;
    append_uuid(text, id);
    return text;
}

// Ids that hide their index reversibly, so that an id given back finds its row without a table.

inline constexpr std::uint64_t id_mask = 0x3fffffffffffffffU;
inline constexpr std::uint64_t id_factor = 0x2545f4914f6cdd1dU;

constexpr std::uint64_t inverse_of(std::uint64_t odd) noexcept
{
    std::uint64_t x = odd;
    for (int i = 0; i != 6; ++i) x *= 2 - odd * x;
    return x;
}

constexpr std::uint64_t scramble(std::uint64_t x) noexcept
{
    x = (x * id_factor) & id_mask;
    x ^= x >> 31;
    x = (x * id_factor) & id_mask;
    return x ^ (x >> 31);
}

constexpr std::uint64_t unscramble(std::uint64_t x) noexcept
{
    constexpr std::uint64_t back = inverse_of(id_factor);
    x ^= x >> 31;
    x = (x * back) & id_mask;
    x ^= x >> 31;
    return (x * back) & id_mask;
}

/// The id of row `index` of a family of rows.
constexpr uuid id_of(std::uint64_t family, std::uint64_t index) noexcept
{
    return {mix(family, index), scramble((index + mix(family)) & id_mask)};
}

/// The row that `id_of` named, if the text is one of its ids and the index is less than `count`.
inline std::optional<std::uint64_t> index_of(std::uint64_t family, std::string_view text, std::uint64_t count)
{
    if (text.size() != 36) return std::nullopt;
    std::uint64_t low = 0;
    for (char const c : text.substr(19)) {
        if (c == '-') continue;
        unsigned const digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                               : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10
                                                      : 16U;
        if (digit == 16) return std::nullopt;
        low = (low << 4) | digit;
    }
    std::uint64_t const index = (unscramble(low & id_mask) - mix(family)) & id_mask;
    if (index >= count || to_string(id_of(family, index)) != text) return std::nullopt;
    return index;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_NOISE_HPP
