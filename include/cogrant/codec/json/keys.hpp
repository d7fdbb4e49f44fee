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

    Each key is kept as the text `"name":` in rows of eight bytes, so that comparing takes two or three steps. */
template <class T>
struct key_table {
    static constexpr std::size_t count = reflect::field_count<T>;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    static constexpr std::size_t longest()
    {
        std::size_t n = 0;
        for (auto const& name : reflect::wire_name_list<T>) n = name.size() > n ? name.size() : n;
        return n;
    }
    static constexpr std::size_t stride = (longest() + 3 + 7) / 8 * 8;

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
        std::array<char, (count + 1) * stride> text{};
        std::array<std::uint16_t, count + 1> size{};
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
        return t;
    }
    static constexpr tables table = make();

    /// Whether `"name":` of this member stands at p; `left` bytes may be read.
    static bool stands_at(char const* p, std::size_t left, std::size_t member) noexcept
    {
        std::size_t const size = table.size[member];
        if (left < size) return false;
        char const* const key = table.text.data() + member * stride;
        std::size_t done = 0;
        for (; done + 8 <= size; done += 8)
            if (load8(p + done) != load8(key + done)) return false;
        if (done == size) return true;
        if (size >= 8) return load8(p + size - 8) == load8(key + size - 8);
        return std::memcmp(p, key, size) == 0;
    }

    /// The member at p when it is `expected` or one of the two after it: members are rarely absent in long rows.
    static std::size_t expect(char const* p, std::size_t left, std::size_t expected) noexcept
    {
        std::size_t const end = expected + 3 < count ? expected + 3 : count;
        for (; expected < end; ++expected)
            if (stands_at(p, left, expected)) return expected;
        return none;
    }

    /// The member with this name, or `none`. At `text` the key stands as written, with at least the quotes around it.
    static std::size_t find(std::string_view key, char const* text) noexcept
    {
        if (key.size() > longest()) return none;
        for (std::size_t h = hash(key); table.slot[h] != 0; h = (h + 1) & (slots - 1)) {
            std::size_t const member = table.slot[h] - 1U;
            if (table.size[member] != key.size() + 3) continue;
            if (stands_at(text, key.size() + 3, member)) return member;
            if (std::memcmp(table.text.data() + member * stride + 1, key.data(), key.size()) == 0) return member;
        }
        return none;
    }
};

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_KEYS_HPP
