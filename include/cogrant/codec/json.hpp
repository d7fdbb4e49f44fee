// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_HPP
#define COGRANT_CODEC_JSON_HPP

#include <cogrant/codec/error.hpp>
#include <cogrant/codec/json/borrow.hpp>
#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/secret.hpp>
#include <cogrant/codec/json/time.hpp>
#include <cogrant/error.hpp>

#include <string>
#include <string_view>

// JSON (RFC 8259) straight between bytes and structs.
//
//   struct member                  JSON
//   std::string, secret            string
//   std::string_view               string; read by json::borrowed and json::decode_borrowed only (codec/json/borrow.hpp)
//   bool                           true, false
//   integers                       number; `3.0` and `12e3` are integers too; checked against the type's range
//   double, float                  number, nearest value; not-a-number and infinities are written as null
//   enum class                     string (reflect/enums.hpp); cogrant::open_enum keeps unknown words
//   std::chrono::sys_time<…>       string, ISO-8601
//   std::optional                  absent and null mean empty; an empty member is not written
//   std::vector, std::array        array
//   maps with std::string keys     object
//   cogrant::field<T>              as T; knows absent from null (codec/field.hpp)
//   std::variant of structs        object, told apart by one member (codec/tagged_union.hpp)
//   reflected struct               object (reflect/names.hpp); classes: reflect/describe.hpp
//   json::raw, boost::json::value  anything (codec/raw.hpp, codec/json_value.hpp)
//   your type                      specialise json::codec (codec/json/kinds.hpp)
//
// Reading: unknown keys are checked and skipped; null and absent keys keep the member's default,
// unless reflect::required_members asks for the member.

namespace cogrant::json {

/** Decodes a document into an existing value; members that the document does not name keep what they hold.

    @return false after an error, then `problem` says what and where. `out` is valid but partly written. */
template <class T>
bool decode_into(T& out, std::string_view document, error& problem, limits const& l = document_limits<T>::value())
{
    static_assert(
        !detail::borrows<T>(),
        "cogrant: a std::string_view needs a document that is kept: use json::borrowed or json::decode_borrowed");
    reader in(document, l);
    bool const taken = !in.problem() && read(in, out);
    return detail::end_document(in, taken, problem);
}

/** Decodes a document into an existing value; members that the document does not name keep what they hold.

    @par Source    RFC 8259
    @par Errors    `codec_errc`, all of them `condition::bad_data`; the detail has a JSON pointer and a byte offset
    @par Limits    those of `limits`: nesting, size of the document, length of a number; @ref document_limits if not given
    @par On failure `out` is valid but partly written */
template <class T>
result<void> decode_into(T& out, std::string_view document, limits const& l = document_limits<T>::value())
{
    error problem;
    if (decode_into(out, document, problem, l)) return {};
    return static_cast<cogrant::error>(problem);
}

/// Decodes a document. As @ref decode_into, into a fresh value.
template <class T>
result<T> decode(std::string_view document, limits const& l = document_limits<T>::value())
{
    T value{};
    error problem;
    if (decode_into(value, document, problem, l)) return value;
    return static_cast<cogrant::error>(problem);
}

/** Decodes a document over a value of which nothing but the memory is needed any more: the result is what @ref decode gives,
    in the strings and lists that are there already. Page after page, that spares most allocations.

    @return false after an error, then `problem` says what and where. `out` is valid but partly written. */
template <class T>
bool decode_over(T& out, std::string_view document, error& problem, limits const& l = document_limits<T>::value())
{
    static_assert(
        !detail::borrows<T>(),
        "cogrant: a std::string_view needs a document that is kept: use json::borrowed or json::decode_borrowed");
    reader in(document, l);
    bool const taken = !in.problem() && detail::read_fresh(in, out);
    return detail::end_document(in, taken, problem);
}

/// As above. @par Errors as @ref decode
template <class T>
result<void> decode_over(T& out, std::string_view document, limits const& l = document_limits<T>::value())
{
    error problem;
    if (decode_over(out, document, problem, l)) return {};
    return static_cast<cogrant::error>(problem);
}

/// Appends a value as compact JSON, members in the order of declaration.
template <class T>
void encode(T const& value, std::string& out)
{
    write(out, value);
}

template <class T>
std::string encode(T const& value)
{
    std::string out;
    write(out, value);
    return out;
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_HPP
