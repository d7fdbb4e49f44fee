// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP
#define COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP

#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Passing over an array or object, 64 bytes at a time, with every rule of RFC 8259 kept. Each byte has one bit in a
// word for each class of bytes; what may follow what is then a few operations on words for 64 bytes at once. Only
// brackets, escapes, scalars and what is not ASCII are looked at one by one.
//
// White space between tokens is not understood here, nor is anything wrong explained: the answer is null, and the
// caller looks again, byte by byte.

namespace cogrant::json::detail {

#if defined(COGRANT_JSON_SSE2)

// All its functions are inlined, so that a word has a register where there are enough.
class block_skipper {
public:
    /// `depth` brackets are open around the value.
    block_skipper(char const* end, json::limits const& l, std::size_t depth) noexcept
        : end_(end), max_number_(l.max_number), most_(
                                                    l.max_depth <= depth       ? 0
                                                    : l.max_depth - depth < 64 ? l.max_depth - depth
                                                                               : 64)
    {
    }

    /// Where the value that begins at p, with a bracket, ends.
    COGRANT_JSON_INLINE char const* skip(char const* p) noexcept
    {
        colon_ = 1; // a value may begin here
        for (;;) {
            char tail[64];
            auto const left = static_cast<std::size_t>(end_ - p);
            char const* block = p;
            if (left < 64) [[unlikely]] { // never read beyond the document
                std::memset(tail, 0, sizeof tail);
                std::memcpy(tail, p, left);
                block = tail;
            }
            classify(block);
            find_strings();
            unsigned last = 63;
            if (!walk_brackets(p, last)) return nullptr;
            bool const done = depth_ == 0;
            if (!done && left <= 64) return nullptr;
            kept_ = ~std::uint64_t{0} >> (63 - last);
            if (!good_order() || !good_contents(p)) return nullptr;
            if (done) return p + last + 1;
            p += 64;
        }
    }

private:
    using bits = std::uint64_t;

