// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_ERROR_HPP
#define COGRANT_CODEC_ERROR_HPP

#include <cogrant/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cogrant {

/// Why bytes could not be turned into a value. All of them are `condition::bad_data`.
enum class codec_errc {
    syntax = 1,         ///< Not JSON. Look at the body: a proxy's HTML page, or a truncated answer.
    unexpected_end,     ///< The document stops in the middle. The answer was cut: ask again.
    trailing_data,      ///< Something follows the document. Look at the body.
    bad_utf8,           ///< Text that is not UTF-8. Report it to the server's operator.
    bad_escape, ///< An escape sequence that is not legal, or half a surrogate pair. Report it to the operator.
    wrong_type, ///< A value of another kind than the struct declares. Change the member's type.
    out_of_range, ///< A number that does not fit. Give the member a wider type.
    unknown_enumerator, ///< A word the enumeration does not have. Use `open_enum` to keep unknown words.
    bad_time, ///< Not an ISO-8601 point in time or interval. Make the member a string to look at it.
    bad_value, ///< A text that the member's own type refuses. See its documentation.
    duplicate_key, ///< A key came twice and the limits refuse that. Allow it, or report it to the operator.
    too_deep, ///< Nested deeper than the limit. Raise `json::limits::max_depth` if the server is trusted.
    too_large, ///< The document is larger than the limit. Ask for smaller pages or raise the limit.
    number_too_long, ///< A number with more characters than the limit. Raise `json::limits::max_number`.
    missing_member, ///< A member that `reflect::required_members` names is not there. Make it optional if servers leave it out.
    unknown_tag ///< A tag that no alternative of a union has. Give it a `unknown_case` to keep unknown objects.
};

namespace detail {

class codec_category_t final : public boost::system::error_category {
public:
    constexpr codec_category_t() noexcept : error_category(0x3b8e51d07c46fa92) {}
    char const* name() const noexcept override { return "cogrant.codec"; }
    std::string message(int value) const override
    {
        switch (static_cast<codec_errc>(value)) {
        case codec_errc::syntax: return "not valid JSON";
        case codec_errc::unexpected_end: return "the document ends too early";
        case codec_errc::trailing_data: return "something follows the document";
        case codec_errc::bad_utf8: return "text that is not UTF-8";
        case codec_errc::bad_escape: return "an escape sequence that is not legal";
        case codec_errc::wrong_type: return "a value of another type than expected";
        case codec_errc::out_of_range: return "a number that does not fit";
        case codec_errc::unknown_enumerator: return "a word that the enumeration does not have";
        case codec_errc::bad_time: return "not an ISO-8601 time";
        case codec_errc::bad_value: return "a value that its type refuses";
        case codec_errc::duplicate_key: return "a key came twice";
        case codec_errc::too_deep: return "nested too deeply";
        case codec_errc::too_large: return "the document is too large";
        case codec_errc::number_too_long: return "a number is too long";
        case codec_errc::missing_member: return "a required member is missing";
        case codec_errc::unknown_tag: return "a tag that no alternative has";
        }
        return "unknown codec error";
    }
    bool equivalent(int, error_condition const& asked) const noexcept override
    {
        return asked == make_error_condition(condition::bad_data);
    }
};

inline constexpr codec_category_t codec_category_v{};

struct expectation {
    std::string_view expected;
    std::string_view found; // empty: what stands there
};

// What to say where the place itself has nothing better.
constexpr expectation usual_expectation(codec_errc code) noexcept
{
    switch (code) {
    case codec_errc::syntax: return {"JSON", {}};
    case codec_errc::unexpected_end: return {"the rest of the document", "the end"};
    case codec_errc::trailing_data: return {"the end", {}};
    case codec_errc::bad_utf8: return {"UTF-8", "other bytes"};
    case codec_errc::bad_escape: return {"an escape sequence", "another one or half a surrogate pair"};
    case codec_errc::wrong_type: return {"a value of another type", {}};
    case codec_errc::out_of_range: return {"a number in the range of its type", "a number outside it"};
    case codec_errc::unknown_enumerator: return {"a word of the enumeration", "another word"};
    case codec_errc::bad_time: return {"an ISO-8601 time", "another text"};
    case codec_errc::bad_value: return {"a value that its type takes", "another value"};
    case codec_errc::duplicate_key: return {"another key", "the same one"};
    case codec_errc::too_deep: return {"nesting within the limit", "one level more"};
    case codec_errc::too_large: return {"a document within the limit", "a larger one"};
    case codec_errc::number_too_long: return {"a number within the limit", "a longer one"};
    case codec_errc::missing_member: return {"a required member", "none"};
    case codec_errc::unknown_tag: return {"a tag of the union", "another word"};
    }
    return {"another value", {}};
}

// Whether the message of the code says more than what was expected and found: which rule or bound it is.
constexpr bool names_a_rule(codec_errc code) noexcept
{
    return code == codec_errc::trailing_data || code == codec_errc::out_of_range || code == codec_errc::duplicate_key ||
           code == codec_errc::too_deep || code == codec_errc::too_large || code == codec_errc::number_too_long;
}

} // namespace detail

constexpr boost::system::error_category const& codec_category() noexcept { return detail::codec_category_v; }

inline error_code make_error_code(codec_errc e) noexcept { return {static_cast<int>(e), codec_category()}; }

namespace json {

using json_errc = codec_errc;

/// Where and why a JSON document could not be decoded. Converts to @ref cogrant::error.
struct error {
    codec_errc code{}; ///< what is wrong; `codec_errc{}` when nothing is
    std::string pointer; ///< JSON pointer (RFC 6901) to the value; may contain keys chosen by the server
    std::size_t ours = 0; ///< size of the part of `pointer` that holds only our own names and numbers
    std::size_t offset = 0; ///< byte of the document, counted from 0
    std::string_view expected; ///< what would have been right: "an integer"; a literal
    std::string_view found; ///< what was there instead: "a string"; a literal, never the server's own text

    explicit operator bool() const noexcept { return code != codec_errc{}; }

    /// One line, free of server text: `expected an integer, found a string at /paging/pageSize, byte 34`.
    std::string message() const
    {
        bool const told = !expected.empty() && !found.empty();
        std::string text;
        if (!told || cogrant::detail::names_a_rule(code))
            text = cogrant::detail::codec_category_v.message(static_cast<int>(code));
        if (told)
            text.append(text.empty() ? "expected " : ": expected ").append(expected).append(", found ").append(found);
        std::string_view const known = std::string_view(pointer).substr(0, ours);
        if (!known.empty()) text.append(" at ").append(known);
        if (known.size() != pointer.size()) text.append(known.empty() ? " at /…" : "/…");
        return text.append(", byte ").append(std::to_string(offset));
    }

    operator cogrant::error() const // NOLINT(google-explicit-constructor): loses no meaning
    {
        cogrant::error e(make_error_code(code), phase::decode);
        e.edit().detail = message();
        return e;
    }
};

} // namespace json
} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::codec_errc> : std::true_type {};

#endif // COGRANT_CODEC_ERROR_HPP
