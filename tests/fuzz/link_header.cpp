// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/paginate/next_link.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using cogrant::find_link;
namespace http = cogrant::http;

void must(bool held)
{
    if (!held) std::abort();
}

/// No blank, no control, nothing that ends a link or a field.
bool plain(std::string_view text)
{
    for (char const c : text)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"') return false;
    return true;
}

struct no_page {};

void follow(http::headers const& fields, std::string const& target)
{
    http::request r;
    r.origin = {true, "api.example", 443};
    r.target = target;
    auto const before = r.origin;
    auto const step = cogrant::next_link_in_header().next(r, no_page(), fields);
    must(r.origin == before);
    if (!step || !step->more) {
        must(r.target == target);
        return;
    }
    must(r.target.starts_with('/') && plain(r.target) && step->marker == r.target);
    must(r.target.find('#') == std::string::npos);
    // The marker finds the page again, whatever was asked for meanwhile.
    http::request other;
    other.origin = before;
    other.target = "/elsewhere?page=3";
    must(cogrant::next_link_in_header().resume(other, step->marker).has_value() && other.target == r.target);
}

} // namespace

// Link fields, one a line. They mean the same as one field, what is found can be written again, and no link leads to
// another server.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    http::headers fields;
    http::headers one;
    std::string joined;
    std::string_view text(reinterpret_cast<char const*>(data), size);
    while (!text.empty()) {
        auto const end = text.find('\n');
        auto const line = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (!fields.add("Link", line)) continue;
        if (!joined.empty()) joined += ", ";
        joined += line;
    }
    auto const found = find_link(fields, "next");
    if (!found) {
        must(found.error().code() == cogrant::page_errc::bad_link && !found.error().info().detail.empty());
    } else {
        must(!*found || plain(**found));
        if (!joined.empty() && one.add("link", joined)) {
            auto const again = find_link(one, "NEXT");
            must(again.has_value() && *again == *found);
        }
        if (*found) {
            http::headers written;
            must(written.add("Link", "<" + **found + ">; title=\"a, <b>\"; rel=\"prev next\""));
            auto const again = find_link(written, "next");
            must(again.has_value() && *again == *found);
        }
    }
    follow(fields, "/api/v2/users?page=1");
    follow(fields, "/");
    return 0;
}
