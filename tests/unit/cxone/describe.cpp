// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/cxone/describe.hpp>
#include <cogrant/cxone/environment.hpp>

#include <doctest/doctest.h>

#include <map>
#include <print_result.hpp>
#include <string>

using namespace cogrant;

namespace {

error_info told(unsigned status, std::string body, http::headers head = {})
{
    error e;
    cxone::describe({status, std::move(head), std::move(body)}, e);
    CHECK(e.code() == status_error(status));
    return e.info();
}

result<cxone::environment> read(std::map<std::string, std::string> const& variables)
{
    return cxone::read_environment([&](char const* name) -> char const* {
        auto const found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

} // namespace

TEST_SUITE("cxone/describe")
{
    TEST_CASE("code and words of an error are found by each of their names")
    {
        auto const oauth = told(400, R"({"error":"bad","error_description":"no skill"})");
        CHECK(oauth.server_code == "bad");
        CHECK(oauth.server_message == "no skill");
        CHECK(told(400, R"({"error":"bad","errorDescription":"no team"})").server_message == "no team");
        CHECK(told(404, R"({"message":"no such version"})").server_message == "no such version");
        CHECK(told(500, R"({"error":{"code":1},"message":["a"]})").server_code == R"({"code":1})");
    }

    TEST_CASE("plain text, XML and nothing at all are kept as they begin, in one printable line")
    {
        CHECK(
            told(400, "A suitable renderer\nis not known\x1b[31m").body_snippet ==
            "A suitable renderer is not known.[31m");
        CHECK(told(500, "<error><m>x</m></error>").body_snippet == "<error><m>x</m></error>");
        CHECK(told(502, std::string(100'000, 'x')).body_snippet.size() == 200);
        CHECK(told(503, "").body_snippet.empty());
        CHECK(told(400, R"({"error":"a","error":"b"})").body_snippet == R"({"error":"a","error":"b"})");
        CHECK(told(400, "Bearer eyJhbGciOiJub25lIn0.e30.x1 is bad").body_snippet == "Bearer [redacted] is bad");
    }

    TEST_CASE("the request id of the gateway is quoted, and cannot write lines of its own")
    {
        http::headers head;
        head.add("CorrelationId", "abc-123");
        head.add("X-Request-Id", "other");
        CHECK(told(500, "", std::move(head)).correlation_id == "abc-123");
    }

    TEST_CASE("the environment names key and area; what is missing is said by its name")
    {
        auto const full =
            read({{"CXONE_ACCESS_KEY_ID", "id"}, {"CXONE_ACCESS_KEY_SECRET", "s"}, {"CXONE_AREA", "eu1"}});
        auto const options = cxone::options_of(full.value());
        REQUIRE(options);
        CHECK(to_string(options->hosts().area) == "https://eu1.nice-incontact.com");
        CHECK(options->client_id().empty());
        auto const none = cxone::options_of(read({{"CXONE_CLIENT_ID", "app"}}).value());
        REQUIRE_FALSE(none);
        CHECK(none.error() == condition::needs_login);
        CHECK(
            none.error().message() == "not set in the environment: CXONE_ACCESS_KEY_ID, CXONE_ACCESS_KEY_SECRET, "
                                      "CXONE_CLIENT_SECRET, CXONE_AREA (e.g. na1) or CXONE_ENV_URL");
    }

    TEST_CASE("a person who signs in needs the application and no access key")
    {
        auto const app =
            read({{"CXONE_CLIENT_ID", "app"}, {"CXONE_CLIENT_SECRET", "s"}, {"CXONE_ENV_URL", "http://127.0.0.1:9"}});
        auto const options = cxone::person_options_of(app.value());
        REQUIRE(options);
        CHECK(options->client_id() == "app");
        CHECK(options->access_key_id().empty());
        auto const none = cxone::person_options_of(read({{"CXONE_ACCESS_KEY_ID", "id"}}).value());
        REQUIRE_FALSE(none);
        CHECK(
            none.error().message() == "not set in the environment: CXONE_CLIENT_ID, CXONE_CLIENT_SECRET, CXONE_AREA "
                                      "(e.g. na1) or CXONE_ENV_URL");
    }

    TEST_CASE("an address wins over the area; a wrong one names the variable and not its value")
    {
        auto const local = read({{"CXONE_ENV_URL", "http://127.0.0.1:8080"}, {"CXONE_AREA", "eu1"}}).value();
        CHECK(to_string(local.hosts.value().area) == "http://127.0.0.1:8080");
        auto const bad = read({{"CXONE_AREA", "PLANTED secret"}});
        REQUIRE_FALSE(bad);
        CHECK(bad.error().code() == cxone_errc::bad_host);
        CHECK(bad.error().message().starts_with("CXONE_AREA: "));
        CHECK(bad.error().message().find("PLANTED") == std::string::npos);
        CHECK(read({{"CXONE_ENV_URL", "nonsense"}}).error().message().starts_with("CXONE_ENV_URL: "));
    }

    TEST_CASE("every error of the platform has words, and answers the coarse questions")
    {
        for (int code = 1; code <= static_cast<int>(cxone_errc::no_file); ++code)
            CHECK(make_error_code(static_cast<cxone_errc>(code)).message() != "unknown CXone error");
        CHECK(make_error_code(static_cast<cxone_errc>(99)).message() == "unknown CXone error");
        CHECK(error(make_error_code(cxone_errc::missing_setting)) == condition::needs_login);
        CHECK(error(make_error_code(cxone_errc::no_job)) == condition::bad_data);
        CHECK_FALSE(error(make_error_code(cxone_errc::job_failed)) == condition::retryable);
        CHECK(std::string(cxone_category().name()) == "cogrant.cxone");
    }
}
