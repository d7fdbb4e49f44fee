// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SHAPE_HPP
#define COGRANT_CODEC_JSON_SHAPE_HPP

#include <cogrant/codec/json/scan.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cogrant::json {

class reader;

namespace detail {

/// A key's hash: its size and five of its characters.
constexpr std::size_t key_hash(std::string_view key) noexcept
{
    if (key.empty()) return 0;
    auto const at = [key](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i])); };
    std::size_t const h = key.size() + at(0) * 31 + at(key.size() / 2) * 7 + at(key.size() - 1) * 131 +
                          at(key.size() / 4) * 17 + at(key.size() - key.size() / 4 - 1) * 61;
    return h ^ (h >> 7U);
}

/// A member of a struct, for code that knows neither.
struct member_code {
    std::size_t offset = 0;
    bool whole = false; ///< reading leaves nothing of the old value
    char const* (*read)(reader& in, char const* p, char const* end, void* member) = nullptr;
    void (*replace)(void* member, void* other) = nullptr; ///< moves
    /// Gives it the value of another one if that can be done without memory; else false.
    bool (*reset)(void* member, void const* other) = nullptr;
};

/// Where the guesses for one more struct begin, see reader::usual_next: structs that are read together lie side by side.
inline std::size_t claim_guesses(std::size_t members) noexcept
{
    static std::atomic<std::size_t> claimed{0};
    return claimed.fetch_add(members + 1, std::memory_order_relaxed);
}

/// The members of a struct, in its order.
struct struct_code {
    member_code const* members = nullptr;
    std::size_t guesses = 0;
};

/** A struct, for code that does not know it: one reader serves all of them, which is what keeps them cheap to compile.

    Each key is kept as the text `"name":` in a row of bytes, so that comparing takes one step, mostly. */
struct shape {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr std::size_t failed = static_cast<std::size_t>(-2);
    static constexpr std::size_t room = 32; ///< bytes that are compared at once
    static constexpr std::size_t ahead = 2; ///< among so many members the next key is looked for first

    std::size_t count = 0;
    std::string_view const* names = nullptr;
    char const* rows = nullptr; ///< `count` and `ahead` more, which no key equals: so looking ahead needs no bound
    std::size_t stride = room;
    std::uint16_t const* sizes = nullptr; ///< of `"name":`
    std::uint8_t const* slots = nullptr; ///< a hash table of members, counted from 1
    std::size_t mask = 0; ///< number of slots - 1
    std::size_t longest = 0; ///< name
    bool const* required = nullptr; ///< which members must be there; null: none
    bool const* refuses_null = nullptr;
    void const* (*standard)() = nullptr; ///< an object as it begins its life
    void (*renew)(void* object, member_code const& member) = nullptr; ///< gives a member what it has in such an object
    /// The same for all members that have no bit in `seen`.
    void (*renew_unseen)(void* object, std::uint64_t const* seen) = nullptr;

    /// Whether `"name":` of this member stands at p; `room` bytes may be read there, and `stride` if that is more.
    COGRANT_JSON_INLINE bool stands_at(char const* p, std::size_t member) const noexcept
    {
        return same(p, rows + member * stride, sizes[member]);
    }

    /// The member whose `"name":` stands at p, if it is one of the next few; else a number that no member has. `stride` bytes
    /// may be read at p.
    COGRANT_JSON_INLINE std::size_t soon(char const* p, std::size_t expected) const noexcept
    {
        if (stands_at(p, expected)) return expected;
        if (stands_at(p, expected + 1)) return expected + 1;
        return none;
    }

    /// The member with this name, or `none`.
    std::size_t find(std::string_view key) const noexcept
    {
        if (key.size() > longest) return none;
        for (std::size_t h = key_hash(key) & mask; slots[h] != 0; h = (h + 1) & mask) {
            std::size_t const member = slots[h] - 1U;
            if (sizes[member] == key.size() + 3 && std::memcmp(rows + member * stride + 1, key.data(), key.size()) == 0)
                return member;
        }
        return none;
    }

    /// As @ref find for a key that stands at p + 1, before a quote; `left` bytes may be read at p.
    std::size_t find_at(char const* p, std::size_t left, std::string_view key) const noexcept
    {
        if (left < stride) [[unlikely]]
            return find(key);
        if (key.size() > longest) return none;
        for (std::size_t h = key_hash(key) & mask; slots[h] != 0; h = (h + 1) & mask)
            if (std::size_t const m = slots[h] - 1U; same(p, rows + m * stride, sizes[m] - 1U)) return m;
        return none;
    }

private:
    COGRANT_JSON_INLINE static bool same(char const* p, char const* row, std::size_t size) noexcept
    {
#if defined(COGRANT_JSON_SSE2)
        unsigned const same = equal_bytes(load16(p), load16(row)) | equal_bytes(load16(p + 16), load16(row + 16))
                                                                        << 16U;
        if (size <= room) [[likely]]
            return (same | static_cast<unsigned>(~std::uint64_t{0} << size)) == 0xFFFFFFFFU;
        if (same != 0xFFFFFFFFU) return false;
        return std::memcmp(p + room, row + room, size - room) == 0;
#else
        return std::memcmp(p, row, size) == 0;
#endif
    }
};

} // namespace detail
} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_SHAPE_HPP
