// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_DECODE_HPP
#define COGRANT_CODEC_JSON_DECODE_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/members.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/required.hpp>
#include <cogrant/codec/json/shape_of.hpp>
#include <cogrant/codec/json/single.hpp>
#include <cogrant/codec/json/skip.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/names.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cogrant::json {
namespace detail {

// Room for one more item, and for those that will follow as far as that can be guessed: as many as the last list of
// such items had, or, in the main list of a document, as many of the average size as the rest of the document holds.
// A wrong guess takes 1 KB, or as many bytes as are left of the document.
template <class T>
void make_room(reader& in, T& list, std::size_t usual, char const* start)
{
    constexpr std::size_t item_size = sizeof(typename T::value_type);
    constexpr std::size_t block = 1024 / item_size;
    std::size_t const size = list.size();
    std::size_t room = size * 2;
    if (size == 0) room = usual == 0 ? (block > 8 ? 4 : 1) : usual < block ? usual : block > 1 ? block : 1;
    else if (size >= 8 && in.depth() <= 2) {
        auto const average = static_cast<std::size_t>(in.position() - start) / size + 1;
        std::size_t const rest = in.left() / (average > item_size ? average : item_size);
        if (rest + size > room) room = rest + size + rest / 16;
    }
    list.reserve(room);
}

// Where the next item of a list goes: behind the others, or over an old one.
template <class T>
auto& fresh_item(reader& in, T& list)
{
    in.over(false);
    return list.emplace_back();
}
template <class M>
M& old_item(reader& in, M& item)
{
    if constexpr (read_whole<M> || (!has_codec<M> && reflect::reflectable<M>)) {
        if (in.peek() != 'n') return item;
    }
    item = M();
    in.over(false);
    return item;
}

template <class T>
bool read_list(reader& in, T& out)
{
    if (!in.enter('[')) return false;
    bool const over = in.over();
    if (!over) out.clear();
    char const* const start = in.position();
    std::uint8_t& usual = in.usual_size(sizeof(typename T::value_type) / 8);
    std::size_t index = 0;
    for (auto m = in.first(']'); m != reader::more::done; m = in.next(']'), ++index) {
        if (m == reader::more::failed) return false;
        if (index == out.capacity()) make_room(in, out, usual, start);
        bool good = false;
        if constexpr (std::is_same_v<typename T::value_type, bool>) {
            bool item = false;
            good = read(in, item);
            if (index == out.size()) out.push_back(item);
            else out[index] = item;
        } else if (
            char const* const behind = read_at(
                in, in.position(), in.document_end(),
                index == out.size() ? fresh_item(in, out) : old_item(in, out[index]))) {
            good = true;
            in.rewind(behind);
        }
        in.over(over);
        if (!good) {
            in.inside(index);
            return false;
        }
    }
    if (index < out.size()) out.erase(out.begin() + static_cast<std::ptrdiff_t>(index), out.end());
    if (index >= usual) usual = static_cast<std::uint8_t>(index < 255 ? index : 255);
    else if (index != 0) --usual;
    return true;
}

template <class T>
bool read_array(reader& in, T& out)
{
    if (!in.enter('[')) return false;
    std::size_t index = 0;
    for (auto m = in.first(']'); m != reader::more::done; m = in.next(']'), ++index) {
        if (m == reader::more::failed) return false;
        if (index == out.size()) return in.fail(codec_errc::wrong_type, "a shorter array", "one more item");
        if (!read(in, out[index])) {
            in.inside(index);
            return false;
        }
    }
    return index == out.size() || in.fail(codec_errc::wrong_type, "a longer array", "its end");
}

template <class T>
bool read_map(reader& in, T& out)
{
    if (!in.enter('{')) return false;
    out.clear();
    std::string scratch;
    std::string_view name;
    for (auto m = in.first('}'); m != reader::more::done; m = in.next('}')) {
        if (m == reader::more::failed) return false;
        in.peek();
        char const* const start = in.position();
        if (!in.key(name, scratch)) return false;
        auto const [place, added] = out.try_emplace(typename T::key_type(name));
        if (!added) {
            if (in.limits().refuse_duplicate_keys) {
                in.rewind(start);
                return in.fail(codec_errc::duplicate_key);
            }
            place->second = typename T::mapped_type();
        }
        if (!read(in, place->second)) {
            inside_server_key(in, start);
            return false;
        }
    }
    return true;
}

template <class E>
bool read_enum(reader& in, E& out)
{
    std::string scratch;
    std::string_view word;
    in.peek();
    char const* const start = in.position();
    if (!in.string(word, scratch)) return false;
    auto const known = reflect::enum_from_name<E>(word);
    if (!known) {
        in.rewind(start);
        return in.fail(codec_errc::unknown_enumerator);
    }
    out = *known;
    return true;
}

template <class T>
bool read_floating(reader& in, T& out)
{
    static_assert(!std::is_same_v<T, long double>, "cogrant: JSON numbers are read as double");
    if constexpr (std::is_same_v<T, float>) return read_single(in, out);
    else return in.floating(out);
}

template <class T>
bool read_optional(reader& in, T& out)
{
    if (in.peek() == 'n') {
        out.reset();
        return in.null_word();
    }
    if constexpr (std::is_same_v<typename T::value_type, std::string>) {
        if (std::string_view text; in.plain_string(text)) [[likely]] {
            if (out) assign(*out, text);
            else out.emplace(text); // made in one go
            return true;
        }
    }
    using value = typename T::value_type;
    if constexpr (read_whole<value> || (!has_codec<value> && reflect::reflectable<value>)) {
        if (out && in.over()) return read(in, *out);
    }
    return read(in, out.emplace());
}

} // namespace detail

