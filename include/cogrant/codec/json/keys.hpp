// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_KEYS_HPP
#define COGRANT_CODEC_JSON_KEYS_HPP

#include <cogrant/codec/json/shape.hpp>
#include <cogrant/reflect/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cogrant::json::detail {

/// The keys of T as @ref shape wants them, made by the compiler.
template <class T>
struct key_table {
    static constexpr std::size_t count = reflect::field_count<T>;

    static constexpr std::size_t longest()
    {
        std::size_t n = 0;
        for (auto const& name : reflect::wire_name_list<T>) n = name.size() > n ? name.size() : n;
        return n;
    }
    static constexpr std::size_t stride = longest() + 3 > shape::room ? (longest() + 3 + 15) / 16 * 16 : shape::room;

    static constexpr std::size_t slot_count()
    {
        std::size_t n = 4;
        while (n < count * 2) n *= 2;
        return n;
    }
    static constexpr std::size_t slots = slot_count();

    struct tables {
        std::array<char, (count + shape::ahead) * stride> text{};
        std::array<std::uint16_t, count + shape::ahead> size{};
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
            std::size_t h = key_hash(name) & (slots - 1);
            while (t.slot[h] != 0) h = (h + 1) & (slots - 1);
            t.slot[h] = static_cast<std::uint8_t>(i + 1);
        }
        for (std::size_t i = count; i != count + shape::ahead; ++i) t.size[i] = 1;
        return t;
    }
    static constexpr tables table = make();
};

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_KEYS_HPP
