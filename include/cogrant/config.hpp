// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CONFIG_HPP
#define COGRANT_CONFIG_HPP

#include <boost/version.hpp>

#include <chrono>

// The one place where Boost's version is looked at: everything else asks for a feature by name.

#if BOOST_VERSION < 108100
#error "cogrant needs Boost 1.81 or newer"
#endif

#if BOOST_VERSION >= 108600
#define COGRANT_HAS_DEFAULT_DEFERRED 1
#else
#define COGRANT_HAS_DEFAULT_DEFERRED 0
#endif

// Stands before what is not a template and is long to compile. Header-only is the default; with COGRANT_SEPARATE_COMPILATION
// defined everywhere, exactly one file of the program includes <cogrant/src.hpp> and compiles all of it.
#if defined(COGRANT_SEPARATE_COMPILATION)
#define COGRANT_DECL
// Asio's classes are laid out differently without their deprecated parts: a file that differs in that from the one with
// <cogrant/src.hpp> has to fail to link. It would crash.
#if defined(BOOST_ASIO_NO_DEPRECATED)
#define COGRANT_ASIO_SETTING compiled_with_BOOST_ASIO_NO_DEPRECATED
#else
#define COGRANT_ASIO_SETTING compiled_without_BOOST_ASIO_NO_DEPRECATED
#endif
namespace cogrant::detail {
extern char const COGRANT_ASIO_SETTING;
[[gnu::used]] static char const* const asio_setting = &COGRANT_ASIO_SETTING;
} // namespace cogrant::detail
#else
#define COGRANT_DECL inline
#endif

namespace cogrant {

/// Points in monotonic time. Every deadline in the library is one; `time_point::max()` means none.
using time_point = std::chrono::steady_clock::time_point;

/// Spans of monotonic time.
using duration = std::chrono::steady_clock::duration;

inline constexpr time_point no_deadline = time_point::max();

/// `start + wait`, or `no_deadline` where that would overflow: a wait of `duration::max()` means no limit.
constexpr time_point deadline_after(time_point start, duration wait) noexcept
{
    return wait < no_deadline - start ? start + wait : no_deadline;
}

} // namespace cogrant

#endif // COGRANT_CONFIG_HPP
