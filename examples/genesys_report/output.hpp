// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_OUTPUT_HPP
#define GENESYS_REPORT_OUTPUT_HPP

#include "options.hpp"
#include <cogrant/codec/interval.hpp>
#include <cogrant/error.hpp>
#include <cogrant/sink/byte_target.hpp>
#include <cogrant/sink/resumable_file.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace genesys_report {

/// How far a run has come, as the checkpoint of --resume keeps it.
struct run_state {
    std::string asked; ///< what was asked for: another question does not go on with it
    cogrant::interval interval;
    std::string job; ///< whose results are read
    /// Of an interval that is too long for one query: what is left, the part at hand first. Absent before it was cut.
    std::optional<std::vector<cogrant::interval>> parts;
    std::uint64_t known = 0; ///< rows at the beginning of the parts that were written before they were halved
    std::string position; ///< in the listing of the part; empty at its beginning
    std::uint64_t rows = 0;
};

/// Where the rows go: standard output, or a file that appears under its name when it is complete. Until then it is
/// written beside, and removed if it never becomes complete; with --resume it stays for the next run.
class output {
public:
    /// @throws cogrant::failure  with the system's error, cogrant::resume_errc, or when the checkpoint is of another run
    explicit output(options const& o);

    /// An earlier run had done all but the last step.
    bool complete() const { return resumable_ && resumable_->complete(); }
    bool resumable() const { return resumable_ != nullptr; }
    /// Whether this run goes on with another one.
    bool resumed() const { return resumed_; }
    run_state& state() { return state_; }
    /// All that was written is covered by the state. @throws cogrant::failure
    void save();

    boost::asio::awaitable<cogrant::error_code> write(std::string_view bytes);
    boost::asio::awaitable<cogrant::error_code> finish();
    std::string problem() const;

private:
    std::unique_ptr<cogrant::resumable_file> resumable_;
    std::variant<cogrant::descriptor_target, cogrant::file_target> target_;
    run_state state_;
    bool resumed_ = false;
    std::string problem_; // with standard output
};

/// An output as the target of a row sink.
class output_target {
public:
    explicit output_target(output& out) : out_(&out) {}
    boost::asio::awaitable<cogrant::error_code> write(std::string_view bytes) { return out_->write(bytes); }
    boost::asio::awaitable<cogrant::error_code> finish() { return out_->finish(); }
    std::string problem() const { return out_->problem(); }

private:
    output* out_;
};

} // namespace genesys_report

#endif // GENESYS_REPORT_OUTPUT_HPP
