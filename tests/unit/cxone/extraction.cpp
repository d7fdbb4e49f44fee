// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/cxone/extraction.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <print_result.hpp>
#include <string>
#include <unistd.h>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using namespace tenant_parts;

namespace {

constexpr auto jobs = "/data-extraction/v1/jobs";
constexpr auto job_path = "/data-extraction/v1/jobs/job-1";
constexpr auto presigned = "https://files.example/f.csv?X-Signature=PLANTED-signature";

struct temporary_file {
    std::string path = "/tmp/cogrant-extraction-" + std::to_string(::getpid()) + ".csv";
    temporary_file() { std::remove(path.c_str()); }
    temporary_file(temporary_file const&) = delete;
    ~temporary_file() { std::remove(path.c_str()); }
    std::string text() const
    {
        std::ifstream in(path, std::ios::binary);
        return in ? std::string(std::istreambuf_iterator<char>(in), {}) : "no file";
    }
};

struct outcome {
    result<std::string> job = error();
    std::string file;
};

asio::awaitable<void> run(client org, http::file_sink& file, outcome& out)
{
    cxone::extraction_request const what{
        .entity_name = "qm-workflows", .version = "1", .start_date = "2025-03-01", .end_date = "2025-03-02"};
    auto extracting = cxone::extract(org, what, file);
    out.job = co_await std::move(extracting);
}

outcome extracted(tenant& t)
{
    temporary_file file;
    outcome out;
    {
        http::file_sink sink(file.path, http::file_sink_options().sync(false));
        t.time.run(run(t.org, sink, out));
    }
    out.file = file.text();
    CHECK(t.peer.problems() == "");
    if (!out.job) CHECK(out.job.error().message().find("PLANTED") == std::string::npos);
    return out;
}

std::string status(std::string const& facts) { return R"({"jobStatus":{"id":"job-1",)" + facts + "}}"; }

void expect_submission(tenant& t)
{
    t.expect_login();
    t.peer
        .expect(
            t.authorized(post(jobs), 1, area_host)
                .with_body(
                    R"({"entityName":"qm-workflows","version":"1","startDate":"2025-03-01","endDate":"2025-03-02"})"))
        .reply(202, "\"job-1\"");
}

} // namespace

