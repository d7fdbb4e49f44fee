// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Very many requests through the pool while the emulator, in a process of its own, does everything to them that a server
// can do: storm <requests>. Each is answered once, with its own answer; both ends count the same; no descriptor and no
// memory is left over. Exit code 0 when all that holds, else 1 and a line that says what does not.
#include <cogrant/genesys/client.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace http = cogrant::http;
namespace testing = cogrant::testing;
using namespace std::chrono_literals;

namespace {

std::atomic<std::int64_t> live_allocations = 0;

} // namespace

// GCC takes a malloc behind operator new for a mismatch once both are inlined.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    if (void* const p = std::malloc(size == 0 ? 1 : size)) {
        live_allocations.fetch_add(1, std::memory_order_relaxed);
        return p;
    }
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept
{
    if (p != nullptr) live_allocations.fetch_sub(1, std::memory_order_relaxed);
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }

namespace {

// The plan of tests/program/rows.py: four of ten requests fail, one of ten leaves a stale connection behind. Tokens do not
// die: with so many requests at once some would meet two deaths in a row, and that is an answer, 401.
constexpr std::string_view plan =
    "429=0.1,500=0.03,502=0.05,503=0.05,504=0.03,reset=0.06,truncate=0.06,reset-body=0.04,stale=0.1,"
    "gzip=0.4,chunked=0.3,retry-after=0";
constexpr std::uint64_t users = 512;
constexpr std::size_t cap = 16;
constexpr unsigned coroutines = 48;

/// What the emulator counted: how many requests came, and how many of them it did not answer for good.
struct server_counts {
    std::uint64_t requests = 0;
    std::uint64_t spoilt = 0;
    std::uint64_t refused = 0; ///< 401: the token had died
    std::uint64_t tokens = 0;
    std::uint64_t accepted = 0;
    std::uint64_t resets = 0; ///< before any answer
};

testing::genesys_emulator_options settings()
{
    testing::genesys_emulator_options o;
    return o.users(users).conversations(1).rate_per_minute(0).faults(testing::fault_plan::parse(plan).value());
}

/// The emulator until `stop` is closed at its other end; then writes what it counted.
[[noreturn]] void serve(int stop, int out)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    asio::io_context context(1);
    testing::emulator_server server(context.get_executor(), settings());
    auto const port = server.origin().port;
    if (::write(out, &port, sizeof port) != sizeof port) std::_Exit(1);
    asio::posix::stream_descriptor told(context, stop);
    char byte = 0;
    told.async_read_some(asio::buffer(&byte, 1), [&](cogrant::error_code, std::size_t) { context.stop(); });
    context.run();
    auto const c = server.emulator().counters();
    server_counts counts{c.total, 0, c.unauthorized, c.tokens_issued, server.accepted(), 0};
    for (auto const& [name, times] : c.faults) {
        auto const kind = testing::fault_kind_from(name);
        if (kind && testing::fails_request(*kind) && *kind != testing::fault_kind::token_death) counts.spoilt += times;
        if (kind == testing::fault_kind::reset) counts.resets = times;
    }
    std::_Exit(::write(out, &counts, sizeof counts) == sizeof counts ? 0 : 1);
}

class emulator_process {
public:
    emulator_process()
    {
        int told[2];
        int says[2];
        if (::pipe(told) != 0 || ::pipe(says) != 0) std::abort();
        child_ = ::fork();
        if (child_ == 0) {
            ::close(told[1]);
            serve(told[0], says[1]);
        }
        ::close(told[0]);
        ::close(says[1]);
        stop_ = told[1];
        says_ = says[0];
        if (::read(says_, &port_, sizeof port_) != sizeof port_) std::abort();
    }
    std::uint16_t port() const { return port_; }
    server_counts end()
    {
        server_counts counts;
        ::close(stop_);
        if (::read(says_, &counts, sizeof counts) != sizeof counts) std::abort();
        ::close(says_);
        ::waitpid(child_, nullptr, 0);
        return counts;
    }

private:
    pid_t child_ = -1;
    int stop_ = -1;
    int says_ = -1;
    std::uint16_t port_ = 0;
};

/// What the client counted.
struct client_counts {
    std::uint64_t left = 0; ///< requests not yet begun
    std::uint64_t answered = 0; ///< each with the user it asked for
    std::uint64_t wrong = 0;
    std::uint64_t attempts = 0;
    std::size_t most_open = 0;
    std::string first_failure;
};

void listen(void* self, http::event const& e)
{
    if (e.what == http::event::kind::attempt) ++static_cast<client_counts*>(self)->attempts;
}

