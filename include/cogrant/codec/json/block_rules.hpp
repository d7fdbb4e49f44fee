// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_BLOCK_RULES_HPP
#define COGRANT_CODEC_JSON_BLOCK_RULES_HPP

#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Passing over an array or object, 64 bytes at a time, with every rule of RFC 8259 kept. Each byte has one bit in a
// word for each class of bytes; what may follow what is then a few operations on words for 64 bytes at once. Only
// brackets, escapes, scalars and what is not ASCII are looked at one by one.
//
// Each block begins with the last byte of the one before, so that what stands before a byte is known without further words:
// of the first byte only the others' rules are asked.
//
// White space between tokens is not understood here, nor is anything wrong explained: the verdict is `wrong`, and the
// caller looks again, byte by byte.

namespace cogrant::json::detail {

/// Of 64 bytes one bit each, the first byte's the lowest.
struct byte_classes {
    std::uint64_t quote = 0;
    std::uint64_t open = 0; ///< '{' and '['
    std::uint64_t close = 0;
    std::uint64_t comma = 0;
    std::uint64_t colon = 0;
    std::uint64_t slash = 0; ///< a backslash
    std::uint64_t low = 0; ///< control characters, and what is not ASCII
    std::uint64_t within = 0; ///< whether the quotes up to the byte, this one included, are odd in number
};

// All its functions are inlined, so that a word has a register where there are enough.
class block_rules {
public:
    using bits = std::uint64_t;
    static constexpr std::ptrdiff_t step = 63; ///< from block to block
    enum class verdict { more, done, wrong };

    /// `depth` brackets are open around the value.
    block_rules(char const* end, json::limits const& l, std::size_t depth) noexcept
        : end_(end), max_number_(l.max_number), most_(
                                                    l.max_depth <= depth       ? 0
                                                    : l.max_depth - depth < 64 ? l.max_depth - depth
                                                                               : 64)
    {
    }

    /// 64 bytes that begin like those `ahead` of p and may be read: the document's end may be nearer.
    COGRANT_JSON_INLINE char const* readable(char const* p, std::ptrdiff_t ahead, char (&tail)[64]) const noexcept
    {
        std::ptrdiff_t const left = end_ - p;
        if (left >= ahead + 64) [[likely]]
            return p + ahead;
        std::memset(tail, 0, sizeof tail);
        if (left > ahead) std::memcpy(tail, p + ahead, static_cast<std::size_t>(left - ahead));
        return tail;
    }

    /// Leaves the quotes that begin or end a string, and the backslashes that begin an escape. Block after block.
    COGRANT_JSON_INLINE void take_escapes(byte_classes& b) noexcept
    {
        bits escaped = escape_carry_;
        bits escapes = 0;
        bits slashes = b.slash & ~escaped;
        while (slashes != 0) {
            bits const first = slashes & (0 - slashes);
            escapes |= first;
            escaped |= first << 1U;
            slashes &= ~(first | first << 1U);
        }
        escape_carry_ = escaped >> 63U;
        b.quote &= ~escaped;
        b.slash = escapes;
    }

    /// Looks at the 64 bytes at p, the first of all a bracket, and moves p to the last of them, or behind the value.
    COGRANT_JSON_INLINE verdict judge(char const*& p, byte_classes const& b) noexcept
    {
        take(b);
        unsigned last = 63;
        if (!walk_brackets(p, last)) return verdict::wrong;
        bool const done = depth_ == 0;
        if (!done && end_ - p <= 64) return verdict::wrong;
        kept_ = ~bits{0} >> (63 - last) & not_first;
        if (!good_order() || !good_contents(p, b)) return verdict::wrong;
        p += done ? last + 1 : step;
        return done ? verdict::done : verdict::more;
    }

private:
    static constexpr bits not_first = ~bits{1};

    // Which bytes are in strings: from the first quote, included, to the second, excluded.
    COGRANT_JSON_INLINE void take(byte_classes const& b) noexcept
    {
        inside_ = b.within ^ inside_carry_;
        inside_carry_ = 0 - (inside_ >> 62U & 1U);
        string_open_ = b.quote & inside_;
        string_close_ = b.quote & ~inside_;
        bits const outside = ~(inside_ | string_close_);
        open_ = b.open & outside;
        close_ = b.close & outside;
        comma_ = b.comma & outside;
        colon_ = b.colon & outside;
        other_ = outside & ~(open_ | close_ | comma_ | colon_);
    }

    // Opens and closes; `in_object_` says of each byte what the innermost bracket before it is. `last` becomes the
    // place of the bracket that closes the value.
    COGRANT_JSON_INLINE bool walk_brackets(char const* p, unsigned& last) noexcept
    {
        bits object = 0 - (stack_ & 1U);
        for (bits brackets = (open_ | close_) & todo_; brackets != 0; brackets &= brackets - 1) {
            auto const i = static_cast<unsigned>(std::countr_zero(brackets));
            bits const before = stack_ & 1U;
            bits const brace = static_cast<unsigned char>(p[i]) >> 5U & 1U; // of '{' and '}', not of '[' and ']'
            if ((open_ >> i & 1U) != 0) {
                if (depth_ == most_) return false;
                ++depth_;
                stack_ = stack_ << 1U | brace;
            } else {
                if (brace != before) return false;
                stack_ >>= 1U;
                if (--depth_ == 0) {
                    last = i;
                    break;
                }
            }
            object ^= (0 - (before ^ (stack_ & 1U))) << i << 1U;
        }
        todo_ = not_first;
        in_object_ = object;
        return true;
    }

