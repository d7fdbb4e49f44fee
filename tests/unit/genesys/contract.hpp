// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_UNIT_GENESYS_CONTRACT_HPP
#define COGRANT_TESTS_UNIT_GENESYS_CONTRACT_HPP

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#ifndef COGRANT_SOURCE_DIR
#define COGRANT_SOURCE_DIR "."
#endif

namespace contract {

/// A file of the folder beside the test data; nothing, said aloud, where this machine does not have it.
inline std::optional<std::string> text_of(std::string const& name)
{
    char const* const data = std::getenv("COGRANT_TEST_DATA");
    std::string const folder = data != nullptr ? data : COGRANT_SOURCE_DIR "/../shared/data";
    std::ifstream file(folder + "/../contract/" + name, std::ios::binary);
    if (!file) {
        MESSAGE("skipped: no ", folder, "/../contract/", name);
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::optional<std::string> sample(std::string const& name) { return text_of("samples/" + name); }

/// A row of a table of fields: `| name | type | presence | notes |`.
struct row {
    std::string name;
    std::string type;
    std::string notes;
};

using table = std::vector<row>;

inline std::vector<std::string> cells_of(std::string_view line)
{
    std::vector<std::string> out;
    std::size_t begin = 1;
    for (auto end = line.find('|', begin); end != line.npos; begin = end + 1, end = line.find('|', begin)) {
        auto cell = line.substr(begin, end - begin);
        while (!cell.empty() && (cell.front() == ' ' || cell.front() == '`')) cell.remove_prefix(1);
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '`')) cell.remove_suffix(1);
        out.emplace_back(cell);
    }
    return out;
}

/// The tables of fields in the section with this heading, e.g. "### 3.2 ", in order.
inline std::vector<table> tables_of(std::string_view document, std::string_view heading)
{
    std::vector<table> out;
    bool inside = false;
    bool fields = false;
    for (std::size_t begin = 0; begin < document.size();) {
        auto end = document.find('\n', begin);
        if (end == document.npos) end = document.size();
        auto const line = document.substr(begin, end - begin);
        begin = end + 1;
        if (line.starts_with("## ") || line.starts_with("### ")) inside = line.starts_with(heading);
        if (!inside) continue;
        if (line.starts_with("| field |")) {
            fields = true;
            out.emplace_back();
        } else if (!line.starts_with("|")) {
            fields = false;
        } else if (fields && line.starts_with("| `")) {
            auto cells = cells_of(line);
            if (cells.size() == 4) out.back().push_back({cells[0], cells[1], cells[3]});
        }
    }
    return out;
}

} // namespace contract

#endif // COGRANT_TESTS_UNIT_GENESYS_CONTRACT_HPP
