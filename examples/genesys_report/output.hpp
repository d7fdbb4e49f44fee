// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_SINK_HPP
#define GENESYS_REPORT_SINK_HPP

#include <cogrant/error.hpp>

#include <cstdio>
#include <string>
#include <string_view>

namespace genesys_report {

/// Where the rows go: standard output, or a file that appears under its name when it is complete. Until then it is
/// written beside, and removed if it never becomes complete.
class sink {
public:
    /// "-" is standard output. @throws cogrant::failure  with the system's error
    explicit sink(std::string path);
    sink(sink const&) = delete;
    sink& operator=(sink const&) = delete;
    ~sink();

    /// @throws cogrant::failure  with the system's error, e.g. a full disk
    void write(std::string_view bytes);
    /// Flushes to the disk and gives the file its name. @throws cogrant::failure
    void commit();

private:
    [[noreturn]] void fail(int number) const;

    std::string path_;
    std::string temporary_; // empty when written in place: standard output, a device, a pipe
    std::FILE* file_ = nullptr;
};

} // namespace genesys_report

#endif // GENESYS_REPORT_SINK_HPP
