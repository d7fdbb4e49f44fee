// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "print_result.hpp"
#include "support/coroutines.hpp"
#include <cogrant/codec/raw.hpp>
#include <cogrant/sink/row_sink.hpp>

#include <boost/asio/connect_pipe.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace cogrant;

namespace {

struct row {
    int number = 0;
    std::string text;
};

async_generator<row> numbers(int n, int* asked = nullptr)
{
    row made{0, "t"};
    while (made.number++ < n) {
        if (asked != nullptr) *asked = made.number;
        co_yield made;
    }
}

async_generator<row> breaks_off(int n)
{
    row made{0, "t"};
    while (made.number++ < n) co_yield made;
    throw failure(error(asio::error::connection_reset));
}

/// Exactly what a target must have; keeps what it is given, and fails at the n-th write.
class kept {
public:
    explicit kept(std::string* to, int fail_at = 0) : to_(to), fail_at_(fail_at) {}
    asio::awaitable<error_code> write(std::string_view bytes)
    {
        error_code code;
        co_await support::turn();
        if (++writes_ == fail_at_) code = asio::error::no_descriptors;
        else to_->append(bytes);
        co_return code;
    }
    asio::awaitable<error_code> finish()
    {
        error_code code;
        if (++writes_ == fail_at_) code = asio::error::no_descriptors;
        else *to_ += "|finished";
        co_return code;
    }
    std::string problem() const { return "the kept target is full"; }

private:
    std::string* to_;
    int fail_at_;
    int writes_ = 0;
};

template <class Format>
std::string written(Format format, int rows, std::size_t buffer = 1)
{
    asio::io_context context;
    std::string out;
    row_sink sink{std::move(format), kept(&out), buffer};
    auto const count = support::run(context, write_rows(numbers(rows), sink));
    REQUIRE(count);
    CHECK(*count == static_cast<std::uint64_t>(rows));
    return out;
}

std::string contents(std::string const& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

TEST_SUITE("sink/row_sink")
{
    TEST_CASE("the formats: NDJSON, CSV with a header, a JSON array")
    {
        for (std::size_t buffer : {1U, 20U, 100000U}) {
            CHECK(
                written(ndjson_format(), 2, buffer) ==
                "{\"number\":1,\"text\":\"t\"}\n{\"number\":2,\"text\":\"t\"}\n|finished");
            CHECK(written(csv_format<row>(), 2, buffer) == "number,text\r\n1,t\r\n2,t\r\n|finished");
            CHECK(written(csv_format<row>(csv::table<row>::of({"text"}).value()), 1) == "text\r\nt\r\n|finished");
            CHECK(
                written(json_array_format(), 2, buffer) ==
                "[\n{\"number\":1,\"text\":\"t\"},\n{\"number\":2,\"text\":\"t\"}\n]\n|finished");
        }
    }

    TEST_CASE("without rows there is an empty file, a header, an empty array")
    {
        CHECK(written(ndjson_format(), 0) == "|finished");
        CHECK(written(csv_format<row>(), 0) == "number,text\r\n|finished");
        CHECK(written(json_array_format(), 0) == "[\n]\n|finished");
    }

    TEST_CASE("what an earlier run wrote is gone on with: no second header, a comma where it belongs")
    {
        asio::io_context context;
        std::string csv_text, array, empty_array;
        row_sink a{csv_format<row>(), kept(&csv_text)};
        a.go_on(7);
        CHECK(support::run(context, write_rows(numbers(1), a)).value() == 8);
        CHECK(csv_text == "1,t\r\n|finished");
        row_sink b{json_array_format(), kept(&array)};
        b.go_on(1);
        support::run(context, write_rows(numbers(1), b)).value();
        CHECK(array == ",\n{\"number\":1,\"text\":\"t\"}\n]\n|finished");
        row_sink c{json_array_format(), kept(&empty_array)};
        c.go_on(0);
        support::run(context, write_rows(numbers(1), c)).value();
        CHECK(empty_array == "\n{\"number\":1,\"text\":\"t\"}\n]\n|finished");
    }

    TEST_CASE("an error of the target ends the writing in its words, and stays")
    {
        for (int at = 1; at != 8; ++at) {
            asio::io_context context;
            std::string out;
            int asked = 0;
            row_sink sink{ndjson_format(), kept(&out, at), 1};
            auto const outcome = support::run(context, write_rows(numbers(5, &asked), sink));
            if (at > 6) {
                CHECK(outcome);
                break;
            }
            REQUIRE(!outcome);
            CHECK(outcome.error() == error_code(asio::error::no_descriptors));
            CHECK(outcome.error().info().detail == "the kept target is full");
            CHECK(asked == std::min(at, 5)); // no row was asked for that could not be written
            auto const again = support::run(context, sink.finish());
            REQUIRE(!again);
            CHECK(again.error() == error_code(asio::error::no_descriptors));
            CHECK(out.find("finished") == std::string::npos);
        }
    }

    TEST_CASE("an error of the source is handed up, and the file does not appear")
    {
        asio::io_context context;
        std::string const path = "row_sink_source.csv";
        std::remove(path.c_str());
        {
            row_sink sink{csv_format<row>(), file_target(path), 1};
            auto const outcome = support::run(context, write_rows(breaks_off(3), sink));
            REQUIRE(!outcome);
            CHECK(outcome.error() == error_code(asio::error::connection_reset));
        }
        CHECK(contents(path) == "");
        CHECK(std::remove(path.c_str()) != 0);
    }

    TEST_CASE("a file appears when all rows are in it; a name that cannot be written is known at once")
    {
        asio::io_context context;
        std::string const path = "row_sink_file.csv";
        row_sink sink{csv_format<row>(), file_target(path, file_options().sync(false))};
        REQUIRE(!sink.target().open());
        CHECK(contents(path) == "");
        support::run(context, write_rows(numbers(2), sink)).value();
        CHECK(contents(path) == "number,text\r\n1,t\r\n2,t\r\n");
        CHECK(sink.target().complete());
        std::remove(path.c_str());

        row_sink nowhere{ndjson_format(), file_target("no/such/folder/rows")};
        CHECK(nowhere.target().open());
        auto const outcome = support::run(context, write_rows(numbers(1), nowhere));
        REQUIRE(!outcome);
        CHECK(outcome.error().info().detail.starts_with("cannot write no/such/folder/rows: "));
    }

    TEST_CASE("a stream that nobody reads holds the rows back, and reading sets them free")
    {
        asio::io_context context;
        asio::readable_pipe reader(context);
        asio::writable_pipe writer(context);
        asio::connect_pipe(reader, writer);
        constexpr int total = 40000;
        int asked = 0;
        bool done = false;
        row_sink sink{ndjson_format(), stream_target(writer), 4096};
        asio::co_spawn(
            context, write_rows(numbers(total, &asked), sink), [&](std::exception_ptr e, result<std::uint64_t> count) {
                CHECK(!e);
                CHECK(count.value() == total);
                done = true;
                writer.close();
            });
        context.poll();
        CHECK(!done);
        CHECK(asked < total / 4); // 64 KiB of the pipe and 4 KiB of ours
        std::size_t bytes = 0;
        std::string block(8192, '\0');
        for (error_code code; !code;) {
            context.restart();
            context.poll();
            std::size_t const n = reader.read_some(asio::buffer(block), code);
            bytes += n;
        }
        CHECK(done);
        CHECK(asked == total);
        CHECK(bytes > 20U * total);
    }

    TEST_CASE("a descriptor is written to and left open")
    {
        asio::io_context context;
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        row_sink sink{ndjson_format(), descriptor_target(ends[1])};
        support::run(context, write_rows(numbers(1), sink)).value();
        std::array<char, 64> text{};
        auto const n = ::read(ends[0], text.data(), text.size());
        CHECK(std::string(text.data(), static_cast<std::size_t>(n)) == "{\"number\":1,\"text\":\"t\"}\n");
        ::close(ends[0]);
        CHECK(::close(ends[1]) == 0);
    }
}
