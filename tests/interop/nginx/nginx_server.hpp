// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_INTEROP_NGINX_SERVER_HPP
#define COGRANT_TESTS_INTEROP_NGINX_SERVER_HPP

#include <cogrant/testing/certificate.hpp>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

// Other people's servers, one for each test: started on free ports of the loopback with a folder of their own, ended by
// their process id.

namespace support {

/// Ports that were free a moment ago, all different.
template <std::size_t N>
std::array<std::uint16_t, N> free_ports()
{
    std::array<std::uint16_t, N> out{};
    std::array<int, N> held{};
    for (std::size_t i = 0; i != N; ++i) {
        held[i] = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        ::bind(held[i], reinterpret_cast<sockaddr*>(&at), size);
        ::getsockname(held[i], reinterpret_cast<sockaddr*>(&at), &size);
        out[i] = ntohs(at.sin_port);
    }
    for (int const fd : held) ::close(fd);
    return out;
}

/// A folder that goes with its owner.
class temporary_folder {
public:
    temporary_folder()
    {
        char name[] = "/tmp/cogrant-interop-XXXXXX";
        if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    temporary_folder(temporary_folder const&) = delete;
    ~temporary_folder()
    {
        if (std::system(("rm -rf '" + path_ + "'").c_str()) != 0)
            std::fputs("a temporary folder is left over\n", stderr);
    }
    std::string const& path() const { return path_; }
    void write(std::string const& name, std::string const& text) const { std::ofstream(path_ + "/" + name) << text; }
    std::string read(std::string const& name) const
    {
        std::ostringstream out;
        out << std::ifstream(path_ + "/" + name).rdbuf();
        return out.str();
    }

private:
    std::string path_;
};

/// Whether a program is installed; Debian keeps servers where a user's PATH does not look.
inline bool installed(std::string const& name)
{
    for (auto const* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"})
        if (::access((folder + name).c_str(), X_OK) == 0) return true;
    return false;
}

/// A program that serves, running while the object lives. Ready when the port takes connections.
class server_process {
public:
    template <class... Words>
    server_process(temporary_folder const& folder, std::uint16_t port, Words const&... words) : child_(::fork())
    {
        if (child_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            int const log = ::open((folder.path() + "/output").c_str(), O_CREAT | O_WRONLY, 0600);
            ::dup2(log, 1);
            ::dup2(log, 2);
            ::setenv("PATH", "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin", 1);
            first(words...);
            std::_Exit(127);
        }
        for (int tries = 0; !answers(port); ++tries) {
            if (tries == 2000 || ::waitpid(child_, nullptr, WNOHANG) == child_)
                throw std::runtime_error("the server does not start: " + folder.read("output"));
            std::this_thread::sleep_for(std::chrono::milliseconds(5)); // polls, with a limit
        }
    }
    server_process(server_process const&) = delete;
    ~server_process()
    {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }

private:
    template <class... Words>
    static void first(std::string const& program, Words const&... words)
    {
        ::execlp(program.c_str(), program.c_str(), c_text(words)..., static_cast<char*>(nullptr));
    }
    static char const* c_text(std::string const& word) { return word.c_str(); }

    static bool answers(std::uint16_t port)
    {
        int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(port);
        bool const good = ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        ::close(fd);
        return good;
    }

    pid_t child_;
};

/** nginx with what a test wants in its `http` section. `@1@`, `@2@`, … stand for its free ports, `@dir@` for its folder,
    which holds the certificates `server`, `stranger` (not trusted by anybody) and the authority `clients`. */
class nginx {
public:
    explicit nginx(std::string section) : ports_(free_ports<4>())
    {
        for (std::size_t i = 0; i != ports_.size(); ++i)
            replace(section, "@" + std::to_string(i + 1) + "@", "127.0.0.1:" + std::to_string(ports_[i]));
        replace(section, "@dir@", folder_.path());
        store("server", server);
        store("stranger", stranger);
        store("clients", clients);
        std::string const large(5'000'000, 'L');
        folder_.write("large", large);
        folder_.write("text", text());
        folder_.write(
            "nginx.conf", "pid nginx.pid; error_log error.log info;\nevents { worker_connections 128; }\n"
                          "http {\naccess_log off; client_body_temp_path body; proxy_temp_path proxy;\n"
                          "fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
                          "default_type text/plain; root " +
                              folder_.path() + ";\n" + section + "\n}\n");
        process_ = std::make_unique<server_process>(
            folder_, ports_[0], std::string("nginx"), std::string("-p"), folder_.path(), std::string("-e"),
            std::string("error.log"), std::string("-c"), folder_.path() + "/nginx.conf", std::string("-g"),
            std::string("daemon off; master_process off;"));
    }

    /// The n-th port, from 1.
    std::uint16_t port(std::size_t n = 1) const { return ports_[n - 1]; }
    std::string log() const { return folder_.read("error.log"); }

    /// What the file `text` holds: it compresses well and is no multiple of anything.
    static std::string text()
    {
        std::string out;
        for (int i = 0; i != 20'000; ++i) out += "line " + std::to_string(i) + "\n";
        return out;
    }

    static inline cogrant::testing::certificate const server = cogrant::testing::make_certificate();
    static inline cogrant::testing::certificate const stranger =
        cogrant::testing::make_certificate("DNS:stranger.example");
    static inline cogrant::testing::certificate const clients =
        cogrant::testing::make_certificate("DNS:authority.example");

private:
    static void replace(std::string& text, std::string const& what, std::string const& by)
    {
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
            text.replace(at, what.size(), by);
    }
    void store(std::string const& name, cogrant::testing::certificate const& made) const
    {
        folder_.write(name + ".pem", made.certificate_pem);
        folder_.write(name + ".key", made.key_pem);
    }

    temporary_folder folder_;
    std::array<std::uint16_t, 4> ports_;
    std::unique_ptr<server_process> process_;
};

} // namespace support

/// Leaves the test where the program is not installed; with CI set that is a failure.
#define COGRANT_NEEDS(program)                                                                                         \
    do {                                                                                                               \
        if (!support::installed(program)) {                                                                            \
            if (std::getenv("CI") != nullptr) FAIL(program " is not installed, and with CI set this is not skipped");  \
            MESSAGE("SKIPPED: " program " is not installed (scripts/bootstrap ci)");                                   \
            return;                                                                                                    \
        }                                                                                                              \
    } while (false)

#endif // COGRANT_TESTS_INTEROP_NGINX_SERVER_HPP
