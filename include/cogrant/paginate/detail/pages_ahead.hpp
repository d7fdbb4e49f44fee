// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_DETAIL_PAGES_AHEAD_HPP
#define COGRANT_PAGINATE_DETAIL_PAGES_AHEAD_HPP

#include <cogrant/async/task.hpp>
#include <cogrant/http/message.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::detail {

/// A style that finds the next page in the answer, but can guess which ones will follow: `guess(request, k)` makes the
/// request ask for the k-th page behind the one it asks for, and says that page's marker; nothing where it cannot.
template <class S>
concept guessing_style = requires(S const& s, http::request& r, std::size_t k) {
    { s.guess(r, k) } -> std::same_as<std::optional<std::string>>;
};

/// What was asked for before the consumer wants it: the next page, and guessed ones behind it. A guess is used when the
/// answers lead to it; one that was wrong is thrown away, and is the last.
template <class Fetched>
class pages_ahead {
public:
    /// The page that `request` asks for, and at most `room` more under way.
    template <class Fetch, class Style>
    task<Fetched> next(
        asio::any_io_executor const& executor, Fetch const& fetch, Style const& style, http::request const& request,
        std::string_view marker, std::size_t room)
    {
        task<Fetched> page;
        if constexpr (guessing_style<Style>) {
            if (!guessed_.empty() && guessed_.front().marker == marker) {
                page = std::move(guessed_.front().page);
                guessed_.pop_front();
            } else {
                hopeless_ = hopeless_ || !guessed_.empty();
                guessed_.clear();
            }
        }
        if (!page) page = task<Fetched>(executor, fetch(request));
        if constexpr (guessing_style<Style>) {
            while (!hopeless_ && guessed_.size() < room) {
                http::request r = request;
                auto found = style.guess(r, guessed_.size() + 1);
                if (!found) break;
                guessed_.push_back({std::move(*found), task<Fetched>(executor, fetch(std::move(r)))});
            }
        }
        return page;
    }

private:
    struct guessed {
        std::string marker;
        task<Fetched> page;
    };
    std::deque<guessed> guessed_; // in order
    bool hopeless_ = false;
};

} // namespace cogrant::detail

#endif // COGRANT_PAGINATE_DETAIL_PAGES_AHEAD_HPP
