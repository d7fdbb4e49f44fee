// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// How near does receiving come to what the machine can do? A body of 5 MB over a kept connection on loopback, plain and
// with TLS 1.3: through the pool, into a string of the answer, against recv and SSL_read into a kept buffer of 256 KiB that
// forgets what it got. The server sends from another process. All ends poll instead of sleeping (see pipeline_overhead.cpp);
// it wants two idle cores.
#include <cogrant/http/pool.hpp>
#include <cogrant/testing/certificate.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace http = cogrant::http;

namespace {

constexpr std::size_t body_size = 5'000'000;

void require(bool good)
{
    if (!good) std::abort();
}

cogrant::testing::certificate const& identity()
{
    static auto const made = cogrant::testing::make_certificate();
    return made;
}

/// A socket, and TLS on it if there is any: reads and writes until done, by trying again and again.
class raw_stream {
public:
    explicit raw_stream(int fd, SSL* tls = nullptr) : fd_(fd), tls_(tls, &SSL_free)
    {
        int const on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        require(::fcntl(fd_, F_SETFL, O_NONBLOCK) == 0);
        if (tls_) require(SSL_set_fd(tls_.get(), fd_) == 1);
    }
    raw_stream(raw_stream const&) = delete;
    ~raw_stream() { ::close(fd_); }

    void handshake(bool as_server)
    {
        if (!tls_) return;
        for (;;) {
            int const done = as_server ? SSL_accept(tls_.get()) : SSL_connect(tls_.get());
            if (done == 1) return;
            require(wants_more(done));
        }
    }
    /// Bytes read; 0 at the end of the stream.
    std::size_t read_some(char* to, std::size_t size)
    {
        for (;;) {
            if (!tls_) {
                auto const n = ::recv(fd_, to, size, 0);
                if (n >= 0) return static_cast<std::size_t>(n);
                if (errno != EAGAIN) return 0;
                continue;
            }
            std::size_t n = 0;
            int const done = SSL_read_ex(tls_.get(), to, size, &n);
            if (done == 1) return n;
            if (!wants_more(done)) return 0;
        }
    }
    bool write_all(std::string_view rest)
    {
        while (!rest.empty()) {
            if (!tls_) {
                auto const n = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
                if (n >= 0) rest.remove_prefix(static_cast<std::size_t>(n));
                else if (errno != EAGAIN) return false;
                continue;
            }
            std::size_t n = 0;
            int const done = SSL_write_ex(tls_.get(), rest.data(), rest.size(), &n);
            if (done == 1) rest.remove_prefix(n);
            else if (!wants_more(done)) return false;
        }
        return true;
    }

private:
    bool wants_more(int done) const
    {
        int const why = SSL_get_error(tls_.get(), done);
        return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
    }

    int fd_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

using tls_settings = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

/// Answers each request of one connection after another with the body.
[[noreturn]] void serve(int port_pipe, bool tls)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_IGN);
    tls_settings const settings(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    std::unique_ptr<BIO, decltype(&BIO_free)> const certificate(
        BIO_new_mem_buf(identity().certificate_pem.data(), -1), &BIO_free);
    std::unique_ptr<BIO, decltype(&BIO_free)> const key(BIO_new_mem_buf(identity().key_pem.data(), -1), &BIO_free);
    require(
        SSL_CTX_use_certificate(settings.get(), PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr)) == 1);
    require(SSL_CTX_use_PrivateKey(settings.get(), PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr)) == 1);
    int const listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    require(::bind(listener, reinterpret_cast<sockaddr*>(&at), size) == 0 && ::listen(listener, 8) == 0);
    require(::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) == 0);
    auto const port = ntohs(at.sin_port);
    require(::write(port_pipe, &port, sizeof port) == sizeof port);
    auto const answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body_size) +
        "\r\n\r\n" + std::string(body_size, 'b');
    for (;;) {
        raw_stream peer(::accept(listener, nullptr, nullptr), tls ? SSL_new(settings.get()) : nullptr);
        peer.handshake(true);
        std::string received;
        char buffer[4096];
        for (bool open = true; open;) {
            auto const n = peer.read_some(buffer, sizeof buffer);
            open = n != 0;
            received.append(buffer, n);
            if (!received.ends_with("\r\n\r\n")) continue;
            received.clear();
            open = peer.write_all(answer);
        }
    }
}

class server_process {
public:
    explicit server_process(bool tls)
    {
        identity();
        int ends[2];
        require(::pipe(ends) == 0);
        child_ = ::fork();
        if (child_ == 0) serve(ends[1], tls);
        require(::read(ends[0], &port_, sizeof port_) == sizeof port_);
    }
    ~server_process()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

// One at a time runs, so that it alone spins on the other core.
std::unique_ptr<server_process> server;

void raw(benchmark::State& state, bool tls)
{
    server = std::make_unique<server_process>(tls);
    int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(server->port());
    require(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    tls_settings const settings(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    raw_stream stream(fd, tls ? SSL_new(settings.get()) : nullptr);
    stream.handshake(false);
    std::vector<char> buffer(256 * 1024);
    auto const exchange = [&] {
        require(stream.write_all("GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        std::size_t got = 0;
        std::size_t wanted = 0;
        while (wanted == 0 || got < wanted) {
            auto const n = stream.read_some(buffer.data(), buffer.size());
            require(n != 0);
            got += n;
            if (wanted != 0) continue;
            auto const head = std::string_view(buffer.data(), n); // it comes in one piece
            auto const end = head.find("\r\n\r\n");
            require(end != head.npos);
            auto const length = head.find("Content-Length: ") + 16;
            std::from_chars(head.data() + length, head.data() + end, wanted);
            wanted += end + 4;
        }
    };
    for (int i = 0; i != 8; ++i) exchange();
    for (auto _ : state) exchange();
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body_size));
    server.reset();
}

asio::awaitable<void> receive(benchmark::State& state, http::connection_pool pool, http::origin from)
{
    int warming = 8;
    for (; warming > 0 || state.KeepRunning(); --warming) {
        http::exchange x;
        x.request.origin = from;
        x.request.target = "/page";
        auto sending = pool.send(x);
        auto const answer = co_await std::move(sending);
        require(answer && answer->body.size() == body_size);
        benchmark::DoNotOptimize(answer);
    }
}

void cogrant_pool(benchmark::State& state, bool tls)
{
    server = std::make_unique<server_process>(tls);
    asio::io_context context(1);
    http::tls_options trust;
    trust.add_ca_pem(identity().certificate_pem);
    http::connection_pool pool(context.get_executor(), http::pool_options().tls(trust));
    asio::co_spawn(context, receive(state, pool, {tls, "127.0.0.1", server->port()}), [](std::exception_ptr e) {
        if (e) std::rethrow_exception(e);
    });
    while (!context.stopped()) context.poll();
    pool.close();
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body_size));
    server.reset();
}

BENCHMARK_CAPTURE(raw, plain, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cogrant_pool, plain, false)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(raw, TLS, true)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cogrant_pool, TLS, true)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
