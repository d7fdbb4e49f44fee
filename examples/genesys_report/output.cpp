// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "sink.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_category.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace genesys_report {

sink::sink(std::string path) : path_(std::move(path))
{
    if (path_ == "-") {
        file_ = stdout;
        return;
    }
    std::error_code ignored;
    // Through a link, so that the link stays and what it points to is replaced.
    if (auto const real = std::filesystem::canonical(path_, ignored); !ignored) path_ = real.string();
    struct stat found{};
    bool const exists = ::stat(path_.c_str(), &found) == 0;
    if (exists && !S_ISREG(found.st_mode)) {
        file_ = std::fopen(path_.c_str(), "wb");
        if (file_ == nullptr) fail(errno);
        return;
    }
    temporary_ = path_ + ".part-" + std::to_string(::getpid());
    int const descriptor =
        ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? found.st_mode & 0777U : 0666U);
    if (descriptor < 0) {
        int const number = errno;
        temporary_.clear();
        fail(number);
    }
    file_ = ::fdopen(descriptor, "wb");
}

sink::~sink()
{
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void sink::write(std::string_view bytes)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail(errno);
}

void sink::commit()
{
    if (std::fflush(file_) != 0) fail(errno);
    if (temporary_.empty()) return;
    if (::fsync(::fileno(file_)) != 0) fail(errno);
    if (std::fclose(std::exchange(file_, nullptr)) != 0) fail(errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
    temporary_.clear();
}

void sink::fail(int number) const
{
    // Ctrl-C while a reader that does not read keeps us waiting.
    if (number == EINTR) throw cogrant::failure(cogrant::error(boost::asio::error::operation_aborted));
    cogrant::error e(cogrant::error_code(number, boost::system::system_category()));
    e.edit().detail = (path_ == "-" ? std::string("standard output") : path_) + ": " + e.code().message();
    throw cogrant::failure(e);
}

} // namespace genesys_report
