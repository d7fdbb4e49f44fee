// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_ERROR_HPP
#define COGRANT_SINK_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>

namespace cogrant {

/// Why a file cannot be gone on with.
enum class resume_errc {
    bad_checkpoint = 1, ///< The checkpoint cannot be read. Remove it to begin anew.
    lost_output, ///< The file is shorter than the checkpoint says, or gone. Remove the checkpoint to begin anew.
    in_use ///< Another process writes the file.
};

namespace detail {

class resume_category_t final : public boost::system::error_category {
public:
    constexpr resume_category_t() noexcept : error_category(0x6a1f3e84c07d95b2) {}
    char const* name() const noexcept override { return "cogrant.sink"; }
    std::string message(int value) const override
    {
        switch (static_cast<resume_errc>(value)) {
        case resume_errc::bad_checkpoint: return "the checkpoint cannot be read";
        case resume_errc::lost_output: return "what the checkpoint covers is not there";
        case resume_errc::in_use: return "another process writes the file";
        }
        return "unknown error of a resumed file";
    }
};

inline constexpr resume_category_t resume_category_v{};

} // namespace detail

constexpr boost::system::error_category const& resume_category() noexcept { return detail::resume_category_v; }

inline error_code make_error_code(resume_errc e) noexcept { return {static_cast<int>(e), resume_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::resume_errc> : std::true_type {};

#endif // COGRANT_SINK_ERROR_HPP
