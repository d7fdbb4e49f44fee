// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// A struct of views is read, or not, exactly as the same struct of strings; its views look into the document or into the
// arena, and stay when both are moved along with them.
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/json/borrow.hpp>
#include <cogrant/codec/tagged_union.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace json = cogrant::json;

namespace fuzz {

template <class Text>
struct call {
    Text number;
    std::optional<int> seconds;
};
template <class Text>
struct chat {
    std::vector<Text> lines;
};
template <class Text>
using talk = std::variant<call<Text>, chat<Text>>;

template <class Text>
struct everything {
    Text id = "default";
    std::optional<Text> name;
    std::vector<Text> words;
    std::array<Text, 2> pair;
    std::map<std::string, Text> table;
    std::vector<std::optional<Text>> holes;
    std::vector<everything> children;
    std::optional<talk<Text>> talks;
    std::int32_t number = 0;
};
using views = everything<std::string_view>;
using strings = everything<std::string>;

} // namespace fuzz

template <class Text>
struct cogrant::json::tagged_union<fuzz::talk<Text>> {
    static constexpr std::string_view tag = "type";
    static constexpr auto words = tag_words("voice", "chat");
};

namespace {

void must(bool held)
{
    if (!held) std::abort();
}

// Every view once; those into the document are counted.
template <class Look>
void each(fuzz::views const& v, Look const& look)
{
    look(v.id);
    if (v.name) look(*v.name);
    for (auto const text : v.words) look(text);
    for (auto const text : v.pair) look(text);
    for (auto const& [key, text] : v.table) look(text);
    for (auto const& text : v.holes)
        if (text) look(*text);
    for (auto const& child : v.children) each(child, look);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const limits = json::limits().depth(32);
    fuzz::strings copied;
    fuzz::views looking;
    json::arena texts;
    json::error why_not;
    json::error nor_this;
    bool const good = json::decode_into(copied, text, why_not, limits);
    must(json::decode_borrowed_into(looking, text, texts, nor_this, limits) == good);
    if (!good) {
        must(why_not.code == nor_this.code && why_not.offset == nor_this.offset);
        must(why_not.pointer == nor_this.pointer && why_not.expected == nor_this.expected);
        must(why_not.found == nor_this.found);
        must(!json::borrowed<fuzz::views>::decode(std::string(text), limits));
        return 0;
    }
    auto const written = json::encode(copied);
    must(json::encode(looking) == written);
    // A text without escapes is no copy.
    if (text.find('\\') == text.npos)
        each(looking, [&](std::string_view view) {
            std::less_equal<> const before;
            bool const within =
                before(text.data(), view.data()) && before(view.data() + view.size(), text.data() + text.size());
            must(within || view.empty() || view == "default");
        });

    auto first = json::borrowed<fuzz::views>::decode(std::string(text), limits);
    must(first.has_value());
    auto moved = std::move(*first);
    must(json::encode(*moved) == written);
    // What was written is read as the same again, by both.
    json::arena more;
    auto const again = json::decode_borrowed<fuzz::views>(written, more, limits);
    must(again.has_value() && json::encode(*again) == written);
    return 0;
}
