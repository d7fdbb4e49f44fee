// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_REQUEST_PARAMETERS_HPP
#define COGRANT_TESTING_EMULATOR_REQUEST_PARAMETERS_HPP

#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// `pageSize` and the like: absent gives the default; a text that is not a number from 1 to `most` gives none.
inline std::optional<std::int64_t>
count_parameter(parameter_list const& list, std::string_view name, std::int64_t otherwise, std::int64_t most)
{
    auto const text = find_parameter(list, name);
    if (!text || text->empty()) return otherwise;
    auto const n = parse_integer(*text);
    if (!n || *n < 1 || *n > most) return std::nullopt;
    return n;
}

/// The values of a parameter that may be repeated and may hold commas.
inline std::vector<std::string> values_of(parameter_list const& list, std::string_view name)
{
    std::vector<std::string> out;
    for (auto const& [n, v] : list) {
        if (n != name) continue;
        std::string_view rest = v;
        while (!rest.empty()) {
            auto const comma = rest.find(',');
            if (auto const part = rest.substr(0, comma); !part.empty()) out.emplace_back(part);
            rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    return out;
}

/// A parameter that is one of these words, or absent; the reason when it is another.
inline std::optional<problem> word_parameter(
    parameter_list const& list, std::string_view name, std::initializer_list<std::string_view> words,
    std::optional<std::string>& out)
{
    auto const text = find_parameter(list, name);
    if (!text) return std::nullopt;
    std::string all;
    for (auto const word : words) {
        if (*text == word) return out.emplace(*text), std::nullopt;
        all.append(all.empty() ? "" : ", ").append(word);
    }
    return bad_request(std::string(name) + " is none of " + all, "invalid.value");
}

/// A parameter that is true or false; `otherwise` when it is absent, none when it is something else.
inline std::optional<bool> flag_parameter(parameter_list const& list, std::string_view name, bool otherwise)
{
    auto const text = find_parameter(list, name);
    if (!text) return otherwise;
    if (*text != "true" && *text != "false") return std::nullopt;
    return *text == "true";
}

/// What is in a query string besides the parameters of these names, as it came, each with `&` in front.
inline std::string parameters_without(std::string_view query, std::initializer_list<std::string_view> names)
{
    std::string out;
    while (!query.empty()) {
        auto const amp = query.find('&');
        auto const pair = query.substr(0, amp);
        query = amp == query.npos ? std::string_view() : query.substr(amp + 1);
        auto const name = pair.substr(0, pair.find('='));
        bool const named = std::find(names.begin(), names.end(), name) != names.end();
        if (!pair.empty() && !named) out.append("&").append(pair);
    }
    return out;
}

inline problem unreadable_query() { return bad_request("The query string cannot be decoded"); }

inline problem bad_page(std::string_view name, std::int64_t most)
{
    return bad_request(std::string(name) + " must be a number from 1 to " + std::to_string(most), "pagination.invalid");
}

inline constexpr std::int64_t max_page_number = 2'147'483'647;

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_REQUEST_PARAMETERS_HPP
