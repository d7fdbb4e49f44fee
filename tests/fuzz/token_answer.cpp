// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/token_answer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// The answer of a token endpoint: the first byte chooses status and type, the rest is the body. What is read is legal and
// lives for a bounded time; no error text holds a control character.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace cogrant;
    constexpr unsigned statuses[] = {200, 400, 201, 401, 503, 302, 429, 204};
    constexpr std::string_view types[] = {
        "application/json", "application/x-www-form-urlencoded", "text/plain", "text/html"};
    unsigned const choice = size == 0 ? 0 : data[0] - unsigned{'0'};
    std::string_view const body(reinterpret_cast<char const*>(data) + (size == 0 ? 0 : 1), size == 0 ? 0 : size - 1);
    http::response answer{statuses[choice % 8], {}, std::string(body)};
    answer.headers.add("Content-Type", types[choice / 8 % 4]);
    auto const got = oauth::read_token_answer(answer);
    if (got) {
        auto const token = got->access_token.expose();
        bool const legal = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
        if (token.empty() || !legal || answer.status >= 300) std::abort();
        if (got->expires_in < std::chrono::seconds(0) || got->expires_in > oauth::max_token_life) std::abort();
        static_cast<void>(oauth::member_of<std::string>(*got, "scope"));
    } else {
        if (!got.error().code()) std::abort();
        for (char const c : got.error().message())
            if (static_cast<unsigned char>(c) < ' ') std::abort();
    }
    return 0;
}
