// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/unauthorized.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

// Out of line: g++ 12 with -O1 sees an overlap that is not there (-Wrestrict).
[[gnu::noinline]] bool add_challenge(cogrant::http::response& answer, std::string_view text)
{
    return answer.headers.add("WWW-Authenticate", text);
}

} // namespace

// A WWW-Authenticate field. What is read keeps its bounds, and a refusal quotes nothing.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const read = cogrant::oauth::parse_challenges(text);
    if (!read) {
        if (read.error().info().detail.size() > 200) std::abort();
    } else {
        if (read->size() > cogrant::oauth::max_challenges) std::abort();
        for (auto const& c : *read) {
            bool const both = !c.token68.empty() && !c.params.empty();
            if (c.scheme.empty() || both || c.params.size() > cogrant::oauth::max_challenge_params) std::abort();
            for (auto const& [name, value] : c.params)
                if (name.empty() || c.find(name) != std::string_view(value)) std::abort();
        }
    }
    cogrant::http::response answer{401, {}, {}};
    if (!add_challenge(answer, text)) return 0;
    for (bool const replayed : {false, true}) {
        cogrant::unauthorized_facts facts;
        facts.replayed = replayed;
        auto const decided = cogrant::decide_unauthorized(answer, facts);
        if (decided.replay && (replayed || !decided.invalidate)) std::abort();
    }
    cogrant::error e;
    cogrant::oauth::describe_challenges(answer, "Bearer", e);
    for (char const c : e.message())
        if (static_cast<unsigned char>(c) < ' ') std::abort();
    return 0;
}
