// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ERROR_BODY_HPP
#define COGRANT_GENESYS_ERROR_BODY_HPP

#include <cogrant/reflect/names.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// One field of a request that the server objects to.
struct error_detail {
    std::optional<std::string> error_code{}; ///< machine code
    std::optional<std::string> field_name{}; ///< request field at fault
    std::optional<std::string> entity_id{};
    std::optional<std::string> entity_name{};
};

/// The limit that a request ran into.
struct exceeded_limit {
    std::optional<std::string> key{};        ///< name of the limit
    std::optional<std::string> namespace_{}; ///< owning service, one of an open list of names
    std::optional<std::int64_t> value{};     ///< the ceiling
};

/// The body of nearly every refusal. Gateways in front of the platform answer with anything else, or nothing.
struct error_body {
    std::optional<std::string> message{};               ///< human text
    std::optional<std::string> code{};                  ///< dotted machine code
    std::optional<std::int32_t> status{};               ///< repeats the HTTP status
    std::optional<std::string> entity_id{};             ///< object concerned
    std::optional<std::string> entity_name{};           ///< its name
    std::optional<std::string> message_with_params{};   ///< template with {named} holes
    std::map<std::string, std::string> message_params{}; ///< fills the template
    std::optional<std::string> context_id{};            ///< trace id of the server: quote it to support
    std::vector<error_detail> details{};
    std::vector<error_body> errors{};                   ///< nested, same shape
    std::optional<exceeded_limit> limit{};              ///< only for limit errors
};

/// What the token endpoint answers to a refused grant (RFC 6749 §5.2); `description` repeats `error_description`.
struct token_error_body {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;

    std::optional<std::string> error{};
    std::optional<std::string> description{};
    std::optional<std::string> error_description{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ERROR_BODY_HPP
