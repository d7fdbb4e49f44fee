// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/recordings.hpp>
#include <cogrant/genesys/transcripts.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::organisation;

namespace {

constexpr auto recordings_target =
    "/api/v2/conversations/c%2F1/recordings?formatId=WAV&mediaFormats=MP3&mediaFormats=OGG_OPUS";
constexpr auto batch_target = "/api/v2/recording/batchrequests";

genesys::recordings_of wanted()
{
    genesys::recordings_of q;
    q.conversation_id = "c/1";
    q.format_id = "WAV";
    q.media_formats = {"MP3", "OGG_OPUS"};
    return q;
}

template <class T>
asio::awaitable<void> keep(asio::awaitable<result<T>> work, std::optional<result<T>>& out)
{
    auto doing = std::move(work);
    auto got = co_await std::move(doing);
    out.emplace(std::move(got));
}

template <class T>
result<T> run(organisation& o, asio::awaitable<result<T>> work)
{
    std::optional<result<T>> out;
    o.time.run(keep(std::move(work), out));
    REQUIRE(out.has_value());
    return *out;
}

genesys::batch_submission batch_of(std::size_t n)
{
    genesys::batch_submission s;
    s.batch_download_request_list.resize(n);
    return s;
}

} // namespace

TEST_SUITE("genesys/records")
{
    TEST_CASE("recordings are asked for again while their media are made ready, as long as the server says")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(get(recordings_target)))
            .reply(202, R"([{"id":"r","estimatedTranscodeTimeMs":4000}])");
        o.peer.expect(o.authorized(get(recordings_target))).reply(202, R"({"estimatedTranscodeTimeMs":2000})");
        o.peer.expect(o.authorized(get(recordings_target))).reply(202, "");
        o.peer.expect(o.authorized(get(recordings_target)))
            .reply(200, R"([{"id":"r","fileState":"AVAILABLE","mediaUris":{"S":{"mediaUri":"https://s/x"},"0":{}}}])");
        auto const query = wanted();
        auto const got = run(o, genesys::recordings_when_ready(o.org, query));
        REQUIRE(got.has_value());
        REQUIRE_EQ(got->size(), 1);
        CHECK(got->front().file_state == genesys::recording_file_state::available);
        CHECK(genesys::media_links(got->front()) == std::vector<std::string>{"https://s/x"});
        CHECK(o.time.elapsed() == 8s); // 4 s, 2 s, and the shortest pause, which has doubled twice
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a server that never gets ready is asked at growing intervals, and not for ever")
    {
        organisation o;
        o.org = org_parts::client(o.time.context.get_executor(), org_parts::options().job_timeout(1min), o.peer);
        o.expect_token();
        o.peer.otherwise([](http::request const& r) {
            return r.method == http::method::post ? http::response{200, {}, R"({"id":"b"})"}
                   : r.target.find("batch") != std::string::npos
                       ? http::response{200, {{"ININ-Correlation-Id", "c-3"}}, R"({"status":"InProgress"})"}
                       : http::response{202, {}, R"([{"estimatedTranscodeTimeMs":1}])"};
        });
        auto const query = wanted();
        auto const got = run(o, genesys::recordings_when_ready(o.org, query));
        REQUIRE(got.has_error());
        CHECK(got.error().code() == genesys_errc::not_ready);
        CHECK(o.time.elapsed() <= 1min);
        CHECK_EQ(o.peer.received().size(), 1 + 10); // the token; at 0, .5, 1.5, 3.5, 7.5, 15.5, 25.5 … 55.5 s
        auto const batch = batch_of(1);
        auto const late = run(o, genesys::run_batch(o.org, batch));
        REQUIRE(late.has_error());
        CHECK(late.error().code() == http_errc::deadline_exceeded);
        CHECK_EQ(late.error().info().correlation_id, "c-3");
        CHECK(o.time.elapsed() <= 2min);
    }

    TEST_CASE("an estimate beyond all measure does not make anybody wait for ever")
    {
        organisation o;
        o.expect_token();
        for (int n = 0; n != 3; ++n)
            o.peer.expect(get(recordings_target))
                .reply(202, R"([{"estimatedTranscodeTimeMs":9000000000000000000}])", {{"ININ-Correlation-Id", "c-9"}});
        auto const query = wanted();
        auto const until = poll_options().deadline(testing::manual_clock::now() + 25s);
        auto const got = run(o, genesys::recordings_when_ready(o.org, query, until));
        REQUIRE(got.has_error());
        CHECK(got.error().code() == genesys_errc::not_ready);
        CHECK_EQ(got.error().info().correlation_id, "c-9");
        CHECK(o.time.elapsed() == 20s); // two pauses of ten seconds; a third would pass the deadline
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a 403 for one conversation names the permission, an empty id sends nothing")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(get(recordings_target))
            .reply(
                403,
                R"({"message":"You are missing the following permission(s): recording:recording:view","code":"missing.any.permissions"})",
                {{"ININ-Correlation-Id", "c-4"}});
        auto const query = wanted();
        auto const got = run(o, genesys::recordings_when_ready(o.org, query));
        REQUIRE(got.has_error());
        CHECK(got.error() == condition::forbidden);
        CHECK_EQ(got.error().info().correlation_id, "c-4");
        CHECK(got.error().info().detail.find("scopes do not apply") != std::string::npos);
        genesys::recordings_of const nobody;
        auto const none = run(o, genesys::recordings_when_ready(o.org, nobody));
        CHECK(none.error().code() == genesys_errc::bad_request);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a batch is submitted once and asked for until it is complete")
    {
        organisation o;
        o.expect_token();
        o.peer
            .expect(o.authorized(
                post(batch_target)
                    .with_body(R"({"batchDownloadRequestList":[{"conversationId":"a"},{"recordingId":"b"}]})")))
            .reply(200, R"({"id":"j 1"})");
        o.peer.expect(o.authorized(get("/api/v2/recording/batchrequests/j%201")))
            .reply(200, R"({"status":"InProgress","expectedResultCount":2,"resultCount":0})");
        o.peer.expect(o.authorized(get("/api/v2/recording/batchrequests/j%201")))
            .reply(200, R"({"status":"Wondering","expectedResultCount":2,"resultCount":1,"errorCount":1,"results":[
                {"conversationId":"a","resultUrl":"https://s/a","contentType":"audio/wav"},{"recordingId":"b","errorMsg":"gone"}]})");
        auto batch = batch_of(2);
        batch.batch_download_request_list[0].conversation_id = "a";
        batch.batch_download_request_list[1].recording_id = "b";
        auto const got = run(o, genesys::run_batch(o.org, batch));
        REQUIRE(got.has_value());
        CHECK_EQ(got->results.size(), 2);
        CHECK_EQ(got->results[1].error_msg.value(), "gone");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a batch that is empty, too large or not named is an error, and its submission is not repeated")
    {
        organisation o;
        for (std::size_t const n : {std::size_t{0}, std::size_t{101}}) {
            auto const batch = batch_of(n);
            auto const got = run(o, genesys::run_batch(o.org, batch));
            CHECK(got.error().code() == genesys_errc::bad_request);
        }
        o.expect_token();
        o.peer.expect(post(batch_target)).reply(200, "{}");
        auto const batch = batch_of(1);
        CHECK(run(o, genesys::run_batch(o.org, batch)).error().code() == genesys_errc::no_job);
        o.peer.expect(post(batch_target)).fail_after_write(asio::error::connection_reset);
        CHECK(run(o, genesys::run_batch(o.org, batch)).has_error());
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a transcript is fetched from where the platform says it lies, without the token")
    {
        organisation o;
        o.expect_token();
        auto const place = "/api/v2/speechandtextanalytics/conversations/c/communications/s/transcripturl";
        o.peer.expect(o.authorized(get(place))).reply(404, R"({"code":"not.found"})");
        o.peer.expect(o.authorized(get(place))).reply(200, R"({"url":"https://store.example/t?sig=1"})");
        o.peer.expect(get("/t?sig=1").to("https://store.example").without_header("Authorization"))
            .reply(200, R"({"a": [1]})");
        o.peer.expect(o.authorized(get(place))).reply(200, R"({"url":"http://store.example/t"})");
        o.peer.expect(o.authorized(get(place))).reply(200, "{}");
        genesys::transcript_url_of question;
        question.conversation_id = "c";
        question.communication_id = "s";
        CHECK(run(o, genesys::transcript(o.org, question)).error().code() == http_errc::not_found);
        auto const got = run(o, genesys::transcript(o.org, question));
        REQUIRE(got.has_value());
        CHECK_EQ(got->text(), R"({"a":[1]})");
        CHECK(run(o, genesys::transcript(o.org, question)).error().code() == http_errc::bad_url);
        CHECK(run(o, genesys::transcript(o.org, question)).error().code() == http_errc::not_found);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a search goes through its pages by number in the body")
    {
        organisation o;
        o.expect_token();
        auto const asked = [](int n) {
            return post("/api/v2/speechandtextanalytics/transcripts/search")
                .with_body(R"({"pageSize":2,"pageNumber":)" + std::to_string(n) + R"(,"types":["transcripts"]})");
        };
        o.peer.expect(asked(1)).reply(200, R"({"total":3,"results":[{"a":1},{"a":2}]})");
        o.peer.expect(asked(2)).reply(200, R"({"total":3,"results":[{"a":3}]})");
        genesys::transcript_search query;
        query.page_size = 2;
        org_parts::seen out;
        o.time.run(org_parts::consume(genesys::search(o.org, query), out));
        CHECK(out.rows == std::vector<std::string>{R"({"a":1})", R"({"a":2})", R"({"a":3})"});
        CHECK(o.peer.problems() == "");
        for (auto const* results : {"[1,2]", "[3]", "[]"}) // larger pages than the server makes
            o.peer.expect(post("/api/v2/speechandtextanalytics/transcripts/search"))
                .reply(200, std::string(R"({"results":)") + results + "}");
        query.page_size = 500;
        org_parts::seen cut;
        o.time.run(org_parts::consume(genesys::search(o.org, query), cut));
        CHECK(cut.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(o.peer.problems() == "");
    }
}
