// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// Stands in for libFuzzer where the compiler has none: feeds a fuzz target each file of a folder, then every beginning of
// it and a few spoiled copies, always the same ones. An empty corpus is a failure.
//   fuzz_NAME FOLDER
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

// A block of its own for each input, so that the sanitizer sees a read past its end.
void feed(std::string const& input)
{
    auto const block = std::make_unique<std::uint8_t[]>(input.size());
    std::copy(input.begin(), input.end(), block.get());
    static_cast<void>(LLVMFuzzerTestOneInput(block.get(), input.size()));
}

std::size_t feed_all(std::string const& input)
{
    constexpr std::size_t most = 600;
    std::size_t count = 1;
    feed(input);
    auto const step = input.size() / most + 1;
    for (std::size_t n = 0; n < input.size(); n += step, ++count) feed(input.substr(0, n));
    std::uint64_t state = input.size();
    auto const next = [&state](std::size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state >> 33) % below;
    };
    for (int i = 0; i != 100 && !input.empty(); ++i, ++count) {
        auto spoiled = input;
        auto const at = next(spoiled.size());
        switch (i % 3) {
        case 0: spoiled[at] = static_cast<char>(next(256)); break;
        case 1: spoiled.insert(at, 1, static_cast<char>(next(256))); break;
        default: spoiled.insert(at, input.substr(next(input.size()), 1 + next(16))); break;
        }
        feed(spoiled);
    }
    return count;
}

int replay(char const* folder)
{
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t count = 0;
    for (auto const& path : files) {
        std::ifstream file(path, std::ios::binary);
        std::string const input{std::istreambuf_iterator<char>(file), {}};
        // Printed first: it is the last line when the target aborts.
        std::printf("%s\n", path.filename().c_str());
        std::fflush(stdout);
        count += feed_all(input);
    }
    std::printf("%zu files, %zu inputs\n", files.size(), count);
    return files.empty() ? 1 : 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (argc == 2) return replay(argv[1]);
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s\n", e.what());
    }
    return 2;
}
