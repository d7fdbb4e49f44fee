// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// A callback's target, as anybody may write it. Whatever it is, it is refused in printable words or its code is legal and
// its state is the one of the login.
#include <cogrant/oauth/answer_page.hpp>
#include <cogrant/oauth/callback.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace cogrant::oauth;

void require(bool holds)
{
    if (!holds) std::abort();
}

pending_login login(bool issuer_required)
{
    pending_login out;
    out.state = cogrant::secret("good");
    out.code_verifier = cogrant::secret("verifier");
    out.issuer = "https://as.example";
    out.issuer_required = issuer_required;
    out.redirect_uri = "http://127.0.0.1:1/cb";
    out.expires = std::chrono::sys_seconds(std::chrono::seconds(1));
    return out;
}

void look_at(cogrant::error const& e)
{
    auto const text = e.message() + e.info().server_uri;
    for (char const c : text) require(static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
    auto const page = answer_page::failed("x", text).html();
    require(page.find("<script") == page.npos && page.size() < 8192);
}

void check(std::string_view target, bool issuer_required)
{
    auto got = callback::from_target(target);
    if (!got) return look_at(got.error());
    bool const answers = got->state().expose() == "good";
    require(got->answers(login(issuer_required)) == answers);
    auto valid = check_callback(std::move(*got), login(issuer_required), {});
    if (!valid) return look_at(valid.error());
    require(answers);
    require(!issuer_required || target.find("iss") != target.npos || target.find('%') != target.npos);
    auto const grant = code_grant(std::move(*valid));
    require(grant.has_value() && !grant->code.get().empty());
    for (char const c : grant->code.get().expose()) require(c >= ' ' && c <= '~');
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const target(reinterpret_cast<char const*>(data), size);
    check(target, false);
    check(target, true);
    return 0;
}
