// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_KEYS_HPP
#define COGRANT_CODEC_JSON_KEYS_HPP

#include <cogrant/codec/json/scan.hpp>
#include <cogrant/reflect/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cogrant::json::detail {

/** The keys of T, laid out for two questions: is the member expected next the one that is here, and if not, which is it.

    Each key is kept as the text `"name":` in rows of sixteen bytes, so that comparing takes one step or two. */
template <class T>
struct key_table {
    static constexpr std::size_t count = reflect::field_count<T>;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr std::size_t failed = static_cast<std::size_t>(-2);

    static constexpr std::size_t ahead = 2; ///< among so many members the next key is looked for first

    static constexpr std::size_t longest()
    {
        std::size_t n = 0;
        for (auto const& name : reflect::wire_name_list<T>) n = name.size() > n ? name.size() : n;
        return n;
    }
    static constexpr std::size_t stride = (longest() + 3 + 15) / 16 * 16;

    static constexpr std::size_t slot_count()
    {
        std::size_t n = 4;
        while (n < count * 2) n *= 2;
        return n;
    }
    static constexpr std::size_t slots = slot_count();

    static constexpr std::size_t hash(std::string_view key) noexcept
    {
        if (key.empty()) return 0;
        auto const at = [key](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(key[i])); };
        std::size_t const h = key.size() + at(0) * 31 + at(key.size() / 2) * 7 + at(key.size() - 1) * 131 +
                              at(key.size() / 4) * 17 + at(key.size() - key.size() / 4 - 1) * 61;
        return (h ^ (h >> 7U)) & (slots - 1);
    }

    struct tables {
        // Behind the last row there are some that no key equals, so that looking ahead needs no bound.
        std::array<char, (count + ahead) * stride> text{};
        std::array<std::uint16_t, count + ahead> size{};
        std::array<std::uint8_t, slots> slot{}; // number of the member + 1
    };

    static constexpr tables make()
    {
        tables t{};
        for (std::size_t i = 0; i != count; ++i) {
            std::string_view const name = reflect::wire_name_list<T>[i];
            std::size_t to = i * stride;
            t.text[to++] = '"';
            for (char const c : name) t.text[to++] = c;
            t.text[to++] = '"';
            t.text[to++] = ':';
            t.size[i] = static_cast<std::uint16_t>(name.size() + 3);
            std::size_t h = hash(name);
            while (t.slot[h] != 0) h = (h + 1) & (slots - 1);
            t.slot[h] = static_cast<std::uint8_t>(i + 1);
        }
        for (std::size_t i = count; i != count + ahead; ++i) t.size[i] = 1;
        return t;
    }
    static constexpr tables table = make();

    /// Whether `"name":` of this member stands at p; `stride` bytes may be read there.
    COGRANT_JSON_INLINE static bool stands_at(char const* p, std::size_t member) noexcept
    {
        return same_bytes<stride>(p, row(member), table.size[member]);
    }

    /// The member whose `"name":` stands at p, if it is one of the next few; else `none`.
    COGRANT_JSON_INLINE static std::size_t soon(char const* p, std::size_t left, std::size_t expected) noexcept
    {
        if (left < stride) [[unlikely]]
            return none;
        if (stands_at(p, expected)) return expected;
        if (stands_at(p, expected + 1)) return expected + 1;
        return none;
    }

    /// Tells the structs of a document apart, mostly.
    static std::size_t kind() noexcept { return reinterpret_cast<std::uintptr_t>(&table) / 16; }

    /// As @ref find for a key that stands at p + 1, before a quote; `left` bytes may be read at p.
    static std::size_t find_at(char const* p, std::size_t left, std::string_view key) noexcept
    {
        if (key.size() > longest()) return none;
        if (left < stride) [[unlikely]]
            return find(key);
        for (std::size_t h = hash(key); table.slot[h] != 0; h = (h + 1) & (slots - 1))
            if (std::size_t const m = table.slot[h] - 1U; same_bytes<stride>(p, row(m), table.size[m] - 1U)) return m;
        return none;
    }

    /// The member with this name, or `none`.
    static std::size_t find(std::string_view key) noexcept
    {
        for (std::size_t h = hash(key); table.slot[h] != 0; h = (h + 1) & (slots - 1)) {
            std::size_t const member = table.slot[h] - 1U;
            if (table.size[member] == key.size() + 3 && std::memcmp(row(member) + 1, key.data(), key.size()) == 0)
                return member;
        }
        return none;
    }

private:
    static char const* row(std::size_t member) noexcept { return table.text.data() + member * stride; }
};

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_KEYS_HPP
