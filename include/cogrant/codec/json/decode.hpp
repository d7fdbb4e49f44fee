// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_DECODE_HPP
#define COGRANT_CODEC_JSON_DECODE_HPP

#include <cogrant/codec/json/keys.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/required.hpp>
#include <cogrant/codec/json/single.hpp>
#include <cogrant/codec/json/skip.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/names.hpp>

#include <bitset>
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

// Reads the value at p; where it ends, or null after a problem.
template <class T>
[[gnu::always_inline]] inline char const* read_at(reader& in, char const* p, char const* end, T& out)
{
    if constexpr (has_quick<T> && !has_codec<T>) {
        if (static_cast<std::size_t>(end - p) >= quick_room && in.limits().max_number >= quick_number) [[likely]]
            if (char const* const behind = quick(p, end, out); behind != nullptr) [[likely]]
                return behind;
    }
    in.rewind(p);
    return read(in, out) ? in.position() : nullptr;
}

template <class T>
bool read_list(reader& in, T& out)
{
    if (!in.enter('[')) return false;
    out.clear();
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
            out.push_back(item);
        } else if (char const* const behind = read_at(in, in.position(), in.document_end(), out.emplace_back())) {
            good = true;
            in.rewind(behind);
        }
        if (!good) {
            in.inside(index);
            return false;
        }
    }
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

// The last of two equal keys wins whole: nothing of the first one shines through.
template <class T>
void reset_member(T& out, std::size_t member)
{
    // On the heap, because g++ 12 believes that a local one is not initialised (-Wmaybe-uninitialized with -O3).
    auto const fresh = std::make_unique<T>();
    reflect::for_each_index(out, [&fresh, member](auto index, auto& value) {
        if (index == member) value = std::move(reflect::get<decltype(index)::value>(*fresh));
    });
}

// A key that no member has.
inline bool skip_unknown(reader& in, char const* start, std::string_view name, std::unique_ptr<key_set>& strangers)
{
    if (in.limits().refuse_duplicate_keys) {
        if (!strangers) strangers = std::make_unique<key_set>();
        if (!strangers->add(name)) {
            in.rewind(start);
            return in.fail(codec_errc::duplicate_key);
        }
    }
    if (in.skip()) return true;
    inside_server_key(in, start);
    return false;
}

// Reads the key that is next: the member that has it, or `none` when it was skipped with its value, or `failed`.
template <class Keys>
std::size_t read_key(reader& in, std::unique_ptr<key_set>& strangers)
{
    in.peek();
    char const* const start = in.position();
    std::size_t const left = in.left();
    std::size_t member = Keys::none;
    std::string_view name;
    if (in.plain_string(name)) [[likely]] {
        if (!in.colon()) return Keys::failed;
        member = Keys::find_at(start, left, name);
        if (member == Keys::none && !skip_unknown(in, start, name, strangers)) return Keys::failed;
        return member;
    }
    std::string scratch;
    if (!in.key(name, scratch)) return Keys::failed;
    member = Keys::find(name);
    if (member == Keys::none && !skip_unknown(in, start, name, strangers)) return Keys::failed;
    return member;
}

// One object on its way into a struct. Servers mostly write the members in one order and leave some of them out: so the
// key behind a member is looked for among the next few before it is looked up.
template <class T>
class struct_reader {
    using keys = key_table<T>;

public:
    explicit struct_reader(reader& in) noexcept : in_(in), end_(in.document_end()) {}

    bool read(T& out)
    {
        if (!in_.enter('{')) return false;
        if (auto const m = in_.first('}'); m != reader::more::item) return m == reader::more::done && complete();
        return reflect::detail::with_members(out, [this, &out](auto&... members) {
            // One piece of code for each member, in their order: mostly, one follows the other.
            place at = this->find(in_.position(), 0);
            while (at.member < keys::count) {
                std::size_t i = 0;
                static_cast<void>(((at = this->take(at, out, i++, members)), ...));
            }
            return at.member == keys::none && complete();
        });
    }

private:
    // Behind the key of a member; or behind the object, where there is no member.
    struct place {
        char const* p;
        std::size_t member;
    };

