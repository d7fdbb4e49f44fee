// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "progress.hpp"

#include <cogrant/async/clock.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <utility>

namespace genesys_report {

using namespace std::chrono_literals;
using cogrant::http::event;

namespace {

std::string one_decimal(double value)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string counted(std::uint64_t n, char const* what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

} // namespace

progress::progress(mode how, std::string listing_path)
    : mode_(how), terminal_(how == mode::normal && ::isatty(STDERR_FILENO) == 1), listing_path_(std::move(listing_path))
{
}

double progress::seconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

void progress::heard(void* self, event const& e) { static_cast<progress*>(self)->hear(e); }

void progress::hear(event const& e)
{
    if (e.route == counting_route && mode_ != mode::verbose) return; // not one of the pages
    switch (e.what) {
    case event::kind::attempt:
        ++requests_;
        if (e.attempt > 1) ++retries_;
        wait_reason_.clear();
        break;
    case event::kind::response:
        if (e.status >= 200 && e.status < 300 && e.target.ends_with(listing_path_)) ++pages_;
        wait_reason_.clear();
        break;
    case event::kind::wait:
        wait_reason_.assign(e.reason);
        // Requests under way at once wait at once: time is counted once.
        if (auto const now = std::chrono::steady_clock::now(); now + e.wait_for > wait_ends_) {
            waited_ += now + e.wait_for - std::max(now, wait_ends_);
            wait_ends_ = now + e.wait_for;
        }
        break;
    case event::kind::failure:
    case event::kind::renewal: break;
    case event::kind::request:
    case event::kind::connection:
    case event::kind::done: return;
    }
    if (mode_ != mode::verbose) return;
    std::string line = "[" + one_decimal(seconds()) + " s] ";
    switch (e.what) {
    case event::kind::attempt: line += "try " + std::to_string(e.attempt); break;
    case event::kind::response: line += "answer " + std::to_string(e.status); break;
    case event::kind::failure: line += "no answer (" + e.code.message() + ")"; break;
    case event::kind::wait:
        line += "wait ";
        if (e.wait_for > 0s) line += one_decimal(std::chrono::duration<double>(e.wait_for).count()) + " s ";
        line.append("because ").append(e.reason);
        break;
    case event::kind::renewal: line += "new token"; break;
    case event::kind::request:
    case event::kind::connection:
    case event::kind::done: break;
    }
    line.append(" ").append(e.target).append("\n");
    std::fputs(line.c_str(), stderr);
}

// "; 41 %, about 2 min left": rounded, so that it does not flicker, and silent until it can be known.
std::string progress::remaining(double elapsed) const
{
    if (expected_ == 0 || rows_ == 0 || rows_ >= expected_) return {};
    auto const share = static_cast<double>(rows_) / static_cast<double>(expected_);
    auto out = "; " + std::to_string(static_cast<int>(share * 100)) + " %";
    if (elapsed < 2) return out;
    auto const left = elapsed / share - elapsed;
    if (left < 10) return out + ", a few seconds left";
    if (left < 55) return out + ", about " + std::to_string(static_cast<int>(left / 10 + 0.5) * 10) + " s left";
    if (left < 5400) return out + ", about " + std::to_string(static_cast<long>(left / 60 + 0.5)) + " min left";
    return out + ", about " + one_decimal(left / 3600) + " h left";
}

boost::asio::awaitable<void> progress::draw()
{
    bool const drawn = terminal_;
    while (drawn) {
        auto const now = std::chrono::steady_clock::now();
        auto const elapsed = seconds();
        std::string line = counted(pages_, "page") + ", " + counted(rows_, "row") + ", " +
                           std::to_string(static_cast<long>(elapsed > 0 ? static_cast<double>(rows_) / elapsed : 0)) +
                           " rows/s" + remaining(elapsed);
        if (!wait_reason_.empty()) {
            line += "; waiting";
            if (wait_ends_ > now)
                line += " " + one_decimal(std::chrono::duration<double>(wait_ends_ - now).count()) + " s";
            line += ": " + wait_reason_;
        }
        std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
        drawn_ = true;
        auto pausing = cogrant::wait_until<>(now + 200ms);
        auto const stopped = co_await std::move(pausing);
        if (stopped) break;
    }
}

void progress::clear()
{
    if (std::exchange(drawn_, false)) std::fputs("\r\x1b[K", stderr);
}

void progress::finish(std::string const& output)
{
    clear();
    if (mode_ == mode::quiet) return;
    auto const elapsed = seconds();
    std::string line = counted(rows_, "row") + ", " + counted(pages_, "page") + " in " + one_decimal(elapsed) + " s (" +
                       std::to_string(static_cast<long>(elapsed > 0 ? static_cast<double>(rows_) / elapsed : 0)) +
                       " rows/s)";
    if (retries_ != 0)
        line += "; " + std::to_string(retries_) + " of " + std::to_string(requests_) +
                " requests were retries, waited " + one_decimal(std::chrono::duration<double>(waited_).count()) + " s";
    if (output != "-") line += "; written to " + output;
    std::fprintf(stderr, "%s\n", line.c_str());
}

} // namespace genesys_report
