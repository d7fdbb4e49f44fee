// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The processes of an export that is measured: an emulator in one, each client in a fresh one of its own, so that its
// memory and its processor time are its own.
#ifndef COGRANT_BENCHMARKS_EXPORT_PROCESSES_HPP
#define COGRANT_BENCHMARKS_EXPORT_PROCESSES_HPP

#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <malloc.h>
#include <optional>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace exports {

inline auto const begin = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
inline constexpr char const* interval =
    "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z"; ///< the day that begins there

inline cogrant::testing::certificate const& identity()
{
    static auto const made = cogrant::testing::make_certificate();
    return made;
}

/// What the emulator is like: one day with so many rows.
struct server {
    std::uint64_t rows = 10'000;
    bool tls = true;
    bool keep_pages = true; ///< each page is made once and then kept
    std::chrono::milliseconds delay{0}; ///< before each answer
};

/// An emulator in a process of its own, without rate limit.
class emulator_process {
public:
    explicit emulator_process(server const& wanted)
    {
        int ends[2];
        if (::pipe(ends) != 0) std::abort();
        identity(); // one for this process and its children
        child_ = ::fork();
        if (child_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::prctl(PR_SET_NAME, "emulator");
            // Answers of 400 KB: their memory stays, else its pages are taken and given back for each of them.
            ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
            ::mallopt(M_TRIM_THRESHOLD, 64 << 20);
            boost::asio::io_context context(1);
            cogrant::testing::fault_plan plan;
            if (wanted.delay.count() != 0) plan.rate(cogrant::testing::fault_kind::delay, 1).delay(wanted.delay);
            cogrant::testing::emulator_server listening(
                context.get_executor(),
                cogrant::testing::genesys_emulator_options()
                    .conversations(wanted.rows)
                    .from(begin)
                    .days(1)
                    .client("id", "secret")
                    .rate_per_minute(0)
                    .paging_reach(0)
                    .faults(std::move(plan))
                    .page_cache(wanted.keep_pages ? std::size_t{1} << 30 : 0),
                wanted.tls ? std::optional(identity()) : std::nullopt);
            auto const port = listening.origin().port;
            if (::write(ends[1], &port, sizeof port) != sizeof port) std::_Exit(1);
            context.run();
            std::_Exit(0);
        }
        if (::read(ends[0], &port_, sizeof port_) != sizeof port_) std::abort();
        ::close(ends[0]);
        ::close(ends[1]);
    }
    emulator_process(emulator_process const&) = delete;
    ~emulator_process()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

/// What became of one export.
struct outcome {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
    double processor_seconds = 0;
    double peak_mib = 0;
    std::uint64_t checksum = 0;
};

inline double peak_of_this_process()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:" && status >> word) return std::stod(word) / 1024;
    return 0;
}

inline double processor_seconds_of_this_process()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const of = [](timeval t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    return of(used.ru_utime) + of(used.ru_stime);
}

/// Runs `work(outcome&)` in a process of its own, with a name for profilers; its `seconds` are the work's to set.
template <class Work>
outcome in_process(char const* name, Work work)
{
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    auto const child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_NAME, name);
        outcome out;
        auto const before = processor_seconds_of_this_process();
        work(out);
        out.processor_seconds = processor_seconds_of_this_process() - before;
        out.peak_mib = peak_of_this_process();
        std::_Exit(::write(ends[1], &out, sizeof out) == sizeof out ? 0 : 1);
    }
    outcome out;
    ::close(ends[1]);
    if (::read(ends[0], &out, sizeof out) != sizeof out) out = {}; // no rows: the caller will notice
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return out;
}

/// The program of this name beside this one; empty when it was not built.
inline std::string program_beside(char const* name)
{
    char self[4096];
    auto const n = ::readlink("/proc/self/exe", self, sizeof self);
    if (n <= 0) return {};
    std::string path(self, static_cast<std::size_t>(n));
    path.replace(path.rfind('/') + 1, std::string::npos, name);
    return ::access(path.c_str(), X_OK) == 0 ? path : std::string();
}

/// Runs a rival's program, which says its outcome in one line.
inline outcome in_program(std::string const& path, std::vector<std::string> arguments)
{
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    auto const child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], STDOUT_FILENO);
        ::setenv("COGRANT_BENCH_CA", identity().certificate_pem.c_str(), 1);
        std::vector<char*> raw{const_cast<char*>(path.c_str())};
        for (auto& a : arguments) raw.push_back(a.data());
        raw.push_back(nullptr);
        ::execv(path.c_str(), raw.data());
        std::_Exit(1);
    }
    ::close(ends[1]);
    std::string said;
    char piece[256];
    for (::ssize_t n; (n = ::read(ends[0], piece, sizeof piece)) > 0;) said.append(piece, static_cast<std::size_t>(n));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    unsigned long long rows = 0;
    unsigned long long bytes = 0;
    unsigned long long sum = 0;
    outcome out;
    auto const read = std::sscanf(
        said.c_str(), "%llu %llu %lf %lf %lf %llu", &rows, &bytes, &out.seconds, &out.processor_seconds, &out.peak_mib,
        &sum);
    if (read != 6) return {};
    out.rows = rows;
    out.bytes = bytes;
    out.checksum = sum;
    return out;
}

} // namespace exports

#endif // COGRANT_BENCHMARKS_EXPORT_PROCESSES_HPP
