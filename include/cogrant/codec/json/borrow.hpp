// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_BORROW_HPP
#define COGRANT_CODEC_JSON_BORROW_HPP

#include <cogrant/codec/error.hpp>
#include <cogrant/codec/json/arena.hpp>
#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/error.hpp>
#include <cogrant/reflect/fields.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// Decoding without copying: members of type std::string_view look into the document itself. Strings that have escapes
// cannot, and look into an arena.
//
//   struct row { std::string_view id; std::optional<std::string_view> name; };
//   auto page = json::borrowed<std::vector<row>>::decode(std::move(body));   // owns what the views look at
//
//   json::arena texts;                                                       // or: the caller keeps body and texts
//   auto rows = json::decode_borrowed<std::vector<row>>(body, texts);
//
// A struct with such a member does not compile with json::decode, which keeps nothing to look at.

namespace cogrant::json {
namespace detail {

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

} // namespace detail

/** Decodes a document into an existing value; its views look into `document` and `texts`.

    @par Lifetime `document` and `texts` must outlive all use of the views
    @return false after an error, then `problem` says what and where. `out` is valid but partly written. */
template <class T>
bool decode_borrowed_into(
    T& out, std::string_view document, arena& texts, error& problem, limits const& l = document_limits<T>::value())
{
    reader in(document, l);
    in.lend(texts);
    bool const taken = !in.problem() && read(in, out);
    return detail::end_document(in, taken, problem);
}

/** Decodes a document; the views of the value look into `document` and `texts`.

    @par Errors    as for @ref decode
    @par Limits    those of `limits`
    @par Lifetime  `document` and `texts` must outlive all use of the views */
template <class T>
result<T> decode_borrowed(std::string_view document, arena& texts, limits const& l = document_limits<T>::value())
{
    T value{};
    error problem;
    if (decode_borrowed_into(value, document, texts, problem, l)) return value;
    return static_cast<cogrant::error>(problem);
}

template <class T>
result<T> decode_borrowed(std::string&& document, arena& texts, limits const& l = document_limits<T>::value()) =
    delete; // would not outlive it

/** A value with views, together with the document they look into. Moving it leaves the views as they are.

    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class T>
class borrowed {
public:
    /// As @ref decode_borrowed; keeps the body.
    static result<borrowed> decode(std::string body, limits const& l = document_limits<T>::value())
    {
        borrowed page(std::move(body));
        error problem;
        if (decode_borrowed_into(page.kept_->value, page.kept_->body, page.kept_->texts, problem, l)) return page;
        return static_cast<cogrant::error>(problem);
    }

    // A copy of T holds views too, and is as short-lived as this: hence no access to a temporary.
    T const& operator*() const& noexcept { return kept_->value; }
    T const& operator*() const&& = delete;
    T const* operator->() const noexcept { return &kept_->value; }

    std::string const& body() const noexcept { return kept_->body; }

private:
    struct kept {
        explicit kept(std::string&& b) : body(std::move(b)) {}
        std::string body; // on the heap with the rest: a short string would move
        arena texts;
        T value{};
    };
    explicit borrowed(std::string&& body) : kept_(std::make_unique<kept>(std::move(body))) {}

    std::unique_ptr<kept> kept_;
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_BORROW_HPP
