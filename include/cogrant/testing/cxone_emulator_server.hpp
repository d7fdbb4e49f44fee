// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_CXONE_EMULATOR_SERVER_HPP
#define COGRANT_TESTING_CXONE_EMULATOR_SERVER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/testing/cxone_emulator.hpp>
#include <cogrant/testing/detail/faulty_writer.hpp>
#include <cogrant/testing/loopback_server.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace cogrant::testing {

/** A `cxone_emulator` on a port of 127.0.0.1: what programs and tests of any language talk to.

    @code
    testing::cxone_emulator_server server(context.get_executor(), testing::cxone_emulator_options().contacts(1000));
    options.hosts(cxone::hosts_of_url(to_string(server.origin())).value());
    @endcode

    @par Thread safety  runs on the executor given, which must be serial; use it from there */
class cxone_emulator_server {
public:
    explicit cxone_emulator_server(
        asio::any_io_executor executor, cxone_emulator_options options = cxone_emulator_options(),
        std::optional<certificate> identity = {}, std::uint16_t port = 0)
        : emulator_(std::make_shared<cxone_emulator>(std::move(options))),
          server_(
              std::move(executor),
              [emulator = emulator_](http::request request, http::server_connection& peer) {
                  return serve(emulator, std::move(request), peer);
              },
              std::move(identity), port)
    {
    }

    /// Where it listens, as every host of the platform.
    http::origin origin() const { return server_.origin(); }
    cxone_emulator& emulator() noexcept { return *emulator_; }
    std::size_t accepted() const noexcept { return server_.accepted(); }
    void stop() noexcept { server_.stop(); }

private:
    static asio::awaitable<void>
    serve(std::shared_ptr<cxone_emulator> emulator, http::request request, http::server_connection& peer)
    {
        bool const head = request.method == http::method::head;
        auto reply = emulator->handle(request, std::chrono::steady_clock::now(), std::chrono::system_clock::now());
        auto writing = detail::write_faulty(peer, std::move(reply), head);
        co_await std::move(writing);
    }

    std::shared_ptr<cxone_emulator> emulator_;
    loopback_server server_;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_CXONE_EMULATOR_SERVER_HPP