asio::awaitable<void>
ask(genesys::client org, http::connection_pool pool, std::shared_ptr<std::vector<std::string> const> ids,
    client_counts* c)
{
    http::origin const at = org.hosts().api;
    while (c->left != 0) {
        auto const& id = (*ids)[--c->left % ids->size()];
        http::exchange x(org.request(http::method::get, "/api/v2/users/" + id));
        auto sending = org.send(x);
        auto const answer = co_await std::move(sending);
        c->most_open = std::max(c->most_open, pool.open_connections(at));
        if (answer && answer->status == 200 && answer->body.find("\"" + id + "\"") != std::string::npos) {
            ++c->answered;
            continue;
        }
        if (c->wrong++ == 0)
            c->first_failure = answer ? "status " + std::to_string(answer->status) : answer.error().message();
    }
}

/// Says what does not hold, if anything.
int run(std::uint64_t requests)
{
    testing::genesys_emulator const truth(settings());
    auto ids = std::make_shared<std::vector<std::string>>();
    for (std::uint64_t i = 0; i != users; ++i) ids->push_back(truth.user_id(i));

    emulator_process emulator;
    client_counts c;
    c.left = requests;
    {
        asio::io_context context(1);
        http::origin const at{false, "127.0.0.1", emulator.port()};
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(cap));
        genesys::client_options options("test-client", cogrant::secret("test-secret"));
        options.hosts(genesys::endpoints{at, at})
            .limiter(cogrant::limiter_options().permits(1'000'000'000).burst(1'000'000))
            .retry_policy(cogrant::retry_options().max_attempts(40).budget(nullptr).schedule(
                cogrant::backoff().base(1ms).cap(4ms)))
            .hook(http::event_hook{&listen, &c});
        genesys::client org(context.get_executor(), options, pool);
        std::exception_ptr failed;
        for (unsigned i = 0; i != coroutines; ++i)
            asio::co_spawn(context, ask(org, pool, ids, &c), [&](std::exception_ptr e) {
                if (e) failed = e;
            });
        context.run();
        if (failed) std::rethrow_exception(failed);
    }
    auto const s = emulator.end();
    std::printf(
        "%llu answered of %llu; %llu tries, the emulator saw %llu requests over %llu connections, spoilt %llu, refused "
        "%llu\n",
        static_cast<unsigned long long>(c.answered), static_cast<unsigned long long>(requests),
        static_cast<unsigned long long>(c.attempts), static_cast<unsigned long long>(s.requests),
        static_cast<unsigned long long>(s.accepted), static_cast<unsigned long long>(s.spoilt),
        static_cast<unsigned long long>(s.refused));
    int bad = 0;
    auto const hold = [&bad](bool good, char const* what) {
        if (good) return;
        std::printf("storm: %s\n", what);
        bad = 1;
    };
    if (c.wrong != 0) std::printf("storm: the first failure: %s\n", c.first_failure.c_str());
    hold(c.answered == requests && c.wrong == 0, "not every request had its own answer");
    // A kept connection that is reset before any answer looks stale: the pool replaces it within the same try.
    hold(c.attempts <= s.requests && s.requests - c.attempts <= s.resets, "the two ends do not count the same");
    hold(c.most_open <= cap, "the cap of the pool was not held");
    // What the emulator neither spoilt nor refused was answered: the users asked for, and the tokens that arrived.
    auto const good = s.requests - s.spoilt - s.refused;
    hold(
        s.refused == 0 && good > requests && good - requests <= s.tokens,
        "the emulator gave more good answers than were asked for");
    return bad;
}

std::size_t open_descriptors()
{
    std::unique_ptr<DIR, int (*)(DIR*)> const folder(::opendir("/proc/self/fd"), &::closedir);
    std::size_t n = 0;
    while (::readdir(folder.get()) != nullptr) ++n;
    return n;
}

} // namespace

int main(int argc, char** argv)
{
    std::uint64_t const requests = argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 0;
    if (requests == 0) {
        std::fputs("usage: storm <requests>\n", stderr);
        return 2;
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 1024);
    // A small storm first: what the libraries set up once and keep is not left over.
    int bad = run(500);
    auto const descriptors = open_descriptors();
    auto const allocations = live_allocations.load();
    bad |= run(requests);
    auto const more = live_allocations.load() - allocations;
    auto const open = static_cast<long long>(open_descriptors()) - static_cast<long long>(descriptors);
    std::printf("left over: %lld allocations, %lld descriptors\n", static_cast<long long>(more), open);
    // Asio keeps a few frames of coroutines for the next ones; how many differs from storm to storm, not with its length.
    return bad != 0 || open != 0 || more > 8 ? 1 : 0;
}
