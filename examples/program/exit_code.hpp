// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_PROGRAM_EXIT_CODE_HPP
#define COGRANT_EXAMPLES_PROGRAM_EXIT_CODE_HPP

#include <cogrant/cxone/error.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/policy/error.hpp>

#include <boost/asio/error.hpp>

#include <cstdio>
#include <exception>
#include <stdexcept>

// How the programs end: the exit codes of genesys_report.

namespace program {

/// 0 ok, 1 output cannot be written, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad
/// data, 130 interrupted.
inline int exit_code(cogrant::error const& e)
{
    using cogrant::condition;
    using cogrant::genesys_errc;
    auto const code = e.code();
    if (!code) return 0;
    if (code == condition::cancelled) return 130;
    if (code == genesys_errc::missing_setting || code == condition::needs_login) return 3;
    if (code == genesys_errc::bad_region || code == genesys_errc::bad_url || code == genesys_errc::bad_env_file ||
        code == genesys_errc::no_env_file || code == cogrant::cxone_errc::bad_host ||
        code == cogrant::http_errc::bad_url || code == cogrant::http_errc::bad_request ||
        code == cogrant::http_errc::not_found)
        return 2;
    if (code == condition::forbidden) return 4;
    if (code == condition::rate_limited || code == cogrant::retry_errc::retry_after_too_long) return 5;
    if (code == condition::bad_data) return 7;
    bool const of_the_disk = code.category() == boost::system::system_category() && e.info().route.empty() &&
                             e.info().where == cogrant::phase::none;
    return of_the_disk ? 1 : 6;
}

/// Says what a run threw, and gives its exit code. `std::invalid_argument` is about the command line.
inline int report(char const* name, std::exception_ptr failed)
{
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (cogrant::failure const& f) {
        std::fprintf(stderr, "%s: %s\n", name, f.error().message().c_str());
        return exit_code(f.error());
    } catch (boost::system::system_error const& e) {
        if (e.code() == boost::asio::error::operation_aborted) return 130;
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        return 6;
    } catch (std::invalid_argument const& e) {
        std::fprintf(stderr, "%s: %s. See %s --help\n", name, e.what(), name);
        return 2;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s: %s\n", name, e.what());
        return 1;
    }
}

} // namespace program

#endif // COGRANT_EXAMPLES_PROGRAM_EXIT_CODE_HPP
