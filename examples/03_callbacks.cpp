// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A program without coroutines: a token by callback, and one by future from another thread.
#include <cogrant/genesys.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <exception>
#include <iostream>
#include <thread>

namespace asio = boost::asio;

int main()
{
    asio::io_context context;
    try {
        auto org = cogrant::genesys::client::from_environment(context.get_executor());
        cogrant::error why;
        org.tokens().async_get_token(why, [&](cogrant::error_code code, cogrant::oauth::token_ref token) {
            if (code) std::cout << "no token: " << why.message() << '\n';
            else std::cout << "a token of " << token->expose().size() << " characters\n";
        });
        context.run();

        context.restart();
        auto work = asio::make_work_guard(context);
        std::thread io([&] { context.run(); });
        auto waiting = org.tokens().async_get_token(asio::use_future);
        try {
            std::cout << "the same, generation " << waiting.get()->generation() << '\n';
        } catch (std::exception const& e) {
            std::cout << "no token: " << e.what() << '\n';
        }
        work.reset();
        io.join();
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
