// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP
#define COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP

#include <cogrant/codec/json/block_rules.hpp>
#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

// Which of 64 bytes are of which class: by what every x86-64 has, or by wider registers where the processor that the
// program meets has them. Each function answers where the value that begins at p, with a bracket, ends; null when
// block_rules does not understand it.
//
// A block is judged when the next one's classes are known: the processor guesses wrong where brackets and scalars come
// at random, and what is known by then is not lost. The loops are alike but not shared: what is inlined into a function for
// a wider register has to be for that one, too.

namespace cogrant::json::detail {

#if defined(COGRANT_JSON_SSE2)

inline byte_classes classes_by_sse2(char const* p) noexcept
{
    byte_classes out;
    auto const put = [](std::uint64_t& to, unsigned i, __m128i of) {
        to |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(of))) << i;
    };
    for (unsigned i = 0; i != 64; i += 16) {
        __m128i const v = load16(p + i);
        __m128i const folded = _mm_or_si128(v, _mm_set1_epi8(0x20)); // '[' becomes '{', ']' becomes '}'
        put(out.quote, i, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        put(out.open, i, _mm_cmpeq_epi8(folded, _mm_set1_epi8('{')));
        put(out.close, i, _mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
        put(out.comma, i, _mm_cmpeq_epi8(v, _mm_set1_epi8(',')));
        put(out.colon, i, _mm_cmpeq_epi8(v, _mm_set1_epi8(':')));
        put(out.slash, i, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        put(out.low, i, _mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
    }
    return out;
}

inline byte_classes block_by_sse2(block_rules& rules, char const* p, std::ptrdiff_t ahead) noexcept
{
    char tail[64];
    byte_classes out = classes_by_sse2(rules.readable(p, ahead, tail));
    rules.take_escapes(out);
    out.within = out.quote;
    for (unsigned step = 1; step != 64; step *= 2) out.within ^= out.within << step;
    return out;
}

inline char const* skip_by_sse2(char const* p, char const* end, json::limits const& l, std::size_t depth) noexcept
{
    block_rules rules(end, l, depth);
    for (byte_classes now = block_by_sse2(rules, p, 0);;) {
        byte_classes const next = block_by_sse2(rules, p, block_rules::step);
        auto const v = rules.judge(p, now);
        if (v != block_rules::verdict::more) return v == block_rules::verdict::done ? p : nullptr;
        now = next;
    }
}

#endif

#if defined(COGRANT_JSON_WIDE)

// Vectors of the compilers and three of their functions: <immintrin.h> would cost each file a third of a second.
using bytes32 [[gnu::vector_size(32)]] = char;
using bytes64 [[gnu::vector_size(64)]] = char;
using two_words [[gnu::vector_size(16)]] = long long;

#define COGRANT_JSON_AVX2 gnu::target("avx2,pclmul,bmi,bmi2")
#define COGRANT_JSON_AVX512 gnu::target("avx512f,avx512bw,pclmul,bmi,bmi2")

// A product without carries by all ones: each bit of it is the sum of the bits up to there.
[[COGRANT_JSON_AVX2]] COGRANT_JSON_INLINE inline std::uint64_t odd_up_to(std::uint64_t bits) noexcept
{
    two_words const product =
        __builtin_ia32_pclmulqdq128(two_words{static_cast<long long>(bits), 0}, two_words{-1, -1}, 0);
    return static_cast<std::uint64_t>(product[0]);
}

[[COGRANT_JSON_AVX2]] COGRANT_JSON_INLINE inline byte_classes
block_by_avx2(block_rules& rules, char const* p, std::ptrdiff_t ahead) noexcept
{
    char tail[64];
    p = rules.readable(p, ahead, tail);
    byte_classes out;
    for (unsigned i = 0; i != 64; i += 32) {
        bytes32 v;
        std::memcpy(&v, p + i, sizeof v);
        bytes32 const folded = v | 0x20; // '[' becomes '{', ']' becomes '}'
        auto const put = [i](std::uint64_t& to, int mask) {
            to |= static_cast<std::uint64_t>(static_cast<unsigned>(mask)) << i;
        };
        put(out.quote, __builtin_ia32_pmovmskb256(v == '"'));
        put(out.open, __builtin_ia32_pmovmskb256(folded == '{'));
        put(out.close, __builtin_ia32_pmovmskb256(folded == '}'));
        put(out.comma, __builtin_ia32_pmovmskb256(v == ','));
        put(out.colon, __builtin_ia32_pmovmskb256(v == ':'));
        put(out.slash, __builtin_ia32_pmovmskb256(v == '\\'));
        put(out.low,
            __builtin_ia32_pmovmskb256((v & '\xE0') == 0) | __builtin_ia32_pmovmskb256(v)); // char may have no sign
    }
    rules.take_escapes(out);
    out.within = odd_up_to(out.quote);
    return out;
}

[[COGRANT_JSON_AVX2]] inline char const*
skip_by_avx2(char const* p, char const* end, json::limits const& l, std::size_t depth) noexcept
{
    block_rules rules(end, l, depth);
    for (byte_classes now = block_by_avx2(rules, p, 0);;) {
        byte_classes const next = block_by_avx2(rules, p, block_rules::step);
        auto const v = rules.judge(p, now);
        if (v != block_rules::verdict::more) return v == block_rules::verdict::done ? p : nullptr;
        now = next;
    }
}

// What each byte is compared with.
struct bytes_sought {
    bytes64 quote = bytes64{} + '"', slash = bytes64{} + '\\', open = bytes64{} + '{', close = bytes64{} + '}';
    bytes64 comma = bytes64{} + ',', colon = bytes64{} + ':', space = bytes64{} + 0x20;
};

[[COGRANT_JSON_AVX512]] COGRANT_JSON_INLINE inline byte_classes
block_by_avx512(block_rules& rules, char const* p, std::ptrdiff_t ahead, bytes_sought const& sought) noexcept
{
    constexpr int equal = 0;
    constexpr int less = 1;
    constexpr std::uint64_t all = ~std::uint64_t{0};
    char tail[64];
    bytes64 v;
    std::memcpy(&v, rules.readable(p, ahead, tail), sizeof v);
    bytes64 const folded = v | sought.space;
    byte_classes out;
    out.quote = __builtin_ia32_cmpb512_mask(v, sought.quote, equal, all);
    out.open = __builtin_ia32_cmpb512_mask(folded, sought.open, equal, all);
    out.close = __builtin_ia32_cmpb512_mask(folded, sought.close, equal, all);
    out.comma = __builtin_ia32_cmpb512_mask(v, sought.comma, equal, all);
    out.colon = __builtin_ia32_cmpb512_mask(v, sought.colon, equal, all);
    out.slash = __builtin_ia32_cmpb512_mask(v, sought.slash, equal, all);
    out.low = __builtin_ia32_cmpb512_mask(v, sought.space, less, all);
    // In general registers from here on: g++ would calculate with some of them in mask registers, and move each twice.
    __asm__("" : "+r"(out.quote), "+r"(out.open), "+r"(out.close), "+r"(out.comma), "+r"(out.colon));
    rules.take_escapes(out);
    out.within = odd_up_to(out.quote);
    return out;
}

[[COGRANT_JSON_AVX512]] inline char const*
skip_by_avx512(char const* p, char const* end, json::limits const& l, std::size_t depth) noexcept
{
    block_rules rules(end, l, depth);
    bytes_sought s;
    // Kept in registers: g++ would make some of them anew for each block.
    __asm__(""
            : "+v"(s.quote), "+v"(s.slash), "+v"(s.open), "+v"(s.close), "+v"(s.comma), "+v"(s.colon), "+v"(s.space));
    for (byte_classes now = block_by_avx512(rules, p, 0, s);;) {
        byte_classes const next = block_by_avx512(rules, p, block_rules::step, s);
        auto const v = rules.judge(p, now);
        if (v != block_rules::verdict::more) return v == block_rules::verdict::done ? p : nullptr;
        now = next;
    }
}

inline bool has_avx2() noexcept
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

// Only where such registers cost nothing else: the processors before VBMI2 slow down for them.
inline bool has_avx512() noexcept
{
    return has_avx2() && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}

#undef COGRANT_JSON_AVX2
#undef COGRANT_JSON_AVX512

#endif

inline char const* skip_in_blocks(
    [[maybe_unused]] char const* p, [[maybe_unused]] char const* end, [[maybe_unused]] json::limits const& l,
    [[maybe_unused]] std::size_t depth) noexcept
{
#if defined(COGRANT_JSON_WIDE)
    if (has_avx512()) return skip_by_avx512(p, end, l, depth);
    if (has_avx2()) return skip_by_avx2(p, end, l, depth);
#endif
#if defined(COGRANT_JSON_SSE2)
    return skip_by_sse2(p, end, l, depth);
#else
    return nullptr;
#endif
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_SKIP_BLOCKS_HPP
