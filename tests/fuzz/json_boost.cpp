// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// The same bytes read by Boost.JSON and by each of our readers: all of them accept or all refuse, and what they read is
// the same. Where they differ, it is for a reason that `reason` lists, and nothing else.
#include "json_typed.hpp"
#include <cogrant/codec/json_value.hpp>
#include <cogrant/codec/raw.hpp>

#include <boost/json/parse.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;
using namespace fuzz;

namespace {

// Why the two may differ, each with the proof that is asked for before it counts.
enum class reason {
    number_beyond_double, // Boost: infinity. We: out_of_range as a double, kept as raw text.
    exponent_beyond_int, // Boost: exponent_overflow. We read the number: nought, or out of range, or just right.
    double_not_nearest, // Boost 1.81 is off by a few units in the last place. We: what strtod says, to the bit.
    nought_times_infinity, // Boost 1.81 makes NaN of 0e400. We: nought.
    minus_nought, // Boost: the integer 0. We: the double -0.0; as an integer, 0.
    key_twice // Both: the last one wins. We, with unique_keys: duplicate_key.
};

struct traits {
    bool key_twice = false;
    bool beyond_double = false;
};

// A double as strtod reads it.
double nearest(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

bool allowed(reason why, std::string_view text, double ours, boost::json::value const& theirs)
{
    switch (why) {
    case reason::number_beyond_double: return std::isinf(nearest(text)) && theirs.is_double();
    case reason::nought_times_infinity:
        return ours == 0 && text.find_first_of("123456789") >= text.find_first_of("eE") && theirs.is_double() &&
               std::isnan(theirs.get_double());
    case reason::minus_nought:
        return text == "-0" && std::signbit(ours) && ours == 0 && theirs.is_int64() && theirs.get_int64() == 0;
    case reason::double_not_nearest: {
        if (!theirs.is_double()) return false;
        double const other = theirs.get_double();
        if (std::isinf(other)) return std::abs(ours) >= std::numeric_limits<double>::max() * (1 - 1e-14);
        return std::abs(other - ours) <= std::abs(ours) * 1e-14 + std::numeric_limits<double>::min();
    }
    case reason::exponent_beyond_int:
    case reason::key_twice: break;
    }
    return false;
}

void check_number(json::reader& in, boost::json::value const& theirs, traits& seen)
{
    char const* const start = in.position();
    std::string_view text;
    must(in.number(text), "a number of Boost.JSON is none of ours");
    std::string_view const document(start, text.size());
    double const wanted = nearest(text);
    double ours = 0;
    json::reader as_double(document, our_limits());
    bool const fits = as_double.floating(ours);
    must(fits == !std::isinf(wanted), "a number fits a double, or does not, against strtod");
    if (!fits) {
        must(as_double.problem().code == codec_errc::out_of_range, "a number beyond double fails for another reason");
        must(allowed(reason::number_beyond_double, text, ours, theirs), "number_beyond_double");
        seen.beyond_double = true;
        return;
    }
    must(ours == wanted && std::signbit(ours) == std::signbit(wanted), "a double that is not the nearest");
    std::int64_t whole = 0;
    std::uint64_t natural = 0;
    json::reader as_integer(document, our_limits());
    json::reader as_natural(document, our_limits());
    bool const is_integer = as_integer.integer(whole);
    bool const is_natural = as_natural.integer(natural);
    if (theirs.is_int64()) must(is_integer && whole == theirs.get_int64(), "an integer differs");
    else if (theirs.is_uint64()) must(is_natural && natural == theirs.get_uint64(), "a large integer differs");
    else if (theirs.get_double() != ours)
        must(
            allowed(reason::double_not_nearest, text, ours, theirs) ||
                allowed(reason::nought_times_infinity, text, ours, theirs),
            "double_not_nearest");
    if (is_integer) must(static_cast<double>(whole) == ours, "an integer is not its own double");
    if (is_natural) must(static_cast<double>(natural) == ours, "a large integer is not its own double");
}

void check(json::reader& in, boost::json::value const& theirs, traits& seen);

void check_string(json::reader& in, boost::json::string const& theirs)
{
    char const* const start = in.position();
    std::string_view const wanted(theirs.data(), theirs.size());
    std::string owned = "left over";
    must(in.string(owned) && owned == wanted, "a string differs");
    char const* const end = in.position();
    in.rewind(start);
    std::string scratch;
    std::string_view view;
    must(in.string(view, scratch) && view == wanted && in.position() == end, "a string differs as a view");
    std::string again;
    json::write_string(again, owned);
    json::reader reread(again);
    must(reread.string(owned) && owned == wanted && reread.finish(), "a string is not what was written");
}

void check_object(json::reader& in, boost::json::object const& theirs, traits& seen)
{
    std::map<std::string, char const*, std::less<>> values; // the last one of each key
    std::string scratch;
    std::string_view key;
    in.peek();
    char const* const start = in.position();
    bool twice = false;
    must(in.enter('{'), "an object is none");
    for (auto m = in.first('}'); m != json::reader::more::done; m = in.next('}')) {
        must(m == json::reader::more::item && in.key(key, scratch), "a key is none");
        in.peek();
        if (!values.insert_or_assign(std::string(key), in.position()).second) twice = true;
        must(in.skip(), "a member cannot be skipped");
    }
    must(values.size() == theirs.size(), "an object has other members");
    if (twice) seen.key_twice = true;
    else check_shape(in, start, values);
    char const* const end = in.position();
    for (auto const& [name, place] : values) {
        auto const* const value = theirs.if_contains(name);
        must(value != nullptr, "a key is missing");
        in.rewind(place);
        check(in, *value, seen);
    }
    in.rewind(end);
}

// Walks our reader over the document in step with what Boost.JSON made of it.
void check(json::reader& in, boost::json::value const& theirs, traits& seen)
{
    in.peek();
    if (auto const* const object = theirs.if_object()) check_object(in, *object, seen);
    else if (auto const* const array = theirs.if_array()) {
        std::size_t index = 0;
        char const* const start = in.position();
        std::vector<char const*> places;
        must(in.enter('['), "an array is none");
        for (auto m = in.first(']'); m != json::reader::more::done; m = in.next(']'), ++index) {
            must(m == json::reader::more::item && index < array->size(), "an array has another size");
            in.peek();
            places.push_back(in.position());
            check(in, (*array)[index], seen);
        }
        must(index == array->size(), "an array has another size");
        check_list<std::string>(in, start, places);
        check_list<double>(in, start, places);
        check_list<std::int64_t>(in, start, places);
        check_list<std::uint16_t>(in, start, places);
    } else if (auto const* const text = theirs.if_string()) check_string(in, *text);
    else if (theirs.is_bool()) {
        bool yes = false;
        must(in.boolean(yes) && yes == theirs.get_bool(), "a boolean differs");
    } else if (theirs.is_null()) must(in.null() == true, "null is not null");
    else check_number(in, theirs, seen);
}

// The tree that we make of a document, against theirs.
void compare(boost::json::value const& ours, boost::json::value const& theirs)
{
    if (auto const* const object = theirs.if_object()) {
        must(ours.is_object() && ours.get_object().size() == object->size(), "a tree has other members");
        for (auto const& member : *object) {
            auto const* const mine = ours.get_object().if_contains(member.key());
            must(mine != nullptr, "a tree lacks a key");
            compare(*mine, member.value());
        }
    } else if (auto const* const array = theirs.if_array()) {
        must(ours.is_array() && ours.get_array().size() == array->size(), "a tree has an array of another size");
        for (std::size_t i = 0; i != array->size(); ++i) compare(ours.get_array()[i], (*array)[i]);
    } else if (ours.is_double()) {
        double const value = ours.get_double();
        if (theirs.is_double() && theirs.get_double() == value) return;
        must(
            allowed(reason::minus_nought, "-0", value, theirs) ||
                allowed(reason::double_not_nearest, {}, value, theirs) ||
                allowed(reason::nought_times_infinity, "0e", value, theirs),
            "a double of a tree differs");
    } else {
        must(ours == theirs, "a tree differs");
    }
}

// What any refusal says.
void check_problem(json::error const& e, std::size_t size)
{
    must(static_cast<bool>(e), "refused without a reason");
    must(e.offset <= size, "a problem behind the end");
    must(!e.expected.empty() && !e.found.empty(), "a problem without words");
    must(e.ours <= e.pointer.size(), "a problem with a pointer that is not its own");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const limits = our_limits();

    boost::json::error_code refused;
    boost::json::parse_options options;
    options.max_depth = max_depth;
    auto const theirs = boost::json::parse(boost::json::string_view(text.data(), text.size()), refused, {}, options);

    json::reader skipping(text, limits);
    bool const skipped = skipping.skip() && skipping.finish();
    if (!skipped) check_problem(skipping.problem(), size);
    bool const overflow = refused == boost::json::error::exponent_overflow; // reason::exponent_beyond_int
    if (!(overflow && skipped)) must(skipped == !refused, skipped ? "we accept" : "we refuse");

    json::raw raw;
    json::error problem;
    must(json::decode_into(raw, text, problem, limits) == skipped, "raw and skip differ");
    boost::json::value tree;
    bool const read = json::decode_into(tree, text, problem, limits);
    if (!read) check_problem(problem, size);
    must(!read || skipped, "a tree is read that cannot be skipped");
    if (!skipped || overflow) return 0;

    traits seen;
    json::reader walk(text, limits);
    check(walk, theirs, seen);
    must(walk.finish(), "something is left");
    json::reader compact(raw.text(), limits);
    check(compact, theirs, seen);
    must(compact.finish() && raw.text().size() <= size, "raw text is longer than the document");

    if (read) {
        compare(tree, theirs);
        boost::json::value again;
        must(
            json::decode_into(again, json::encode(tree), problem, limits) && again == tree,
            "a tree is not what was written");
    } else {
        must(problem.code == codec_errc::out_of_range, "a tree is refused for another reason");
    }

    auto unique = limits;
    unique.unique_keys();
    json::reader strict(text, unique);
    bool const accepted = strict.skip() && strict.finish();
    must(accepted || strict.problem().code == codec_errc::duplicate_key, "unique keys: another reason");
    // Members that a later one of the same name replaces were not walked, so only one direction is certain.
    if (seen.key_twice) must(!accepted, "reason::key_twice");
    return 0;
}
