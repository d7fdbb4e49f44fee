// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_BYTE_TARGET_HPP
#define COGRANT_SINK_BYTE_TARGET_HPP

#include <cogrant/error.hpp>
#include <cogrant/sink/part_file.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/** Where bytes go. `write` completes when they are taken, which is how a slow reader holds the rows back; `finish` says
    that all has come. `problem()` is our words for the error returned last. Archetype: `tests/unit/sink/row_sink.cpp`. */
template <class T>
concept byte_target = std::move_constructible<T> && requires(T& t, T const& c, std::string_view bytes) {
    { t.write(bytes) } -> std::same_as<boost::asio::awaitable<error_code>>;
    { t.finish() } -> std::same_as<boost::asio::awaitable<error_code>>;
    { c.problem() } -> std::convertible_to<std::string>;
};

/** Any Asio stream to write to: a socket, a TLS stream, a pipe. It is not closed.

    @par Lifetime       the stream must outlive this object
    @par Cancellation   as the stream's; what was written stays written
    @par Thread safety  that of the stream */
template <class AsyncWriteStream>
class stream_target {
public:
    explicit stream_target(AsyncWriteStream& stream) noexcept : stream_(&stream) {}

    boost::asio::awaitable<error_code> write(std::string_view bytes)
    {
        auto* const stream = stream_;
        auto const buffer = boost::asio::buffer(bytes.data(), bytes.size());
        auto writing = boost::asio::async_write(*stream, buffer, boost::asio::as_tuple(boost::asio::use_awaitable));
        auto outcome = co_await std::move(writing);
        auto& [code, written] = outcome;
        static_cast<void>(written);
        co_return code;
    }
    boost::asio::awaitable<error_code> finish()
    {
        error_code const nothing_to_do;
        co_return nothing_to_do;
    }
    std::string problem() const { return {}; }

private:
    AsyncWriteStream* stream_;
};

/** An open descriptor that belongs to somebody else: standard output, an inherited pipe. It is not closed.

    @par Cancellation   none: see `file_options::stop_at_signal`
    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         writing blocks the thread as long as the reader takes; for a stream use @ref stream_target */
class descriptor_target {
public:
    explicit descriptor_target(int descriptor, file_options options = {}) noexcept
        : descriptor_(descriptor), options_(options)
    {
    }

    boost::asio::awaitable<error_code> write(std::string_view bytes)
    {
        auto const code = detail::write_all(descriptor_, bytes, options_.stop_at_signal());
        co_return code;
    }
    boost::asio::awaitable<error_code> finish()
    {
        error_code const nothing_to_do;
        co_return nothing_to_do;
    }
    std::string problem() const { return {}; }

private:
    int descriptor_;
    file_options options_;
};

/** A file that appears under its name when all rows are in it; nothing is left of it otherwise. See @ref part_file.

    @par Cancellation   none: writing blocks
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class file_target {
public:
    explicit file_target(std::string path, file_options options = {}) : file_(std::move(path), options) {}

    /// Opens it before the first row is there, so that a name that cannot be written is known early.
    error_code open() { return file_.open(); }
    bool complete() const noexcept { return file_.complete(); }

    boost::asio::awaitable<error_code> write(std::string_view bytes)
    {
        error_code code = file_.is_open() ? error_code() : file_.open();
        if (!code) code = file_.write(bytes);
        co_return code;
    }
    boost::asio::awaitable<error_code> finish()
    {
        error_code code = file_.is_open() ? error_code() : file_.open();
        if (!code) code = file_.commit();
        co_return code;
    }
    std::string problem() const { return file_.problem(); }

private:
    part_file file_;
};

} // namespace cogrant

#endif // COGRANT_SINK_BYTE_TARGET_HPP
