// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_PROGRESS_HPP
#define GENESYS_REPORT_PROGRESS_HPP

#include <cogrant/http/event.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace genesys_report {

/// The name of the requests that only count, so that their answers are not taken for pages.
inline constexpr std::string_view counting_route = "count the rows";

/// What the user sees while rows arrive: one line that changes on a terminal, one line at the end elsewhere. Everything
/// goes to standard error, so that standard output holds rows only.
class progress {
public:
    enum class mode { quiet, normal, verbose };

    progress(mode how, std::string listing_path);

    void row() { ++rows_; }
    /// How many rows there will be, as far as the server knows: the line tells then when the end is near.
    void expect(std::uint64_t rows) { expected_ = rows; }
    /// Whether anybody would see an estimate.
    bool on_terminal() const { return terminal_; }
    cogrant::http::event_hook hook() { return {&progress::heard, this}; }

    /// Redraws the line until it is cancelled; ends at once where there is no terminal.
    boost::asio::awaitable<void> draw();

    /// The last line: "1000 rows, 10 pages in 1.2 s (830 rows/s); 2 retries, waited 0.7 s".
    void finish(std::string const& output);
    /// Wipes the changing line, so that an error message stands alone.
    void clear();

private:
    static void heard(void* self, cogrant::http::event const& e);
    void hear(cogrant::http::event const& e);
    double seconds() const;
    std::string remaining(double elapsed) const;

    mode mode_;
    bool terminal_;
    std::string listing_path_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    std::uint64_t rows_ = 0;
    std::uint64_t expected_ = 0; // 0: not known
    std::uint64_t pages_ = 0;
    std::uint64_t requests_ = 0;
    std::uint64_t retries_ = 0;
    std::chrono::steady_clock::duration waited_{};
    std::chrono::steady_clock::time_point wait_ends_{};
    std::string wait_reason_;
    bool drawn_ = false;
};

} // namespace genesys_report

#endif // GENESYS_REPORT_PROGRESS_HPP
