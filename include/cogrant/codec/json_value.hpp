// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_VALUE_HPP
#define COGRANT_CODEC_JSON_VALUE_HPP

#include <cogrant/codec/json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// Free-form members: boost::json::value, object and array. The program links Boost.JSON, or includes boost/json/src.hpp
// in one of its files.

namespace cogrant::json {
namespace detail {

bool read_tree(reader& in, boost::json::value& out);

inline bool read_tree(reader& in, boost::json::object& out)
{
    if (!in.enter('{')) return false;
    out.clear();
    std::string scratch;
    std::string_view name;
    for (auto m = in.first('}'); m != reader::more::done; m = in.next('}')) {
        if (m == reader::more::failed) return false;
        in.peek();
        char const* const start = in.position();
        if (!in.key(name, scratch)) return false;
        auto const [place, added] = out.emplace(boost::json::string_view(name.data(), name.size()), nullptr);
        if (!added && in.limits().refuse_duplicate_keys) {
            in.rewind(start);
            return in.fail(codec_errc::duplicate_key);
        }
        if (!read_tree(in, place->value())) {
            inside_server_key(in, start);
            return false;
        }
    }
    return true;
}

inline bool read_tree(reader& in, boost::json::array& out)
{
    if (!in.enter('[')) return false;
    out.clear();
    for (auto m = in.first(']'); m != reader::more::done; m = in.next(']')) {
        if (m == reader::more::failed) return false;
        if (!read_tree(in, out.emplace_back(nullptr))) {
            in.inside(out.size() - 1);
            return false;
        }
    }
    return true;
}

// Integers stay integers as far as 64 bits hold them; other numbers become double.
inline bool read_number(reader& in, boost::json::value& out)
{
    in.peek();
    char const* const start = in.position();
    std::string_view text;
    if (!in.number(text)) return false;
    if (text.find_first_of(".eE") == std::string_view::npos && text != "-0") {
        std::int64_t small = 0;
        std::uint64_t large = 0;
        if (to_integer(text, small) == conversion::good) {
            out = small;
            return true;
        }
        if (to_integer(text, large) == conversion::good) {
            out = large;
            return true;
        }
    }
    double number = 0;
    if (!to_double(text, number)) {
        in.rewind(start);
        return in.fail(codec_errc::out_of_range);
    }
    out = number;
    return true;
}

inline bool read_tree(reader& in, boost::json::value& out)
{
    switch (in.peek()) {
    case '{': return read_tree(in, out.emplace_object());
    case '[': return read_tree(in, out.emplace_array());
    case '"': {
        std::string scratch;
        std::string_view text;
        if (!in.string(text, scratch)) return false;
        out.emplace_string().assign(text.data(), text.size());
        return true;
    }
    case 't':
    case 'f': {
        bool yes = false;
        if (!in.boolean(yes)) return false;
        out = yes;
        return true;
    }
    case 'n': out = nullptr; return *in.null();
    case '-': return read_number(in, out);
    default: break;
    }
    if (is_digit(in.peek())) return read_number(in, out);
    return in.unexpected("a value");
}

inline void write_tree(std::string& out, boost::json::value const& value)
{
    if (auto const* const object = value.if_object()) {
        char separator = '{';
        for (auto const& member : *object) {
            out += separator;
            separator = ',';
            write_string(out, std::string_view(member.key().data(), member.key().size()));
            out += ':';
            write_tree(out, member.value());
        }
        if (object->empty()) out += '{';
        out += '}';
    } else if (auto const* const array = value.if_array()) {
        char separator = '[';
        for (auto const& item : *array) {
            out += separator;
            separator = ',';
            write_tree(out, item);
        }
        if (array->empty()) out += '[';
        out += ']';
    } else if (auto const* const text = value.if_string()) {
        write_string(out, std::string_view(text->data(), text->size()));
    } else if (value.is_bool()) {
        out += value.get_bool() ? "true" : "false";
    } else if (value.is_int64()) {
        write_number(out, value.get_int64());
    } else if (value.is_uint64()) {
        write_number(out, value.get_uint64());
    } else if (value.is_double()) {
        std::size_t const begin = out.size();
        write_floating(out, value.get_double());
        if (out.find_first_of(".en", begin) == std::string::npos) out += ".0"; // stays a double when read again
    } else {
        out += "null";
    }
}

} // namespace detail

template <>
struct codec<boost::json::value> {
    static constexpr bool decodes_null = true;
    static bool decode(reader& in, boost::json::value& out) { return detail::read_tree(in, out); }
    static void encode(std::string& out, boost::json::value const& value) { detail::write_tree(out, value); }
};

template <>
struct codec<boost::json::object> {
    static bool decode(reader& in, boost::json::object& out) { return detail::read_tree(in, out); }
    static void encode(std::string& out, boost::json::object const& value) { detail::write_tree(out, value); }
};

template <>
struct codec<boost::json::array> {
    static bool decode(reader& in, boost::json::array& out) { return detail::read_tree(in, out); }
    static void encode(std::string& out, boost::json::array const& value) { detail::write_tree(out, value); }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_VALUE_HPP