    // If this is the member found: reads its value and finds the next.
    template <class M>
    [[gnu::always_inline]] place take(place at, T& out, std::size_t i, M& member)
    {
        if (at.member != i) return at;
        if (seen_[i]) [[unlikely]]
            if (!again(out, i)) return {at.p, keys::failed};
        seen_[i] = true;
        char const* p = nullptr;
        if constexpr (has_required<T>) {
            in_.rewind(at.p);
            if (required_value<T>(in_, i)) p = read_at(in_, in_.position(), end_, member);
        } else {
            p = read_at(in_, at.p, end_, member);
        }
        if (p == nullptr) [[unlikely]] {
            in_.inside(reflect::wire_name_list<T>[i], false);
            return {p, keys::failed};
        }
        if (p != end_ && *p == ',') [[likely]]
            return find(p + 1, i + 1);
        return next(p, i + 1);
    }

    // At a key: the member that has it. `none` at the end of the object.
    [[gnu::always_inline]] place find(char const* p, std::size_t expected)
    {
        start_ = p;
        std::size_t const member = keys::soon(p, static_cast<std::size_t>(end_ - p), expected);
        if (member == keys::none) [[unlikely]]
            return look_up(p, expected);
        return {p + keys::table.size[member], member};
    }

    // As find, with the order of the objects before, white space, escapes and members that nobody knows.
    [[gnu::noinline]] place look_up(char const* p, std::size_t expected)
    {
        std::uint8_t& usual = in_.usual_next(keys::kind(), expected);
        if (usual < keys::count && static_cast<std::size_t>(end_ - p) >= keys::stride && keys::stands_at(p, usual))
            return {p + keys::table.size[usual], usual};
        for (;;) {
            in_.rewind(p);
            in_.peek();
            start_ = in_.position();
            std::size_t member = read_key<keys>(in_, strangers_);
            if (member != keys::none) {
                if (member < keys::count) usual = static_cast<std::uint8_t>(member);
                return {in_.position(), member};
            }
            auto const m = in_.next('}');
            p = in_.position();
            if (m != reader::more::item) return {p, m == reader::more::done ? keys::none : keys::failed};
            member = keys::soon(p, in_.left(), expected);
            if (member == keys::none) continue;
            start_ = p;
            return {p + keys::table.size[member], member};
        }
    }

    // Behind a value that no comma follows at once.
    [[gnu::noinline]] place next(char const* p, std::size_t expected)
    {
        in_.rewind(p);
        auto const m = in_.next('}');
        p = in_.position();
        if (m != reader::more::item) return {p, m == reader::more::done ? keys::none : keys::failed};
        return find(p, expected);
    }

    // Behind the object: whether all is there that must be.
    bool complete()
    {
        if constexpr (has_required<T>) return required_given<T>(in_, [this](std::size_t i) { return seen_[i]; });
        else return true;
    }

    // The key comes again.
    [[gnu::cold, gnu::noinline]] bool again(T& out, std::size_t member)
    {
        if (in_.limits().refuse_duplicate_keys) {
            in_.rewind(start_);
            return in_.fail(codec_errc::duplicate_key);
        }
        reset_member(out, member);
        return true;
    }

    reader& in_;
    char const* end_;
    char const* start_ = nullptr; // of the key
    std::bitset<keys::count> seen_;
    std::unique_ptr<key_set> strangers_; // only when a key may not come twice
};

template <class T>
bool read_struct(reader& in, T& out)
{
    return struct_reader<T>(in).read(out);
}

// Whether there is a std::string_view in a T: it can only be read where somebody keeps the document. `Around` are the
// types that T is a part of, for structs may hold lists of themselves.
template <class T, class... Around>
constexpr bool borrows()
{
    if constexpr (std::is_same_v<T, std::string_view>) return true;
    else if constexpr (requires { typename codec<T>::parts; })
        return []<class... Part>(std::type_identity<std::tuple<Part...>>) {
            return (borrows<Part, T, Around...>() || ...);
        }(std::type_identity<typename codec<T>::parts>());
    else if constexpr (has_codec<T> || !std::is_class_v<T> || (std::is_same_v<T, Around> || ...)) return false;
    else if constexpr (is_map<T>) return borrows<typename T::mapped_type, Around...>();
    else if constexpr (is_optional<T> || is_list<T> || is_std_array<T>)
        return borrows<typename T::value_type, Around...>();
    else if constexpr (!reflect::reflectable<T>) return false;
    else
        return [] {
            using found = decltype(reflect::detail::with_members(std::declval<T&>(), [](auto&... m) {
                return std::bool_constant<(borrows<std::remove_cvref_t<decltype(m)>, T, Around...>() || ...)>();
            }));
            return found::value;
        }();
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
            out.emplace(text); // made in one go
            return true;
        }
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
            return detail::read_struct(in, out);
        }
    }
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_DECODE_HPP
