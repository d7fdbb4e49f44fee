// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_MEMBERS_HPP
#define COGRANT_CODEC_JSON_MEMBERS_HPP

#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/shape.hpp>
#include <cogrant/codec/json/skip.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// An object that becomes a struct.

namespace cogrant::json::detail {

// One object on its way into a struct. Servers mostly write the members in one order and leave some of them out: so the
// key behind a member is taken for the one that came there last, or for one of the next few, before it is looked up.
class struct_reader {
public:
    struct_reader(reader& in, shape const& of, struct_code code) noexcept
        : in_(in), shape_(of), members_(code.members), usual_(in.usual_next(code.guesses)), end_(in.document_end()),
          over_(in.over())
    {
    }

    bool read(void* object)
    {
        if (!in_.enter('{')) return false;
        if (auto const m = in_.first('}'); m != reader::more::item) return m == reader::more::done && complete(object);
        place at = find(in_.position(), 0);
        while (at.member < shape_.count) {
            std::size_t const i = at.member;
            member_code const& code = members_[i];
            std::uint64_t& seen = seen_[i / 64];
            std::uint64_t const bit = std::uint64_t{1} << i % 64;
            if ((seen & bit) != 0) [[unlikely]]
                if (!again(object, code)) return false;
            seen |= bit;
            if (over_) prepare(at.p, object, code);
            if (shape_.refuses_null != nullptr && shape_.refuses_null[i]) [[unlikely]]
                if (!refuse_null(at.p)) return inside(i);
            char const* const p = code.read(in_, at.p, end_, static_cast<char*>(object) + code.offset);
            if (p == nullptr) [[unlikely]]
                return inside(i);
            if (over_) in_.over(true);
            if (p != end_ && *p == ',') [[likely]]
                at = find(p + 1, i + 1);
            else at = next(p, i + 1);
        }
        return at.member == shape::none && complete(object);
    }

private:
    // Behind the key of a member; or behind the object, where there is no member.
    struct place {
        char const* p;
        std::size_t member;
    };

    // The member whose key stands at p, by the order of the objects before or that of the struct; else `none`.
    COGRANT_JSON_INLINE std::size_t guess(char const* p, std::size_t expected) const noexcept
    {
        if (end_ - p < static_cast<std::ptrdiff_t>(shape_.stride)) [[unlikely]]
            return shape::none;
        std::size_t const usual = usual_[expected] - std::size_t{1};
        return usual < shape_.count && shape_.stands_at(p, usual) ? usual : shape_.soon(p, expected);
    }

    // At a key: the member that has it. `none` at the end of the object.
    COGRANT_JSON_INLINE place find(char const* p, std::size_t expected)
    {
        start_ = p;
        std::size_t const member = guess(p, expected);
        if (member >= shape_.count) [[unlikely]]
            return look_up(p, expected);
        return {p + shape_.sizes[member], member};
    }

    // As find, with white space, escapes and members that nobody knows.
    [[gnu::noinline]] place look_up(char const* p, std::size_t expected)
    {
        for (;;) {
            in_.rewind(p);
            in_.peek();
            start_ = in_.position();
            std::size_t member = read_key();
            if (member != shape::none) {
                if (member < shape_.count) usual_[expected] = static_cast<std::uint8_t>(member + 1);
                return {in_.position(), member};
            }
            auto const m = in_.next('}');
            p = in_.position();
            if (m != reader::more::item) return {p, m == reader::more::done ? shape::none : shape::failed};
            member = guess(p, expected);
            if (member >= shape_.count) continue;
            start_ = p;
            return {p + shape_.sizes[member], member};
        }
    }

    // Reads the key that is next: the member that has it, or `none` when it was skipped with its value, or `failed`.
    std::size_t read_key()
    {
        char const* const start = in_.position();
        std::size_t const left = in_.left();
        std::size_t member = shape::none;
        std::string_view name;
        if (in_.plain_string(name)) [[likely]] {
            if (!in_.colon()) return shape::failed;
            member = shape_.find_at(start, left, name);
            return member != shape::none || skip_unknown(name) ? member : shape::failed;
        }
        std::string scratch;
        if (!in_.key(name, scratch)) return shape::failed;
        member = shape_.find(name);
        return member != shape::none || skip_unknown(name) ? member : shape::failed;
    }

    // Behind a key that no member has.
    bool skip_unknown(std::string_view name)
    {
        if (in_.limits().refuse_duplicate_keys) {
            if (!strangers_) strangers_ = std::make_unique<key_set>();
            if (!strangers_->add(name)) {
                in_.rewind(start_);
                return in_.fail(codec_errc::duplicate_key);
            }
        }
        if (in_.skip()) return true;
        inside_server_key(in_, start_);
        return false;
    }

    // Behind a value that no comma follows at once.
    [[gnu::noinline]] place next(char const* p, std::size_t expected)
    {
        in_.rewind(p);
        auto const m = in_.next('}');
        p = in_.position();
        if (m != reader::more::item) return {p, m == reader::more::done ? shape::none : shape::failed};
        return find(p, expected);
    }

    // Before the value of a member that must be there: false when it is null.
    bool refuse_null(char const* p)
    {
        in_.rewind(p);
        return in_.peek() != 'n' || in_.mismatch("a value");
    }

    // Before a member is read over an old one. Null leaves a member as it is, and so do some types in part.
    void prepare(char const* p, void* object, member_code const& member)
    {
        in_.rewind(p);
        if (in_.peek() != 'n' && member.whole) return;
        renew(object, member);
        in_.over(false);
    }

    void renew(void* object, member_code const& member)
    {
        if (!member.reset(
                static_cast<char*>(object) + member.offset,
                static_cast<char const*>(shape_.standard()) + member.offset))
            shape_.renew(object, member);
    }

    // Behind the closing brace: whether all is there that must be.
    bool complete(void* object)
    {
        if (over_) shape_.renew_unseen(object, seen_.data());
        if (shape_.required == nullptr) return true;
        for (std::size_t i = 0; i != shape_.count; ++i) {
            if (!shape_.required[i] || (seen_[i / 64] >> i % 64 & 1U) != 0) continue;
            in_.rewind(in_.position() - 1);
            in_.fail(codec_errc::missing_member);
            return inside(i);
        }
        return true;
    }

    // The key comes again. The last of two wins whole: nothing of the first one shines through.
    [[gnu::cold, gnu::noinline]] bool again(void* object, member_code const& member)
    {
        if (in_.limits().refuse_duplicate_keys) {
            in_.rewind(start_);
            return in_.fail(codec_errc::duplicate_key);
        }
        shape_.renew(object, member);
        return true;
    }

    [[gnu::cold, gnu::noinline]] bool inside(std::size_t member)
    {
        in_.inside(shape_.names[member], false);
        return false;
    }

    reader& in_;
    shape const& shape_;
    member_code const* members_;
    std::uint8_t* usual_; // which member came behind each one of late, counted from 1
    char const* end_;
    bool over_;
    char const* start_ = nullptr; // of the key
    std::array<std::uint64_t, 2> seen_{}; // a bit for each member
    std::unique_ptr<key_set> strangers_; // only when a key may not come twice
};

[[gnu::noinline]] inline bool read_members(reader& in, shape const& of, void* object, struct_code code)
{
    struct_reader r(in, of, code);
    return r.read(object);
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_MEMBERS_HPP
