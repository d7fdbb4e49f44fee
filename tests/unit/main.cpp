// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// The main of every test program. It adds one reporter to doctest's own, "ctest": with --list-test-cases it writes the
// tests as CTest commands, so that each sentence becomes a test of its own whatever characters it has.

#define DOCTEST_CONFIG_IMPLEMENT // both: the precompiled header has read the part that derives one from the other
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unistd.h>

namespace support {
void sink(std::string_view text); // tests/support/sinks.hpp
}

namespace {

std::string environment(char const* name)
{
    char const* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// A CMake bracket argument: nothing in it needs escaping.
std::string bracketed(std::string const& text) { return "[==[" + text + "]==]"; }

/// A doctest filter that means exactly this text: commas would separate filters.
std::string filter(std::string const& text)
{
    std::string out;
    for (char const c : text) out += c == ',' ? std::string("\\,") : std::string(1, c);
    return out;
}

struct ctest_reporter final : doctest::IReporter {
    doctest::ContextOptions const& options;

    explicit ctest_reporter(doctest::ContextOptions const& o) : options(o) {}

    void report_query(doctest::QueryData const& found) override
    {
        auto& out = *options.cout;
        auto const program = environment("COGRANT_TEST_PROGRAM");
        auto const properties = environment("COGRANT_TEST_PROPERTIES");
        std::set<std::string> names;
        for (unsigned i = 0; i != found.num_data; ++i) {
            std::string const suite = found.data[i]->m_test_suite;
            std::string const sentence = found.data[i]->m_name;
            auto name = suite + ": " + sentence;
            if (!names.insert(name).second) continue; // same sentence twice: they run together
            out << "add_test(" << bracketed(name) << " " << bracketed(program) << " "
                << bracketed("-ts=" + filter(suite)) << " " << bracketed("-tc=" + filter(sentence)) << ")\n";
            // doctest calls it a success when a filter finds nothing.
            out << "set_tests_properties(" << bracketed(name) << " PROPERTIES FAIL_REGULAR_EXPRESSION "
                << bracketed("test cases: +0 ") << " " << properties << ")\n";
        }
    }

    void test_run_start() override {}
    void test_run_end(doctest::TestRunStats const&) override {}
    void test_case_start(doctest::TestCaseData const&) override {}
    void test_case_reenter(doctest::TestCaseData const&) override {}
    void test_case_end(doctest::CurrentTestCaseStats const&) override {}
    void test_case_exception(doctest::TestCaseException const&) override {}
    void subcase_start(doctest::SubcaseSignature const&) override {}
    void subcase_end() override {}
    void log_assert(doctest::AssertData const&) override {}
    void log_message(doctest::MessageData const&) override {}
    void test_case_skipped(doctest::TestCaseData const&) override {}
};

DOCTEST_REGISTER_REPORTER("ctest", 1, ctest_reporter);

/// What doctest itself says goes into the sinks, too: messages, failed checks with their values, exceptions.
struct sink_listener final : doctest::IReporter {
    explicit sink_listener(doctest::ContextOptions const&) {}

    void report_query(doctest::QueryData const&) override {}
    void test_run_start() override {}
    void test_run_end(doctest::TestRunStats const&) override {}
    void test_case_start(doctest::TestCaseData const&) override {}
    void test_case_reenter(doctest::TestCaseData const&) override {}
    void test_case_end(doctest::CurrentTestCaseStats const&) override {}
    void test_case_exception(doctest::TestCaseException const& e) override { support::sink(e.error_string.c_str()); }
    void subcase_start(doctest::SubcaseSignature const&) override {}
    void subcase_end() override {}
    void log_assert(doctest::AssertData const& a) override
    {
        if (a.m_failed) support::sink(a.m_decomp.c_str());
    }
    void log_message(doctest::MessageData const& m) override { support::sink(m.m_string.c_str()); }
    void test_case_skipped(doctest::TestCaseData const&) override {}
};

DOCTEST_REGISTER_LISTENER("sinks", 1, sink_listener);

} // namespace

// A line for each text, in a file for each process.
void support::sink(std::string_view text)
{
    static auto const folder = environment("COGRANT_SINKS");
    if (folder.empty()) return;
    static std::mutex mutex;
    std::lock_guard const lock(mutex);
    static std::ofstream file(folder + "/tests." + std::to_string(::getpid()) + ".log", std::ios::app);
    file << text << '\n' << std::flush;
}
