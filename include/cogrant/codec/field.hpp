// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_FIELD_HPP
#define COGRANT_CODEC_FIELD_HPP

#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/reflect/required.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace cogrant {

/// The type of @ref null.
struct null_t {
    explicit constexpr null_t(int) noexcept {} // so that `{}` is not one
    friend constexpr bool operator==(null_t, null_t) noexcept { return true; }
};

/// JSON's null, for a @ref field.
inline constexpr null_t null{0};

/** A member that is absent, null or a value, and knows which: `PATCH` bodies need all three, where `std::optional` has
    two.

    | holds  | JSON                | form, query       | CSV        |
    |--------|---------------------|-------------------|------------|
    | absent | the member is not written (`null` in a list) | not written | empty cell |
    | null   | `null`              | `name=`           | empty cell |
    | value  | the value           | `name=value`      | the value  |

    Read, a key that is not there leaves the member as it was: absent in a fresh struct. Forms and queries know nothing
    of null, `name=` is as near as they come.

    @code
    struct user_patch { field<std::string> name; field<std::string> title; field<int> version; };
    json::encode(user_patch{.name = "Ada", .title = null});   // {"name":"Ada","title":null}
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class T>
class field {
public:
    using value_type = T;

    field() = default;
    field(null_t) noexcept : null_(true) {}         // NOLINT(google-explicit-constructor): is one
    field(T value) : value_(std::move(value)) {}    // NOLINT(google-explicit-constructor): is one
    /// Literals, strings and views, for a T that is a text.
    template <class U>
        requires(detail::is_text<U> && !std::same_as<U, T> && std::constructible_from<T, std::string_view>)
    field(U const& text) : value_(std::in_place, std::string_view(text)) // NOLINT(google-explicit-constructor)
    {
    }
    /// Null for an empty optional: what the struct of a `PUT` holds becomes what a `PATCH` says.
    static field or_null(std::optional<T> value)
    {
        field f;
        f.null_ = !value.has_value();
        f.value_ = std::move(value);
        return f;
    }

    bool absent() const noexcept { return !value_ && !null_; }
    bool is_null() const noexcept { return null_; }
    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value. Precondition: @ref has_value.
    T const& operator*() const noexcept { return *value_; }
    T& operator*() noexcept { return *value_; }
    T const* operator->() const noexcept { return &*value_; }
    T* operator->() noexcept { return &*value_; }
    T value_or(T other) const { return value_ ? *value_ : std::move(other); }
    /// The value; nothing where it is null or absent.
    std::optional<T> const& as_optional() const noexcept { return value_; }

    /// Makes it absent.
    void reset() noexcept
    {
        value_.reset();
        null_ = false;
    }
    void set_null() noexcept
    {
        value_.reset();
        null_ = true;
    }
    /// Makes it a fresh value.
    template <class... Arguments>
    T& emplace(Arguments&&... arguments)
    {
        null_ = false;
        return value_.emplace(std::forward<Arguments>(arguments)...);
    }

    /// What a server does with a member of a `PATCH`: absent leaves the target alone, null gives it its default, a value
    /// is taken over.
    void apply_to(T& target) const
    {
        if (value_) target = *value_;
        else if (null_) target = T();
    }
    void apply_to(std::optional<T>& target) const
    {
        if (!absent()) target = value_;
    }

    friend bool operator==(field const& a, field const& b) { return a.null_ == b.null_ && a.value_ == b.value_; }

private:
    std::optional<T> value_;
    bool null_ = false;
};

template <class T>
inline constexpr bool is_field = false;
template <class T>
inline constexpr bool is_field<field<T>> = true;

template <class T>
    requires has_text_form<T>
struct text_form<field<T>> {
    static void append(std::string& out, field<T> const& value)
    {
        if (value) text_form<T>::append(out, *value);
    }
};

namespace json {

template <class T>
struct codec<field<T>> {
    static constexpr bool decodes_null = true;
    using parts = std::tuple<T>;

    static bool decode(reader& in, field<T>& out)
    {
        if (in.peek() != 'n') return read(in, out.emplace());
        out.set_null();
        return in.null_word();
    }
    static void encode(std::string& out, field<T> const& value)
    {
        if (value) write(out, *value);
        else out += "null";
    }
    static bool empty(field<T> const& value) noexcept { return value.absent(); }
};

} // namespace json
} // namespace cogrant

#endif // COGRANT_CODEC_FIELD_HPP
