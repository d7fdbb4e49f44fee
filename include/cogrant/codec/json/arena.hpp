// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_ARENA_HPP
#define COGRANT_CODEC_JSON_ARENA_HPP

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::json {

/** Keeps texts until it is cleared or destroyed: of a borrowed decode, the strings that have escapes.

    A text once kept never moves, not when the arena grows, nor when it is moved elsewhere.

    @par Limits         as many bytes as the document has at most, and one block more
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class arena {
public:
    arena() = default;
    arena(arena&& other) noexcept
        : blocks_(std::move(other.blocks_)), at_(std::exchange(other.at_, nullptr)),
          left_(std::exchange(other.left_, 0)), next_(std::exchange(other.next_, first_block))
    {
        other.blocks_.clear();
    }
    arena& operator=(arena&& other) noexcept
    {
        arena taken(std::move(other));
        std::swap(blocks_, taken.blocks_);
        std::swap(at_, taken.at_);
        std::swap(left_, taken.left_);
        std::swap(next_, taken.next_);
        return *this;
    }

    /// A copy of `text` that stays where it is.
    std::string_view keep(std::string_view text)
    {
        if (text.empty()) return {};
        if (text.size() > left_) grow(text.size());
        char* const copy = at_;
        std::memcpy(copy, text.data(), text.size());
        at_ += text.size();
        left_ -= text.size();
        return {copy, text.size()};
    }

    /// Forgets all texts. Views of them must not be used any more.
    void clear() noexcept
    {
        blocks_.clear();
        at_ = nullptr;
        left_ = 0;
        next_ = first_block;
    }

    /// A string to put a text together in, before it is kept.
    std::string& scratch() noexcept { return scratch_; }

private:
    static constexpr std::size_t first_block = 1024;
    static constexpr std::size_t last_block = 256U * 1024U;

    void grow(std::size_t size)
    {
        std::size_t const room = std::max(size, next_);
        blocks_.push_back(std::unique_ptr<char[]>(new char[room]));
        at_ = blocks_.back().get();
        left_ = room;
        next_ = std::min(next_ * 2, last_block);
    }

    std::vector<std::unique_ptr<char[]>> blocks_;
    char* at_ = nullptr;
    std::size_t left_ = 0;
    std::size_t next_ = first_block;
    std::string scratch_;
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_ARENA_HPP
