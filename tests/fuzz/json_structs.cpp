// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// A struct with a member of every kind: what is read and written is read as the same again, and is what Boost.JSON
// and the strict reader of any value accept too.
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/json_value.hpp>
#include <cogrant/codec/ndjson.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/tagged_union.hpp>
#include <cogrant/reflect/describe.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <boost/json/parse.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;
using cogrant::field;

namespace fuzz {

enum class colour { red, dark_blue };

struct call {
    std::string number;
    field<int> seconds;
};
struct chat {
    std::vector<std::string> lines;
};
using strict_union = std::variant<call, chat>;
using open_union = std::variant<call, chat, json::unknown_case>;

class hidden {
public:
    hidden() = default;

private:
    std::string name_;
    BOOST_DESCRIBE_CLASS(hidden, (), (), (), (name_))
};
struct derived : hidden {
    std::optional<std::int16_t> rank;
};
BOOST_DESCRIBE_STRUCT(derived, (hidden), (rank))

struct node {
    std::vector<node> children;
    std::map<std::string, node> by_name;
    std::optional<std::string> text;
};

struct everything {
    std::string id = "default";
    bool flag = false;
    std::int8_t i8 = 0;
    std::uint16_t u16 = 0;
    std::int64_t i64 = 0;
    std::uint64_t u64 = 0;
    double real = 0;
    float small = 0;
    std::optional<std::int64_t> maybe;
    colour paint = colour::red;
    cogrant::open_enum<colour> open;
    cogrant::timestamp when{};
    cogrant::secret token;
    std::array<int, 2> pair{};
    std::vector<bool> bits;
    std::vector<std::optional<double>> holes;
    std::map<std::string, std::vector<int>> table;
    node tree;
    json::raw any;
    boost::json::value free;
    field<std::string> text;
    field<std::vector<int>> list;
    field<std::int64_t> number;
    std::optional<strict_union> one_of;
    std::optional<open_union> any_of;
    derived described;
    std::optional<chat> needs_lines;
};

} // namespace fuzz

template <>
struct cogrant::json::tagged_union<fuzz::strict_union> {
    static constexpr std::string_view tag = "type";
    static constexpr auto words = tag_words("voice", "chat");
};
template <>
struct cogrant::json::tagged_union<fuzz::open_union> {
    static constexpr std::string_view tag = "type";
    static constexpr auto words = tag_words("voice", "chat");
};
template <>
struct cogrant::reflect::required_members<fuzz::chat> {
    static constexpr auto value = members(&fuzz::chat::lines);
};
template <>
struct cogrant::reflect::wire_names<fuzz::everything> {
    static constexpr auto value = renames(rename(&fuzz::everything::any_of, "any/of~"));
};

namespace {

void must(bool held)
{
    if (!held) std::abort();
}

} // namespace

namespace fuzz {

// A value whose members are all other than they begin.
everything full()
{
    static constexpr std::string_view text =
        R"({"id":"a text that is longer than fits","flag":true,"i8":1,"u16":1,"i64":1,"u64":1,"real":1,"small":1,"maybe":1,)"
        R"("paint":"darkBlue","open":"green","when":"2026-01-02T03:04:05Z","token":"t","pair":[1,2],"bits":[true,true],)"
        R"("holes":[1,null,2],"table":{"a":[1]},"tree":{"children":[{"text":"c"},{"byName":{"b":{"text":"x"}}}],)"
        R"("byName":{"n":{"children":[{}]}},"text":"t"},"any":[1],"free":{"f":1},"text":"t","list":[1],"number":1,)"
        R"("oneOf":{"type":"chat","lines":["l"]},"any/of~":{"type":"voice","number":"1","seconds":2},)"
        R"("described":{"rank":1,"name":"n"},"needsLines":{"lines":["a","b"]}})";
    everything value;
    json::error problem;
    must(json::decode_into(value, text, problem));
    return value;
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const limits = json::limits().depth(32);
    fuzz::everything value;
    json::error problem;
    bool const good = json::decode_into(value, text, problem, limits);
    json::reader skipping(text, limits);
    bool const legal = skipping.skip() && skipping.finish();
    if (!good) {
        must(problem && problem.offset <= size && !problem.expected.empty() && !problem.found.empty());
        must(problem.ours <= problem.pointer.size());
        // A document that is no JSON is never refused for what a struct wants, unless that comes first.
        if (legal) must(problem.code != codec_errc::syntax && problem.code != codec_errc::unexpected_end);
        auto old = fuzz::full();
        must(!json::decode_over(old, text, problem, limits));
        return 0;
    }
    must(legal);
    // Nothing of an old value is left.
    auto old = fuzz::full();
    must(json::decode_over(old, text, problem, limits) && json::encode(old) == json::encode(value));

    auto const written = json::encode(value);
    fuzz::everything again;
    must(json::decode_into(again, written, problem, limits));
    must(json::encode(again) == written);
    // Into what already holds all of it, nothing changes.
    must(json::decode_into(again, written, problem, limits) && json::encode(again) == written);
    boost::json::error_code refused;
    boost::json::parse_options options;
    options.max_depth = 33;
    static_cast<void>(boost::json::parse(written, refused, {}, options));
    must(!refused || refused == boost::json::error::exponent_overflow);

    std::string row;
    cogrant::ndjson::row(value, row);
    must(row.find('\n') == row.size() - 1);
    row.clear();
    cogrant::csv::row(value, row);
    must(row.size() >= 2);
    return 0;
}
