// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAIL_REQUEST_LIST_HPP
#define COGRANT_GENESYS_DETAIL_REQUEST_LIST_HPP

#include <cogrant/codec/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace cogrant::genesys::detail {

/// Types whose lists are left out of a request when empty: a server may take an empty list of filters for a mistake.
template <class T>
inline constexpr bool request_item = false;

} // namespace cogrant::genesys::detail

template <class T>
    requires cogrant::genesys::detail::request_item<T>
struct cogrant::json::codec<std::vector<T>> {
    static bool empty(std::vector<T> const& list) noexcept { return list.empty(); }

    static bool decode(reader& in, std::vector<T>& out)
    {
        if (!in.enter('[')) return false;
        out.clear();
        std::size_t index = 0;
        for (auto more = in.first(']'); more != reader::more::done; more = in.next(']'), ++index) {
            if (more == reader::more::failed) return false;
            if (!read(in, out.emplace_back())) {
                in.inside(index);
                return false;
            }
        }
        return true;
    }

    static void encode(std::string& out, std::vector<T> const& list)
    {
        char separator = '[';
        for (auto const& item : list) {
            out += separator;
            separator = ',';
            write(out, item);
        }
        if (separator == '[') out += separator;
        out += ']';
    }
};

#endif // COGRANT_GENESYS_DETAIL_REQUEST_LIST_HPP
