// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_TAGGED_UNION_HPP
#define COGRANT_CODEC_TAGGED_UNION_HPP

#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/reflect/names.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace cogrant::json {

/** Which member of an object says what the object is, and with which word: makes a `std::variant` of structs readable.

    @code
    using media = std::variant<call, chat, json::unknown_case>;
    template <> struct cogrant::json::tagged_union<media> {
        static constexpr std::string_view tag = "mediaType";
        static constexpr auto words = tag_words("voice", "chat");   // in the order of the alternatives
    };
    @endcode

    Read, the tag may stand anywhere in the object; the first one counts. An object without a tag, or with a word that no
    alternative has, is kept by @ref unknown_case if that is the last alternative, else it is an error. Written, the tag
    comes first; an alternative with a member of that name writes it itself.

    @par Errors  `codec_errc::unknown_tag` and `missing_member` (no tag), with the pointer of the tag
    @par Limits  a tag that does not come first costs one more pass over the object */
template <class Variant>
struct tagged_union;

/// The words of a @ref tagged_union.
template <class... Word>
constexpr std::array<std::string_view, sizeof...(Word)> tag_words(Word const&... word) noexcept
{
    return {std::string_view(word)...};
}

/** The alternative for objects whose tag is not known: keeps them as the server wrote them.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class unknown_case {
public:
    unknown_case() = default;
    unknown_case(std::string tag, raw object) : tag_(std::move(tag)), object_(std::move(object)) {}

    /// The word of the tag; empty when the object had none that is a string.
    std::string const& tag() const noexcept { return tag_; }
    /// The whole object, the tag included.
    raw const& object() const noexcept { return object_; }

    friend bool operator==(unknown_case const&, unknown_case const&) = default;

private:
    std::string tag_;
    raw object_;
};

namespace detail {

/// What was found where the tag should be.
struct tag_found {
    char const* place = nullptr; // the value of the tag, whatever it is; null when there is none
    bool is_word = false;
    bool readable = true; // false: something before the tag is not JSON
};

// Looks for the tag of the object at the reader's place, which does not move.
inline tag_found find_tag(reader const& in, std::string_view tag, std::string_view& word, std::string& scratch)
{
    auto limits = in.limits();
    limits.document(in.left()).unique_keys(false); // reading the object itself sees to those
    reader probe(std::string_view(in.position(), in.left()), limits);
    tag_found found;
    std::string_view name;
    found.readable = probe.enter('{');
    if (!found.readable) return found;
    for (auto m = probe.first('}'); m == reader::more::item; m = probe.next('}')) {
        if (!probe.key(name, scratch)) break;
        if (name == tag) {
            found.is_word = probe.peek() == '"';
            found.place = probe.position();
            if (found.is_word) probe.string(word, scratch);
            break;
        }
        if (!probe.skip()) break;
    }
    found.readable = !probe.problem();
    return found;
}

} // namespace detail

/// A variant whose alternatives are told apart by a @ref tagged_union.
template <class... A>
struct codec<std::variant<A...>> {
    using variant = std::variant<A...>;
    using parts = std::tuple<A...>;

    static bool decode(reader& in, variant& out)
    {
        check();
        if (in.peek() != '{') return in.mismatch("an object");
        constexpr std::string_view tag = tagged_union<variant>::tag;
        std::string scratch;
        std::string_view word;
        auto const found = detail::find_tag(in, tag, word, scratch);
        if (!found.readable) return in.skip(); // says what is wrong, and where
        if (found.is_word)
            for (std::size_t i = 0; i != tagged_union<variant>::words.size(); ++i)
                if (tagged_union<variant>::words[i] == word) return read_case(in, out, i);
        if constexpr (keeps_unknown) {
            raw object;
            if (!codec<raw>::decode(in, object)) return false;
            out.template emplace<unknown_case>(std::string(word), std::move(object));
            return true;
        } else {
            if (found.is_word) {
                in.rewind(found.place);
                in.fail(codec_errc::unknown_tag);
            } else if (found.place != nullptr) {
                in.rewind(found.place);
                in.mismatch("a string");
            } else {
                if (!in.skip()) return false;
                in.rewind(in.position() - 1);
                in.fail(codec_errc::missing_member, "the tag of a union");
            }
            in.inside(tag, false);
            return false;
        }
    }

    static void encode(std::string& out, variant const& value)
    {
        check();
        std::visit(
            [&out, index = value.index()]<class T>(T const& one) {
                if constexpr (std::is_same_v<T, unknown_case>) {
                    write(out, one.object());
                } else if constexpr (writes_tag<T>()) {
                    write(out, one);
                } else {
                    out += '{';
                    write_string(out, tagged_union<variant>::tag);
                    out += ':';
                    write_string(out, tagged_union<variant>::words[index]);
                    std::size_t const object = out.size();
                    write(out, one);
                    if (out[object + 1] == '}') out.erase(object, 1); // it has no members
                    else out[object] = ',';                           // instead of its brace
                }
            },
            value);
    }

    /// An unknown case that was not read holds nothing.
    static bool empty(variant const& value) noexcept
    {
        if constexpr (keeps_unknown) {
            auto const* const unknown = std::get_if<unknown_case>(&value);
            return unknown != nullptr && unknown->object().empty();
        } else {
            static_cast<void>(value);
            return false;
        }
    }

private:
    static constexpr bool keeps_unknown = (std::is_same_v<A, unknown_case> || ...);
    static constexpr std::size_t cases = sizeof...(A) - (keeps_unknown ? 1 : 0);

    template <class T>
    static constexpr bool writes_tag()
    {
        for (auto const& name : reflect::wire_name_list<T>)
            if (name == tagged_union<variant>::tag) return true;
        return false;
    }

    static constexpr void check()
    {
        static_assert(
            requires { tagged_union<variant>::tag; },
            "cogrant: a std::variant needs a json::tagged_union, which says how its alternatives are told apart");
        static_assert(
            tagged_union<variant>::words.size() == cases,
            "cogrant: a json::tagged_union has one word for each alternative but unknown_case");
        static_assert(
            !keeps_unknown || std::is_same_v<std::variant_alternative_t<sizeof...(A) - 1, variant>, unknown_case>,
            "cogrant: unknown_case is the last alternative");
        static_assert(
            ((std::is_same_v<A, unknown_case> || (reflect::reflectable<A> && !has_codec<A>)) && ...),
            "cogrant: the alternatives of a tagged union are reflected structs");
    }

    static bool read_case(reader& in, variant& out, std::size_t index)
    {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            bool good = false;
            static_cast<void>(((I == index ? (good = read_into<I>(in, out), true) : false) || ...));
            return good;
        }(std::make_index_sequence<cases>());
    }

    template <std::size_t I>
    static bool read_into(reader& in, variant& out)
    {
        if (out.index() != I) out.template emplace<I>();
        return read(in, *std::get_if<I>(&out));
    }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_TAGGED_UNION_HPP
