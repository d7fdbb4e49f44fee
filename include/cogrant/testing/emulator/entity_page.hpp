// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_ENTITY_PAGE_HPP
#define COGRANT_TESTING_EMULATOR_ENTITY_PAGE_HPP

#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

/// One page of `total` entities, as every listing of the platform has it; `write(out, k)` appends the k-th.
template <class Write>
http::response entity_page(desk_visit const& v, std::size_t total_rows, std::int64_t most, Write write)
{
    auto const parameters = parse_parameters(v.query);
    if (!parameters) return v.refuse(unreadable_query());
    auto const size = count_parameter(*parameters, "pageSize", std::min<std::int64_t>(25, most), most);
    if (!size) return v.refuse(bad_page("pageSize", most));
    auto const number = count_parameter(*parameters, "pageNumber", 1, max_page_number);
    if (!number) return v.refuse(bad_page("pageNumber", max_page_number));
    auto const path = std::string_view(v.request.target).substr(0, v.request.target.find('?'));
    auto const others = parameters_without(v.query, {"pageSize", "pageNumber"}); // encoded already
    auto const total = static_cast<std::int64_t>(total_rows);
    auto const pages = (total + *size - 1) / *size;
    std::string body;
    json_text j(body);
    auto const link = [&](std::string_view name, std::int64_t page) {
        auto target = std::string(path).append("?pageSize=").append(std::to_string(*size)).append("&pageNumber=");
        j.text(name, target.append(std::to_string(page)).append(others));
    };
    j.open('{');
    j.open("entities", '[');
    for (auto k = (*number - 1) * *size; k < total && k < *number * *size; ++k)
        write(body, static_cast<std::size_t>(k));
    j.close(']');
    j.number("pageSize", *size);
    j.number("pageNumber", *number);
    j.number("total", total);
    link("firstUri", 1);
    if (*number < pages) link("nextUri", *number + 1);
    if (*number > 1 && *number <= pages) link("previousUri", *number - 1);
    link("lastUri", std::max<std::int64_t>(pages, 1));
    link("selfUri", *number);
    j.number("pageCount", pages);
    j.close('}');
    return json_response(200, std::move(body));
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_ENTITY_PAGE_HPP