    COGRANT_JSON_INLINE void classify(char const* p) noexcept
    {
        quote_ = slash_ = low_ = high_ = open_ = close_ = comma_ = colon_here_ = 0;
        __m128i rare = _mm_setzero_si128();
        auto const put = [](bits& to, unsigned i, __m128i of) {
            to |= static_cast<bits>(static_cast<unsigned>(_mm_movemask_epi8(of))) << i;
        };
        for (unsigned i = 0; i != 64; i += 16) {
            __m128i const v = load16(p + i);
            __m128i const folded = _mm_or_si128(v, _mm_set1_epi8(0x20)); // '[' becomes '{', ']' becomes '}'
            put(quote_, i, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
            put(open_, i, _mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
            put(close_, i, _mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
            put(comma_, i, _mm_cmpeq_epi8(v, _mm_set1_epi8(',')));
            put(colon_here_, i, _mm_cmpeq_epi8(v, _mm_set1_epi8(':')));
            rare = _mm_or_si128(rare, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
            rare = _mm_or_si128(rare, _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
        }
        if (_mm_movemask_epi8(rare) == 0) [[likely]]
            return;
        for (unsigned i = 0; i != 64; i += 16) {
            __m128i const v = load16(p + i);
            put(slash_, i, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
            put(low_, i, _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
            put(high_, i, v);
        }
    }

    // Which bytes are in strings: from the first quote, included, to the second, excluded.
    COGRANT_JSON_INLINE void find_strings() noexcept
    {
        bits escaped = escape_carry_;
        escapes_ = 0;
        bits slashes = slash_ & ~escaped;
        escape_carry_ = 0;
        while (slashes != 0) {
            bits const first = slashes & (0 - slashes);
            escapes_ |= first;
            escaped |= first << 1U;
            escape_carry_ = first >> 63U;
            slashes &= ~(first | first << 1U);
        }
        bits const quotes = quote_ & ~escaped;
        bits within = quotes;
        for (unsigned step = 1; step != 64; step *= 2) within ^= within << step; // bit i: quotes up to i, odd or even
        inside_ = within ^ inside_carry_;
        inside_carry_ = 0 - (inside_ >> 63U);
        string_open_ = quotes & inside_;
        string_close_ = quotes & ~inside_;
        bits const outside = ~(inside_ | string_close_);
        open_ &= outside;
        close_ &= outside;
        comma_ &= outside;
        colon_here_ &= outside;
        other_ = outside & ~(open_ | close_ | comma_ | colon_here_);
    }

    // Opens and closes; `in_object_` says of each byte what the innermost bracket before it is. `last` becomes the
    // place of the bracket that closes the value.
    COGRANT_JSON_INLINE bool walk_brackets(char const* p, unsigned& last) noexcept
    {
        bits object = 0 - (stack_ & 1U);
        for (bits brackets = open_ | close_; brackets != 0; brackets &= brackets - 1) {
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
        in_object_ = object;
        return true;
    }

    // RFC 8259 §2, 4 and 5: what may stand behind what.
    COGRANT_JSON_INLINE bool good_order() noexcept
    {
        bits const behind_open = open_ << 1U | open_carry_;
        bits const behind_comma = comma_ << 1U | comma_carry_;
        bits const item = behind_open | behind_comma;
        bits const empty = close_ & behind_open;

        bits const key = item & in_object_;
        bits const key_open = string_open_ & key;
        // Adding the first bit of a string to its run of bits carries over to its second quote.
        bits const sum = inside_ + key_open;
        bits const total = sum + key_carry_;
        bits const key_close = total & ~inside_;
        key_carry_ = static_cast<bits>(sum < inside_) | static_cast<bits>(total < sum);

        bits const value = (item & ~in_object_) | colon_here_ << 1U | colon_;
        bits const scalar = other_ & ~(other_ << 1U | other_carry_);
        bits const text_close = string_close_ & ~key_close;
        bits const behind_value =
            text_close << 1U | text_carry_ | close_ << 1U | close_carry_ | ((other_ << 1U | other_carry_) & ~other_);
        bits const wrong = (key & ~(string_open_ | empty)) | (value & ~(string_open_ | open_ | other_ | empty)) |
                           (string_open_ & ~(key | value)) | ((open_ | scalar) & ~value) |
                           (colon_here_ ^ (key_close << 1U | key_close_carry_)) | (behind_value & ~(comma_ | close_)) |
                           (comma_ & ~behind_value) | (close_ & ~(behind_value | behind_open));
        scalars_ = scalar;
        open_carry_ = open_ >> 63U;
        comma_carry_ = comma_ >> 63U;
        colon_ = colon_here_ >> 63U;
        other_carry_ = other_ >> 63U;
        text_carry_ = text_close >> 63U;
        close_carry_ = close_ >> 63U;
        key_close_carry_ = key_close >> 63U;
        return (wrong & kept_) == 0;
    }

    COGRANT_JSON_INLINE bool good_contents(char const* p) noexcept
    {
        // Of what is not ASCII only the bytes outside strings are wrong as such; they are taken for scalars above.
        if ((low_ & ~high_ & inside_ & kept_) != 0) return false;
        for (bits s = scalars_ & kept_; s != 0; s &= s - 1)
            if (!good_scalar(p + std::countr_zero(s))) return false;
        for (bits e = escapes_ & kept_; e != 0; e &= e - 1)
            if (!good_escape(p + std::countr_zero(e))) return false;
        for (bits h = high_ & kept_; h != 0; h &= h - 1) {
            char const* const at = p + std::countr_zero(h);
            if (at < checked_) continue;
            std::size_t const size = utf8_sequence(at, end_);
            if (size == 0) return false;
            checked_ = at + size;
        }
        return true;
    }

    COGRANT_JSON_INLINE bool good_scalar(char const* p) const noexcept
    {
        auto const left = static_cast<std::size_t>(end_ - p);
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

    // Of the block: classes of bytes, without those in strings from find_strings on.
    bits quote_ = 0, slash_ = 0, low_ = 0, high_ = 0, open_ = 0, close_ = 0, comma_ = 0, colon_here_ = 0;
    bits escapes_ = 0, inside_ = 0, string_open_ = 0, string_close_ = 0, other_ = 0, scalars_ = 0;
    bits in_object_ = 0, kept_ = 0;
    // Of the block before: what its last byte was.
    bits escape_carry_ = 0, inside_carry_ = 0, open_carry_ = 0, comma_carry_ = 0, colon_ = 0, other_carry_ = 0,
         text_carry_ = 0, close_carry_ = 0, key_carry_ = 0, key_close_carry_ = 0;
};

#endif

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP
