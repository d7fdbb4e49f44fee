// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A process that renews a login which it shares with others through files; for token_store.py.
//
//   session_renewer login <folder> <key> <refresh token>       stores a login whose access token has ended
//   session_renewer renew <folder> <key> <token url> <times>   prints "token <access token>" or "failed <why>" each time
//   session_renewer die <folder> <key> <token url>             as renew, once; ends itself by SIGKILL when it has the answer
//
// Exit codes: 0, 3 when somebody has to log in again, 1 for any other failure at the end.
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/file_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

namespace asio = boost::asio;
namespace oauth = cogrant::oauth;

namespace {

/// A file store that may kill its process when it is about to save the second time: the mark is saved, the answer is not.
class mortal_store {
public:
    using lease_type = oauth::file_token_store::lease_type;

    mortal_store(std::string folder, bool dies) : files_(std::move(folder)), dies_(dies) {}

    asio::awaitable<cogrant::result<std::optional<oauth::stored_token>>> load(std::string key)
    {
        return files_.load(std::move(key));
    }
    asio::awaitable<cogrant::result<std::uint64_t>>
    save(std::string key, oauth::stored_token record, std::uint64_t expected)
    {
        if (dies_ && !record.presented) std::raise(SIGKILL);
        return files_.save(std::move(key), std::move(record), expected);
    }
    asio::awaitable<cogrant::result<lease_type>> lease(std::string key, cogrant::time_point deadline)
    {
        return files_.lease(std::move(key), deadline);
    }
    asio::awaitable<cogrant::result<void>> erase(std::string key, std::uint64_t version)
    {
        return files_.erase(std::move(key), version);
    }

private:
    oauth::file_token_store files_;
    bool dies_;
};

asio::awaitable<int> log_in(std::string folder, std::string key, std::string refresh)
{
    oauth::file_token_store const store(std::move(folder));
    oauth::token_set tokens;
    tokens.access_token = cogrant::secret("login-" + refresh);
    tokens.token_type = "Bearer";
    tokens.refresh_token = cogrant::secret(refresh);
    auto const now = oauth::wall_now<std::chrono::system_clock>();
    auto saving = oauth::save_login(store, std::move(key), std::move(tokens), now);
    auto const saved = co_await std::move(saving);
    if (!saved) std::cout << "failed " << saved.error().message() << std::endl;
    co_return saved ? 0 : 1;
}

asio::awaitable<int> renew(std::string folder, std::string key, std::string url, int times, bool dies)
{
    auto const executor = co_await asio::this_coro::executor;
    cogrant::http::connection_pool const pool(executor);
    auto const endpoint = cogrant::http::parse_url(url).value();
    oauth::public_client const me("p" + std::to_string(::getpid()));
    oauth::session_fetcher session(pool, endpoint, me, mortal_store(std::move(folder), dies), std::move(key));
    int code = 0;
    for (; times > 0; --times) {
        auto fetching = session.fetch(std::chrono::steady_clock::now() + std::chrono::seconds(60));
        auto const got = co_await std::move(fetching);
        // Flushed: the next moment may be the last.
        if (got) std::cout << "token " << got->access_token.expose() << std::endl;
        else std::cout << "failed " << got.error().message() << std::endl;
        code = got ? 0 : got.error() == cogrant::condition::needs_login ? 3 : 1;
        if (code == 3) break;
    }
    co_return code;
}

} // namespace

int main(int argc, char** argv)
{
    std::string const what = argc > 4 ? argv[1] : "";
    if (what.empty()) return 2;
    asio::io_context context(1);
    int code = 2;
    auto const done = [&](std::exception_ptr thrown, int ended) {
        if (thrown) std::rethrow_exception(thrown);
        code = ended;
    };
    int const times = argc > 5 ? std::atoi(argv[5]) : 1;
    if (what == "login") asio::co_spawn(context, log_in(argv[2], argv[3], argv[4]), done);
    else asio::co_spawn(context, renew(argv[2], argv[3], argv[4], times, what == "die"), done);
    context.run();
    return code;
}
