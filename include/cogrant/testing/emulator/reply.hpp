// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_REPLY_HPP
#define COGRANT_TESTING_EMULATOR_REPLY_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/fault.hpp>
#include <cogrant/testing/emulator/fault_injector.hpp>

#include <cstddef>

namespace cogrant::testing {

/// An answer and how the server that carries it is to misbehave. With `breakage::reset` the response is not sent.
struct emulator_reply {
    http::response response;
    testing::fault fault;
};

namespace detail {

/// How an answer is spoiled on its way; what fails before the platform's own code is the emulator's to say.
inline fault
fault_of(fault_decision const& d, fault_plan const& plan, http::request const& request, http::response const& answer)
{
    fault out;
    auto const size = answer.body.size();
    if (d.failure == fault_kind::reset) out.broken = breakage::reset;
    if (d.failure == fault_kind::stale) out.broken = breakage::stale;
    if (size != 0 && (d.failure == fault_kind::reset_in_body || d.failure == fault_kind::truncate)) {
        out.broken = d.failure == fault_kind::truncate ? breakage::truncate : breakage::reset_in_body;
        out.bytes = static_cast<std::size_t>(d.noise % size);
    }
    auto const accepts = request.headers.find("Accept-Encoding");
    out.gzip = d.gzip && size != 0 && accepts && accepts->find("gzip") != accepts->npos;
    out.chunked = d.chunked && size != 0;
    out.drip = d.drip && size != 0;
    if (d.delay) out.delay = plan.delay();
    return out;
}

} // namespace detail
} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_REPLY_HPP