    // RFC 8259 §2, 4 and 5: what may stand behind what. Each rule is what the others leave open.
    COGRANT_JSON_INLINE bool good_order() noexcept
    {
        bits const behind_open = open_ << 1U;
        bits const behind_item = (open_ | comma_) << 1U;
        bits const behind_start = behind_item | colon_ << 1U;
        bits const empty = close_ & behind_open;

        // A value or a key begins behind each bracket that opens, each comma and each colon, and nowhere else.
        scalars_ = other_ & ~(other_ << 1U);
        bits const start = string_open_ | open_ | scalars_;

        // The first separator behind a place for a key is a colon, and no other separator is: adding the place to the run of
        // bytes between separators carries over to the one that ends it.
        bits const separator = open_ | close_ | comma_ | colon_;
        bits const between = ~separator;
        bits const key = behind_item & in_object_;
        bits const sum = between + key;
        bits const total = sum + key_carry_;
        bits const behind_key = total & separator;

        bits const wrong = (((behind_key ^ colon_) | (start ^ behind_start)) & ~empty) |
                           (colon_ & ~(string_close_ << 1U)); // a colon only behind a string
        key_carry_ = static_cast<bits>(sum < between) | static_cast<bits>(total < sum);
        return (wrong & kept_) == 0;
    }

    COGRANT_JSON_INLINE bool good_contents(char const* p, byte_classes const& b) noexcept
    {
        for (bits s = scalars_ & kept_; s != 0; s &= s - 1)
            if (!good_scalar(p + std::countr_zero(s))) return false;
        for (bits e = b.slash & kept_; e != 0; e &= e - 1)
            if (!good_escape(p + std::countr_zero(e))) return false;
        for (bits l = b.low & inside_ & kept_; l != 0; l &= l - 1) { // outside they were taken for scalars
            char const* const at = p + std::countr_zero(l);
            if (at < checked_) continue;
            std::size_t const size = static_cast<unsigned char>(*at) < 0x80 ? 0 : utf8_sequence(at, end_);
            if (size == 0) return false;
            checked_ = at + size;
        }
        return true;
    }

    COGRANT_JSON_INLINE bool good_scalar(char const* p) const noexcept
    {
        auto const left = static_cast<std::size_t>(end_ - p);
        if (left >= 8) { // most are short whole numbers
            unsigned const n = leading_digits(load8(p));
            if (n != 0 && n != 8 && n <= max_number_ && (*p != '0' || n == 1) && ends_value(p + n)) return true;
        }
        if (left >= 4 && (std::memcmp(p, "null", 4) == 0 || std::memcmp(p, "true", 4) == 0)) return ends_value(p + 4);
        if (left >= 5 && std::memcmp(p, "false", 5) == 0) return ends_value(p + 5);
        char const* const start = p;
        if (*p == '-') ++p;
        char const* const whole = p;
        if (!digits(p) || (*whole == '0' && p - whole != 1)) return false;
        if (p != end_ && *p == '.' && !digits(++p)) return false;
        if (p != end_ && (*p == 'e' || *p == 'E')) {
            ++p;
            if (p != end_ && (*p == '+' || *p == '-')) ++p;
            if (!digits(p)) return false;
        }
        return static_cast<std::size_t>(p - start) <= max_number_ && ends_value(p);
    }
    COGRANT_JSON_INLINE bool digits(char const*& p) const noexcept
    {
        char const* const start = p;
        while (p != end_ && is_digit(*p)) ++p;
        return p != start;
    }
    COGRANT_JSON_INLINE bool ends_value(char const* p) const noexcept
    {
        return p != end_ && (*p == ',' || *p == ']' || *p == '}');
    }

    // RFC 8259 §7; halves of surrogate pairs come in twos.
    COGRANT_JSON_INLINE bool good_escape(char const* p) noexcept
    {
        if (end_ - p < 2) return false;
        switch (p[1]) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't': return true;
        case 'u': break;
        default: return false;
        }
        if (end_ - p < 6) return false;
        std::uint32_t const code = hex4(p + 2);
        if (code > 0xFFFF) return false;
        if (code < 0xD800 || code > 0xDFFF) return true;
        if (code >= 0xDC00) return p == second_half_;
        if (end_ - p < 12 || p[6] != '\\' || p[7] != 'u') return false;
        std::uint32_t const low = hex4(p + 8);
        second_half_ = p + 6;
        return low >= 0xDC00 && low <= 0xDFFF;
    }

    char const* end_;
    std::size_t max_number_;
    std::size_t most_;
    std::size_t depth_ = 0;
    bits stack_ = 0; // lowest bit: the innermost bracket, 1 for an object
    char const* checked_ = nullptr; // UTF-8 before it has been seen
    char const* second_half_ = nullptr;

    // Of the block, outside strings but for the first two.
    bits inside_ = 0, string_open_ = 0, string_close_ = 0;
    bits open_ = 0, close_ = 0, comma_ = 0, colon_ = 0, other_ = 0, scalars_ = 0, in_object_ = 0, kept_ = 0;
    bits todo_ = ~bits{0}; // the brackets of the first block are all new
    // Of the block before: what its last byte was, for the inside of a string what the last but one was.
    bits escape_carry_ = 0, inside_carry_ = 0, key_carry_ = 0;
};

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_BLOCK_RULES_HPP
