// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENDPOINT_HPP
#define COGRANT_GENESYS_ENDPOINT_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/reflect/fields.hpp>
#include <cogrant/reflect/names.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant::genesys {

/** Method and path of a call in one literal: `"GET /api/v2/users/{id}"`. What is in braces is the name on the wire of a
    member of the request struct.

    @par Errors         a literal that is no method and path does not compile
    @par Thread safety  distinct objects: safe; shared object: const members only */
class endpoint {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): so that `static constexpr endpoint route = "GET /…"` reads well
    consteval endpoint(char const* text) : text_(text)
    {
        auto const space = text_.find(' ');
        if (space == text_.npos || text_.substr(space + 1, 1) != "/") throw "cogrant: write METHOD /path";
        method_ = method_of(text_.substr(0, space));
        at_ = space + 1;
    }

    /// A POST that only asks, as queries do: it may be sent again when its fate is unknown.
    constexpr endpoint changes_nothing() const noexcept
    {
        auto copy = *this;
        copy.query_ = true;
        return copy;
    }

    constexpr http::method method() const noexcept { return method_; }
    constexpr std::string_view path() const noexcept { return text_.substr(at_); }
    /// Both, as events and errors show them.
    constexpr std::string_view text() const noexcept { return text_; }
    constexpr bool asks_only() const noexcept { return query_; }
    constexpr bool has_body() const noexcept
    {
        return method_ == http::method::post || method_ == http::method::put || method_ == http::method::patch;
    }

    /// Whether `{name}` is a part of the path.
    constexpr bool names(std::string_view name) const noexcept
    {
        for (auto open = text_.find('{'); open != text_.npos; open = text_.find('{', open + 1))
            if (text_.substr(open + 1).starts_with(name) && text_.substr(open + 1 + name.size(), 1) == "}") return true;
        return false;
    }

private:
    static consteval http::method method_of(std::string_view word)
    {
        for (auto const m :
             {http::method::get, http::method::head, http::method::post, http::method::put, http::method::patch,
              http::method::delete_})
            if (to_string(m) == word) return m;
        throw "cogrant: no method of HTTP";
    }

    std::string_view text_;
    std::size_t at_ = 0;
    http::method method_ = http::method::get;
    bool query_ = false;
};

/// Where a job is asked about, read and deleted, each with `{jobId}` in its path. Submitted where its struct says.
struct job_routes {
    endpoint status;
    endpoint results;
    endpoint remove;
    bool sized = false; ///< whether the results take a pageSize; else the submission does, if anything
};

/** A struct that is a call: it says where it goes and what comes back.

    @code
    struct user_by_id {
        using answer = user;                                       // decoded from the body; http::response: as it is
        static constexpr endpoint route = "GET /api/v2/users/{id}";
        static constexpr auto lists = query::lists::repeat;        // ?expand=a&expand=b; without it ?expand=a,b

        std::string id{};                                          // a part of the path
        std::vector<std::string> expand{};                         // the rest
    };
    @endcode

    Of a POST, PUT or PATCH the whole struct is the JSON body. If such a call has parts of a path or a query besides, it
    has a member named `body`, and that is the body. */
template <class R>
concept call_request = requires {
    typename R::answer;
    { R::route } -> std::convertible_to<endpoint const&>;
};

/// A struct that is the call of a listing: `row` is the type of its entities. See @ref entity_listing.
template <class R>
concept list_request = !call_request<R> && requires {
    typename R::row;
    { R::route } -> std::convertible_to<endpoint const&>;
};

namespace detail {

inline error bad_part(std::string_view name)
{
    error e{make_error_code(genesys_errc::bad_request)};
    e.edit().detail = std::string("the path needs a value for ").append(name).append(", and dots are none");
    return e;
}

// Whether a value can be a part of a path: an empty one, or a dot segment, would be another path.
constexpr bool is_part(std::string_view value) noexcept { return !value.empty() && value != "." && value != ".."; }

// Whether the struct has a member of its own for the body.
template <class R>
concept has_body_member = requires(R const& r) { r.body; };

// How the lists of a query are written.
template <class R>
constexpr query::lists lists_of() noexcept
{
    if constexpr (requires { R::lists; }) return R::lists;
    else return query::lists::comma;
}

// Puts an escaped value for `{name}`.
inline bool fill(std::string& target, std::string_view name, std::string_view value)
{
    if (!is_part(value)) return false;
    auto const hole = std::string("{").append(name).append("}");
    if (auto const at = target.find(hole); at != target.npos) target.replace(at, hole.size(), query::escape(value));
    return true;
}

// How many parts of the path are filled by members: all, or the struct does not compile.
template <class R>
constexpr std::size_t parts_with_members()
{
    std::size_t count = 0;
    if constexpr (!std::is_empty_v<R>)
        for (auto const name : reflect::wire_name_list<R>) count += R::route.names(name) ? 1U : 0U;
    return count;
}
constexpr std::size_t parts_of(std::string_view path) noexcept
{
    std::size_t count = 0;
    for (char const c : path) count += c == '{' ? 1U : 0U;
    return count;
}

} // namespace detail

/** The target of a call: the path with its parts, and what of the struct belongs behind the question mark.

    @par Errors  genesys_errc::bad_request when a part of the path is empty */
template <class R>
    requires call_request<R> || list_request<R>
result<std::string> target_of(R const& r)
{
    static_assert(
        detail::parts_with_members<R>() == detail::parts_of(R::route.path()),
        "cogrant: a part of the path has no member of that name");
    static_assert(
        !R::route.has_body() || detail::parts_of(R::route.path()) == 0 || detail::has_body_member<R>,
        "cogrant: a call with a body and parts of a path needs a member named body");
    std::string target(R::route.path());
    std::string parameters;
    std::string_view missing;
    if constexpr (!std::is_empty_v<R>) {
        reflect::for_each_index(r, [&]<class M>(auto index, [[maybe_unused]] M const& member) {
            constexpr std::string_view name = reflect::wire_name<R, decltype(index)::value>();
            if constexpr (detail::has_body_member<R> && name == "body") {
            } else if constexpr (R::route.names(name)) {
                if (!detail::fill(target, name, query::detail::text_of(member))) missing = name;
            } else if constexpr (!R::route.has_body() || detail::has_body_member<R>) {
                query::add_member(parameters, name, member, detail::lists_of<R>());
            }
        });
    }
    if (!missing.empty()) return detail::bad_part(missing);
    if (!parameters.empty()) target.append("?").append(parameters);
    return target;
}

/// The JSON body of a call; empty when its method has none.
template <class R>
    requires call_request<R> || list_request<R>
std::string body_of(R const& r)
{
    if constexpr (!R::route.has_body()) return {};
    else if constexpr (detail::has_body_member<R>) return json::encode(r.body);
    else return json::encode(r);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ENDPOINT_HPP
