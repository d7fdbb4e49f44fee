// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DESK_HPP
#define COGRANT_TESTING_EMULATOR_DESK_HPP

#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/routes.hpp>
#include <cogrant/testing/emulator/token_desk.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

/// One request at a desk. Token, rate, method and content type have been looked at before.
struct desk_visit {
    http::request const& request;
    std::string_view query; ///< behind the question mark, as it came
    path_words words;       ///< what stood for the stars of the path
    time_point now;
    std::int64_t wall = 0; ///< milliseconds since 1970
    std::string_view correlation;
    issued_token const* token = nullptr; ///< none at a path that asks for no token
    data_set const& data;
    genesys_emulator_options const& options;

    http::response refuse(problem const& p) const { return problem_response(p, correlation); }
    http::response unknown(std::string_view what) const
    {
        return refuse({404, "not.found", std::string("There is no such ").append(what)});
    }
};

/** One area of the platform's API: its paths, and what is answered there. Whoever adds an area writes a desk of its own and
    names it in desks.hpp.

    @par Thread safety  as the emulator */
class desk {
public:
    desk() = default;
    desk(desk const&) = delete;
    desk& operator=(desk const&) = delete;
    virtual ~desk() = default;

    /// Its paths, looked through in order; all with `route::desk`.
    virtual std::span<route_entry const> routes() const = 0;
    /// Answers a request to the path with this number.
    virtual http::response answer(std::size_t number, desk_visit const& v) = 0;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DESK_HPP
