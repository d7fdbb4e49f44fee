// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_PROGRAM_WRITE_FILE_HPP
#define COGRANT_EXAMPLES_PROGRAM_WRITE_FILE_HPP

#include <cogrant/error.hpp>
#include <cogrant/sink/part_file.hpp>

#include <string>
#include <string_view>

namespace program {

/// Writes a file that appears whole, or not at all. @throws cogrant::failure  with the system's error
inline void write_file(std::string const& path, std::string_view text, cogrant::file_options options = {})
{
    cogrant::part_file file(path, options);
    auto code = file.open();
    if (!code) code = file.write(text);
    if (!code) code = file.commit();
    if (!code) return;
    cogrant::error e(code);
    e.edit().detail = file.problem();
    throw cogrant::failure(e);
}

} // namespace program

#endif // COGRANT_EXAMPLES_PROGRAM_WRITE_FILE_HPP
