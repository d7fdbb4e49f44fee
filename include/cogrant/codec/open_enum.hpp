// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_OPEN_ENUM_HPP
#define COGRANT_CODEC_OPEN_ENUM_HPP

#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/reflect/enums.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/** An enumerator of E, or a word that E does not have, kept as the server wrote it.

    Servers add words without a new version; a program that knows the old ones must not fail, nor lose the new one when
    it writes the value elsewhere. A default-constructed one holds nothing: its text is empty and it is not written.

    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class E>
class open_enum {
public:
    open_enum() = default;
    open_enum(E value) noexcept : value_(value), state_(state::known) {} // NOLINT(google-explicit-constructor): is one
    explicit open_enum(std::string_view text) { assign(text); }

    /// Takes a word of the wire; the empty text is an unknown word too, and is written again.
    void assign(std::string_view text)
    {
        auto const found = reflect::enum_from_name<E>(text);
        value_ = found.value_or(E{});
        state_ = found ? state::known : state::unknown;
        if (found) unknown_.clear();
        else unknown_.assign(text);
    }

    bool known() const noexcept { return state_ == state::known; }
    bool empty() const noexcept { return state_ == state::nothing; }

    /// The enumerator; nothing for an unknown word.
    std::optional<E> value() const noexcept { return known() ? std::optional<E>(value_) : std::nullopt; }
    E value_or(E other) const noexcept { return known() ? value_ : other; }

    /// The word on the wire.
    std::string_view text() const noexcept { return known() ? reflect::enum_name(value_) : std::string_view(unknown_); }

    friend bool operator==(open_enum const& a, E b) noexcept { return a.known() && a.value_ == b; }
    friend bool operator==(open_enum const& a, open_enum const& b) noexcept
    {
        return a.state_ == b.state_ && (a.known() ? a.value_ == b.value_ : a.unknown_ == b.unknown_);
    }

private:
    enum class state : std::uint8_t { nothing, known, unknown };
    std::string unknown_;
    E value_{};
    state state_ = state::nothing;
};

template <class E>
struct text_form<open_enum<E>> {
    static void append(std::string& out, open_enum<E> const& value) { out += value.text(); }
};

namespace json {

template <class E>
struct codec<open_enum<E>> {
    static constexpr bool replaces = true;

    static bool decode(reader& in, open_enum<E>& out)
    {
        std::string scratch;
        std::string_view word;
        if (!in.string(word, scratch)) return false;
        out.assign(word);
        return true;
    }
    static char const* quick(char const* p, char const* end, open_enum<E>& out)
    {
        std::string_view word;
        p = detail::quick_text(p, end, word);
        if (p != nullptr) out.assign(word);
        return p;
    }
    static void encode(std::string& out, open_enum<E> const& value) { write_string(out, value.text()); }
    static bool empty(open_enum<E> const& value) noexcept { return value.empty(); }
};

} // namespace json
} // namespace cogrant

#endif // COGRANT_CODEC_OPEN_ENUM_HPP
