// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_SPLIT_HPP
#define COGRANT_GENESYS_IMPL_SPLIT_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/reason_to_split.hpp>
#include <cogrant/paginate/by_interval.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

namespace detail {

/// Names a conversation, also one that was kept as the server wrote it.
class conversation_name {
public:
    template <class Row>
    std::string_view operator()(Row const& row)
    {
        if constexpr (requires { row.conversation_id; }) return row.conversation_id;
        else return of_text(row.text());
    }

private:
    struct only_id {
        std::string conversation_id;
    };

    std::string_view of_text(std::string const& text)
    {
        auto found = json::decode<only_id>(text);
        last_ = found ? std::move(found->conversation_id) : std::string();
        return last_;
    }

    std::string last_;
};

} // namespace detail

template <http::transport Carrier, monotonic_clock Clock>
template <class Row>
async_generator<Row> basic_client<Carrier, Clock>::async_paginate_split(
    conversation_details_query query, page_options options, split_options split)
{
    using page = basic_details_page<Row>;
    auto const whole = query.interval;
    if (query.order == sort_order::desc) split.latest_first(true);
    auto const total = [](page const& p) { return static_cast<std::uint64_t>(std::max(p.total_hits.value_or(0), 0)); };
    auto ask = [self = *this, q = std::move(query)](interval part, page_options const& o) {
        auto asked = q;
        asked.interval = part;
        return async_paginate_pages<page>(
            self, self.details_request(), details_style<Row>(std::move(asked)), std::move(o), self.describer());
    };
    return async_by_interval(
        interval_splitter(whole, split), std::move(ask), &page::conversations, detail::conversation_name(), total,
        reason_to_split, options);
}

template <http::transport Carrier, monotonic_clock Clock>
template <class Row>
async_generator<Row> basic_client<Carrier, Clock>::async_paginate_split(
    details_job_query query, page_options options, split_options split, std::int32_t page_size)
{
    auto const whole = query.interval;
    if (query.order == sort_order::desc) split.latest_first(true);
    auto const none = [](Row const&) { return std::uint64_t(0); };
    auto const itself = [](Row& row) -> std::span<Row> { return {&row, 1}; };
    auto ask = [self = *this, q = std::move(query), page_size](interval part, page_options const& o) mutable {
        auto asked = q;
        asked.interval = part;
        return self.template async_paginate<Row>(std::move(asked), o, page_size);
    };
    return async_by_interval(
        interval_splitter(whole, split), std::move(ask), itself, detail::conversation_name(), none, reason_to_split,
        options);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_SPLIT_HPP
