// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SKIP_HPP
#define COGRANT_CODEC_JSON_SKIP_HPP

#include <cogrant/codec/json/numbers.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/skip_blocks.hpp>
#include <cogrant/codec/json/strings.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace cogrant::json {
namespace detail {

/// The keys of one object, kept only when the limits refuse a key that comes twice.
class key_set {
public:
    bool add(std::string_view key) { return keys_.emplace(key).second; }

private:
    std::set<std::string, std::less<>> keys_;
};

// On the way out of a problem: the server's key that begins at `start` names the member it is in.
inline void inside_server_key(reader& in, char const* start)
{
    std::string scratch;
    std::string_view key;
    auto const left = static_cast<std::size_t>(in.document_end() - start);
    if (reader again(std::string_view(start, left), json::limits().document(left)); again.string(key, scratch))
        in.inside(key, true);
}

} // namespace detail

inline bool reader::skip_object()
{
    if (!enter('{')) return false;
    std::optional<detail::key_set> keys;
    if (limits_.refuse_duplicate_keys) keys.emplace();
    for (auto m = first('}'); m != more::done; m = next('}')) {
        if (m == more::failed) return false;
        if (peek() != '"') return unexpected("a key");
        char const* const start = p_;
        if (keys) {
            std::string scratch;
            std::string_view name;
            if (!string(name, scratch)) return false;
            if (!keys->add(name)) {
                p_ = start;
                return fail(codec_errc::duplicate_key);
            }
        } else if (!scan_string()) {
            return false;
        }
        if (!colon()) return false;
        if (!skip()) {
            detail::inside_server_key(*this, start);
            return false;
        }
    }
    return true;
}

inline bool reader::skip_array()
{
    if (!enter('[')) return false;
    std::size_t index = 0;
    for (auto m = first(']'); m != more::done; m = next(']')) {
        if (m == more::failed) return false;
        if (!skip()) {
            inside(index);
            return false;
        }
        ++index;
    }
    return true;
}

// Passes over the array or object at p_ if it is good and written without white space; else nothing has changed.
[[gnu::noinline]] inline bool reader::skip_block() noexcept
{
    if (spaced_ || limits_.refuse_duplicate_keys || end_ - p_ < 2) return false;
    if (p_[1] == ']' || p_[1] == '}') return false; // empty: sooner done
    char const* const behind = detail::skip_in_blocks(p_, end_, limits_, depth_);
    if (behind != nullptr) p_ = behind;
    else spaced_ = true;
    return behind != nullptr;
}

inline bool reader::skip()
{
    switch (peek()) {
    case '"': return scan_string();
    case '{': return skip_block() || skip_object();
    case '[': return skip_block() || skip_array();
    case 't': return literal("true");
    case 'f': return literal("false");
    case 'n': return literal("null");
    default: break;
    }
    if (p_ == end_ || (*p_ != '-' && !detail::is_digit(*p_))) return unexpected("a value");
    char const* const end = scan_number();
    if (end == nullptr) return false;
    p_ = end;
    return true;
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_SKIP_HPP
