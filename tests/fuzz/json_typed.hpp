// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_FUZZ_JSON_TYPED_HPP
#define COGRANT_TESTS_FUZZ_JSON_TYPED_HPP

#include <cogrant/codec/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// What json_boost.cpp asks of typed reading.

namespace fuzz {

namespace json = cogrant::json;

inline constexpr std::size_t max_depth = 32;

[[noreturn]] inline void differ(char const* what)
{
    std::fprintf(stderr, "difference: %s\n", what);
    std::abort();
}
inline void must(bool held, char const* what)
{
    if (!held) differ(what);
}

inline json::limits our_limits()
{
    return json::limits().depth(max_depth).number(std::numeric_limits<std::size_t>::max());
}

// Structs and lists are read on roads of their own, some of them shorter: they lead to the same values.
struct shape {
    std::string a;
    std::int64_t b = 7;
    double c = 0.5;
    std::optional<std::string> d;
    bool e = false;
    std::uint8_t f = 0;
};

// A value at its place, read by itself. Null keeps the default.
template <class T>
bool read_alone(char const* place, json::reader const& in, T& out)
{
    json::reader alone(std::string_view(place, static_cast<std::size_t>(in.document_end() - place)), our_limits());
    if (alone.peek() == 'n') return true;
    if constexpr (std::is_same_v<T, std::string>) return alone.string(out);
    else if constexpr (std::is_same_v<T, bool>) return alone.boolean(out);
    else if constexpr (std::is_same_v<T, double>) return alone.floating(out);
    else if constexpr (std::is_same_v<T, std::optional<std::string>>) return alone.string(out.emplace());
    else return alone.integer(out);
}

inline bool same(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

// Each object is read as a `shape` too.
inline void
check_shape(json::reader const& in, char const* start, std::map<std::string, char const*, std::less<>> const& values)
{
    shape wanted;
    bool good = true;
    auto const alone = [&](char const* key, auto& member) {
        if (auto const at = values.find(key); at != values.end()) good = read_alone(at->second, in, member) && good;
    };
    alone("a", wanted.a);
    alone("b", wanted.b);
    alone("c", wanted.c);
    alone("d", wanted.d);
    alone("e", wanted.e);
    alone("f", wanted.f);
    shape got;
    json::reader whole(std::string_view(start, static_cast<std::size_t>(in.document_end() - start)), our_limits());
    must(json::read(whole, got) == good, "a struct is read, or not, against its members");
    if (!good) return;
    must(got.a == wanted.a && got.b == wanted.b && same(got.c, wanted.c), "a struct has another member");
    must(got.d == wanted.d && got.e == wanted.e && got.f == wanted.f, "a struct has another member");
}

// Each array is read as a list of T too.
template <class T>
void check_list(json::reader const& in, char const* start, std::vector<char const*> const& places)
{
    std::vector<T> wanted(places.size());
    bool good = true;
    for (std::size_t i = 0; i != places.size(); ++i) good = read_alone(places[i], in, wanted[i]) && good;
    std::vector<T> got;
    json::reader whole(std::string_view(start, static_cast<std::size_t>(in.document_end() - start)), our_limits());
    must(json::read(whole, got) == good, "a list is read, or not, against its items");
    if (!good) return;
    must(got.size() == wanted.size(), "a list has another size");
    for (std::size_t i = 0; i != got.size(); ++i) {
        if constexpr (std::is_same_v<T, double>) must(same(got[i], wanted[i]), "a list has another number");
        else must(got[i] == wanted[i], "a list has another item");
    }
}

} // namespace fuzz

#endif // COGRANT_TESTS_FUZZ_JSON_TYPED_HPP