TEST_SUITE("cxone/extraction")
{
    TEST_CASE("an extraction is submitted, looked at every few seconds, and its file fetched without the token")
    {
        tenant t;
        expect_submission(t);
        t.peer.expect(t.authorized(get(job_path), 1, area_host)).reply(200, R"({"jobStatus":{"id":"job-1"}})");
        t.peer.expect(t.authorized(get(job_path), 1, area_host)).reply(200, status(R"("status":"RUNNING")"));
        t.peer.expect(t.authorized(get(job_path), 1, area_host))
            .reply(200, status(R"("status":"SUCCEEDED","result":{"url":")" + std::string(presigned) + "\"}"));
        t.peer
            .expect(
                get("/f.csv?X-Signature=PLANTED-signature").to("https://files.example").without_header("Authorization"))
            .reply(200, "a,b\r\n1,2\r\n");
        auto const out = extracted(t);
        REQUIRE(out.job);
        CHECK(*out.job == "job-1");
        CHECK(out.file == "a,b\r\n1,2\r\n");
        CHECK(t.time.elapsed() >= 25s); // 5, 10 and 10
        CHECK(t.time.elapsed() < 30s);
    }

    TEST_CASE("a job that ends badly says how, and leaves no file")
    {
        for (auto const& [word, code] :
             {std::pair("FAILED", cxone_errc::job_failed), std::pair("CANCELLED", cxone_errc::job_cancelled),
              std::pair("EXPIRED", cxone_errc::job_expired)}) {
            tenant t;
            expect_submission(t);
            t.peer.expect(get(job_path))
                .reply(
                    200, status(std::string(R"("status":")") + word + R"(","result":{"errorMessage":"too\u001bmany"})"),
                    {{"CorrelationId", "c-4"}});
            auto const out = extracted(t);
            REQUIRE_FALSE(out.job);
            CHECK(out.job.error().code() == code);
            CHECK(out.job.error().info().server_message == "too many");
            CHECK(out.job.error().info().correlation_id == "c-4");
            CHECK(out.file == "no file");
        }
    }

    TEST_CASE("a job that is never done is given up, also in a state that nobody knew")
    {
        tenant t(options().job_timeout(60s));
        expect_submission(t);
        t.peer.otherwise(
            [](http::request const&) { return http::response{200, {}, status(R"("status":"DREAMING")")}; });
        auto const out = extracted(t);
        REQUIRE_FALSE(out.job);
        CHECK(out.job.error().code() == cxone_errc::job_expired);
        CHECK(t.time.elapsed() <= 60s);
    }

    TEST_CASE("a success without a file, or with a link that cannot be trusted, is an error")
    {
        for (auto const& [result_text, code] :
             {std::pair("{}", make_error_code(cxone_errc::no_file)),
              std::pair("null", make_error_code(cxone_errc::no_file)),
              std::pair(R"({"url":""})", make_error_code(cxone_errc::no_file)),
              std::pair(R"({"url":"http://files.example/f"})", make_error_code(http_errc::bad_url)),
              std::pair(R"({"url":"file:///etc/passwd"})", make_error_code(http_errc::bad_url))}) {
            CAPTURE(result_text);
            tenant t;
            expect_submission(t);
            t.peer.expect(get(job_path))
                .reply(200, status(std::string(R"("status":"SUCCEEDED","result":)") + result_text));
            auto const out = extracted(t);
            REQUIRE_FALSE(out.job);
            CHECK(out.job.error().code() == code);
        }
    }

    TEST_CASE("a link that has run out is an error that does not show it, and leaves no file")
    {
        tenant t;
        expect_submission(t);
        t.peer.expect(get(job_path))
            .reply(200, status(R"("status":"SUCCEEDED","result":{"url":")" + std::string(presigned) + "\"}"));
        t.peer.expect(get("/f.csv?X-Signature=PLANTED-signature")).reply(403, "<Error>expired</Error>");
        auto const out = extracted(t);
        REQUIRE_FALSE(out.job);
        CHECK(out.job.error().code() == http_errc::forbidden);
        CHECK(out.job.error().info().route == "GET the file of an extraction");
        CHECK(out.file == "no file");
    }

    TEST_CASE("a submission whose fate is unknown is not sent again; one that was refused for its token is")
    {
        tenant lost;
        lost.expect_login();
        lost.peer.expect(post(jobs)).fail_after_write(asio::error::connection_reset);
        CHECK_FALSE(extracted(lost).job);
        tenant t;
        t.expect_login();
        t.peer.expect(post(jobs)).reply(401);
        t.expect_login(2);
        t.peer.expect(t.authorized(post(jobs), 2, area_host)).reply(202, "job-1\n");
        t.peer.expect(get(job_path)).reply(200, status(R"("status":"CANCELLED")"));
        CHECK(extracted(t).job.error().code() == cxone_errc::job_cancelled);
    }

    TEST_CASE("the id of a job is a JSON string or a bare word, and nothing that could lead elsewhere")
    {
        CHECK(cxone::job_id_in("\"ab-1.c_D\"") == "ab-1.c_D");
        CHECK(cxone::job_id_in(" \r\nab-1\n") == "ab-1");
        for (std::string const& bad :
             {std::string(), std::string("\"\""), std::string("\"a"), std::string("a/../b"), std::string("\"a b\""),
              std::string("\"a?b\""), std::string("<html>"), std::string(300, 'a'), std::string("{\"id\":1}"),
              std::string("\"a\0b\"", 5)})
            CHECK_FALSE(cxone::job_id_in(bad).has_value());
        CHECK(cxone::date_text(std::chrono::year(2025) / 3 / 1) == "2025-03-01");
    }
}
