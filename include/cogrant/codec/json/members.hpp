// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_MEMBERS_HPP
#define COGRANT_CODEC_JSON_MEMBERS_HPP

#include <cogrant/codec/json/keys.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/required.hpp>
#include <cogrant/codec/json/skip.hpp>
#include <cogrant/reflect/names.hpp>

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// An object that becomes a struct.

namespace cogrant::json::detail {

// Reads the value at p; where it ends, or null after a problem.
template <class T>
COGRANT_JSON_INLINE inline char const* read_at(reader& in, char const* p, char const* end, T& out)
{
    if constexpr (has_quick<T> && !has_codec<T>) {
        if (static_cast<std::size_t>(end - p) >= quick_room && in.limits().max_number >= quick_number) [[likely]]
            if (char const* const behind = quick(p, end, out); behind != nullptr) [[likely]]
                return behind;
    }
    in.rewind(p);
    return read(in, out) ? in.position() : nullptr;
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
            return at.member == keys::none && this->complete();
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
    COGRANT_JSON_INLINE place take(place at, T& out, std::size_t i, M& member)
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
    COGRANT_JSON_INLINE place find(char const* p, std::size_t expected)
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

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_MEMBERS_HPP
