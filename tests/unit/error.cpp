// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/error.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using cogrant::condition;
using cogrant::error;
using cogrant::error_code;
namespace errc = boost::system::errc;

TEST_SUITE("error")
{
    TEST_CASE("the message holds what is known, in one line")
    {
        error e(make_error_code(errc::connection_reset), cogrant::phase::first_byte);
        auto& info = e.edit();
        info.route = "POST /api/v2/users";
        info.attempts = 6;
        info.status = 503;
        info.detail = "the server failed";
        info.server_code = "service.unavailable";
        info.server_message = "come back";
        info.retry_after = std::chrono::milliseconds(1500);
        info.correlation_id = "7b24b13f";
        CHECK(
            e.message() == "POST /api/v2/users: the server failed [first byte] after 6 tries, HTTP 503, "
                           "service.unavailable: come back, retry after 2 s, correlation id 7b24b13f");
    }
    TEST_CASE("without facts the message is that of the code")
    {
        error const e(make_error_code(errc::timed_out));
        CHECK(e.message() == e.code().message());
        CHECK(e.info().where == cogrant::phase::none);
    }
    TEST_CASE("editing a copy leaves the original alone")
    {
        error first(make_error_code(errc::timed_out));
        first.edit().detail = "first";
        error second = first;
        second.edit().detail = "second";
        CHECK(first.info().detail == "first");
        CHECK(second.info().detail == "second");
    }
    TEST_CASE("network errors of the system answer to the conditions")
    {
        for (auto const code :
             {errc::connection_reset, errc::connection_refused, errc::connection_aborted, errc::broken_pipe,
              errc::host_unreachable, errc::network_unreachable, errc::timed_out})
            CHECK(error(make_error_code(code)) == condition::retryable);
        CHECK(error(make_error_code(errc::timed_out)) == condition::timeout);
        CHECK(error(make_error_code(errc::operation_canceled)) == condition::cancelled);
        CHECK_FALSE(error(make_error_code(errc::operation_canceled)) == condition::retryable);
        CHECK_FALSE(error(make_error_code(errc::no_space_on_device)) == condition::retryable);
        CHECK_FALSE(error(error_code()) == condition::retryable);
    }
    TEST_CASE("value() of a result throws the whole error")
    {
        error e(make_error_code(errc::timed_out));
        e.edit().status = 504;
        cogrant::result<int> const r = e;
        bool thrown = false;
        try {
            static_cast<void>(r.value());
        } catch (cogrant::failure const& f) {
            thrown = true;
            CHECK(f.error().info().status == 504);
            CHECK(f.code() == errc::timed_out);
        }
        CHECK(thrown);
    }
}
