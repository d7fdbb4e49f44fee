// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_ANY_CLIENT_HPP
#define COGRANT_PIPELINE_ANY_CLIENT_HPP

#include <cogrant/http/exchange.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace cogrant {

/** Any pipeline behind one plain type, for a class that wants a member without template parameters. One virtual call a
    request.

    A handle: copies share the pipeline.

    @par Thread safety  as the pipeline within */
class any_client {
    struct concept_type {
        virtual ~concept_type() = default;
        virtual boost::asio::awaitable<result<http::response>> send(http::exchange& x) = 0;
        bool proves = false;
    };
    template <http::transport T>
    struct model final : concept_type {
        explicit model(T t) : within(std::move(t)) { this->proves = detail::proves_possession<T>; }
        boost::asio::awaitable<result<http::response>> send(http::exchange& x) override { return within.send(x); }
        T within;
    };

public:
    template <http::transport T>
        requires(!std::same_as<T, any_client>)
    any_client(T pipeline) // NOLINT(google-explicit-constructor): any pipeline is a client
        : within_(std::make_shared<model<T>>(std::move(pipeline)))
    {
    }

    boost::asio::awaitable<result<http::response>> send(http::exchange& x) { return within_->send(x); }

    /// Whether the pipeline within has a DPoP stage. Stages put in front of an `any_client` do not know: put them within.
    bool proves_possession() const noexcept { return within_->proves; }

private:
    std::shared_ptr<concept_type> within_;
};

} // namespace cogrant

#endif // COGRANT_PIPELINE_ANY_CLIENT_HPP
