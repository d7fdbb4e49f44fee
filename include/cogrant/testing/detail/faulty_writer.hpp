// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_DETAIL_FAULTY_WRITER_HPP
#define COGRANT_TESTING_DETAIL_FAULTY_WRITER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/server_connection.hpp>
#include <cogrant/testing/emulator/reply.hpp>

#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

inline std::string gzip(std::string_view text)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int const status = deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END) throw std::runtime_error("deflate");
    return out;
}

inline std::string chunked(std::string_view body)
{
    std::string out;
    for (std::size_t at = 0; at < body.size();) {
        auto const size = std::min<std::size_t>(body.size() - at, 4096);
        char digits[17];
        auto const [end, code] = std::to_chars(digits, digits + sizeof digits, size, 16);
        static_cast<void>(code);
        out.append(digits, end).append("\r\n").append(body.substr(at, size)).append("\r\n");
        at += size;
    }
    return out;
}

/// Sends an answer the way its fault says.
inline asio::awaitable<void> write_faulty(http::server_connection& peer, emulator_reply reply, bool head_only)
{
    auto const f = reply.fault;
    if (f.delay > duration::zero()) {
        auto waiting = wait_until<>(std::chrono::steady_clock::now() + f.delay);
        co_await std::move(waiting);
    }
    if (f.broken == breakage::reset) {
        peer.reset();
        co_return;
    }
    auto& answer = reply.response;
    bool const bodiless = answer.status == 204 || answer.status == 304 || answer.status < 200;
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " -\r\n";
    for (auto const field : answer.headers) head.append(field.name).append(": ").append(field.value).append("\r\n");
    auto body = std::move(answer.body);
    if (f.gzip) {
        body = gzip(body);
        head += "Content-Encoding: gzip\r\n";
    }
    std::string ending;
    if (f.chunked && !bodiless) {
        head += "Transfer-Encoding: chunked\r\n";
        body = chunked(body);
        ending = "0\r\n\r\n";
    } else if (!bodiless) {
        head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    head += "\r\n";
    if (head_only) body.clear();
    if (f.broken == breakage::reset_in_body || f.broken == breakage::truncate) {
        if (ending.empty() && !body.empty()) body.resize(std::min(f.bytes, body.size() - 1));
        else body.resize(std::min(f.bytes, body.size()));
        ending.clear();
    }
    if (f.drip) {
        std::string const bytes = head + body + ending;
        auto const piece = std::max<std::size_t>(bytes.size() / 8, 1);
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            auto dripping = peer.write_raw(bytes.substr(at, piece));
            auto const failed = co_await std::move(dripping);
            if (failed) co_return;
            auto pausing = wait_until<>(std::chrono::steady_clock::now() + std::chrono::milliseconds(2));
            co_await std::move(pausing);
        }
    } else {
        head.append(body).append(ending);
        auto writing = peer.write_raw(std::move(head));
        auto const failed = co_await std::move(writing);
        if (failed) co_return;
    }
    if (f.broken == breakage::reset_in_body) peer.reset();
    else if (f.broken != breakage::none) peer.close();
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_DETAIL_FAULTY_WRITER_HPP