template <class T>
bool read(reader& in, T& out)
{
    if constexpr (detail::is_optional<T>) {
        return detail::read_optional(in, out);
    } else if constexpr (detail::takes_null<T>) {
        return codec<T>::decode(in, out);
    } else {
        if (in.peek() == 'n') { // keeps the default
            if constexpr (detail::has_required<T>) return in.mismatch("an object");
            else return in.null_word();
        }
        if constexpr (has_codec<T>) return codec<T>::decode(in, out);
        else if constexpr (std::is_same_v<T, std::string>) return in.string(out);
        else if constexpr (std::is_same_v<T, std::string_view>) return in.borrowed_string(out);
        else if constexpr (std::is_same_v<T, bool>) return in.boolean(out);
        else if constexpr (std::is_integral_v<T>) return in.integer(out);
        else if constexpr (std::is_floating_point_v<T>) return detail::read_floating(in, out);
        else if constexpr (std::is_enum_v<T>) return detail::read_enum(in, out);
        else if constexpr (detail::is_map<T>) return detail::read_map(in, out);
        else if constexpr (detail::is_list<T>) return detail::read_list(in, out);
        else if constexpr (detail::is_std_array<T>) return detail::read_array(in, out);
        else {
            static_assert(
                reflect::detail::require_reflectable<T>(),
                "cogrant: no JSON form is known for this type: make it reflectable or specialise cogrant::json::codec");
            return detail::read_members(in, detail::shape_of<T>, &out, detail::codes_of(out));
        }
    }
}

namespace detail {

// Whether a document was one value and nothing else, after the attempt to read it; if not, what was wrong.
inline bool end_document(reader& in, bool taken, error& problem)
{
    if (taken && in.finish()) return true;
    if (!in.problem()) in.fail(codec_errc::bad_value); // a codec that did not say
    problem = std::move(in.problem());
    return false;
}

// The main value of a document over an old one, see decode_over.
template <class T>
bool read_fresh(reader& in, T& out)
{
    in.over(true);
    return read(in, old_item(in, out));
}

} // namespace detail
} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_DECODE_HPP
