// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/event_stream.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t limit = 64;

struct outcome {
    std::vector<std::string> seen;
    bool failed = false;
    friend bool operator==(outcome const&, outcome const&) = default;
};

outcome events(std::string_view text, std::size_t piece)
{
    outcome out;
    cogrant::event_stream_parser parser(limit);
    cogrant::server_event e;
    cogrant::error_code code;
    for (; !text.empty() && !code; text.remove_prefix(std::min(piece, text.size()))) {
        auto input = text.substr(0, piece);
        while (parser.take(input, e, code)) {
            if (e.data.size() > limit || e.type.empty() || e.type.size() > limit) std::abort();
            out.seen.push_back(e.type + '|' + e.data + '|' + e.id);
        }
    }
    out.failed = code.failed();
    return out;
}

outcome lines(std::string_view text, std::size_t piece)
{
    outcome out;
    cogrant::line_splitter splitter(limit);
    cogrant::error_code code;
    for (; !text.empty() && !code; text.remove_prefix(std::min(piece, text.size()))) {
        auto input = text.substr(0, piece);
        while (!input.empty() && !code)
            if (auto const line = splitter.take(input, code)) {
                if (line->size() > limit || line->find_first_of("\r\n") != line->npos) std::abort();
                out.seen.emplace_back(*line);
            }
    }
    if (auto const rest = code ? std::nullopt : splitter.rest()) out.seen.emplace_back(*rest);
    out.failed = code.failed();
    return out;
}

} // namespace

// An event stream. It means the same in pieces of every size, and keeps its bounds.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), std::min<std::size_t>(size, 4096));
    if (events(text, 1) != events(text, 4096) || events(text, 3) != events(text, 4096)) std::abort();
    if (lines(text, 1) != lines(text, 4096) || lines(text, 7) != lines(text, 4096)) std::abort();
    return 0;
}
