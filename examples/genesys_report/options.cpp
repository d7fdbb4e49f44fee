// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "help.hpp"
#include <cogrant/codec/time.hpp>
#include <cogrant/version.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <limits>
#include <string_view>

namespace genesys_report {

namespace {

template <class Number>
std::optional<Number> number(std::string_view text, Number low, Number high)
{
    Number value{};
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
    return value;
}

std::optional<std::chrono::milliseconds> span(std::string_view text)
{
    if (text.size() < 2) return std::nullopt;
    auto const n = number<std::int64_t>(text.substr(0, text.size() - 1), 1, 100000);
    if (!n) return std::nullopt;
    switch (text.back()) {
    case 's': return std::chrono::seconds(*n);
    case 'm': return std::chrono::minutes(*n);
    case 'h': return std::chrono::hours(*n);
    case 'd': return std::chrono::hours(24 * *n);
    default: return std::nullopt;
    }
}

std::optional<std::chrono::sys_time<std::chrono::milliseconds>> point(std::string text)
{
    if (text.size() == 10) text += "T00:00:00Z";
    return cogrant::parse_iso8601(text);
}

/// Walks over the words; remembers the first thing that is wrong.
class reader {
public:
    explicit reader(std::vector<std::string> const& words) : words_(words) {}

    std::size_t place() const { return at_; }
    auto at(std::size_t place) const { return words_.begin() + static_cast<std::ptrdiff_t>(place); }
    bool done() const { return !wrong_.empty() || at_ == words_.size(); }
    std::string next() { return words_[at_++]; }
    std::string value(std::string const& option)
    {
        if (at_ == words_.size()) {
            fail(option + " needs a value");
            return {};
        }
        return words_[at_++];
    }
    template <class Number>
    Number value(std::string const& option, Number low, Number high)
    {
        auto const text = value(option);
        auto const n = number<Number>(text, low, high);
        if (!n && wrong_.empty())
            fail(option + " takes a whole number from " + std::to_string(low) + " to " + std::to_string(high));
        return n.value_or(low);
    }
    void fail(std::string why)
    {
        if (wrong_.empty()) wrong_ = std::move(why);
    }
    std::string const& wrong() const { return wrong_; }

private:
    std::vector<std::string> const& words_;
    std::size_t at_ = 0;
    std::string wrong_;
};

} // namespace

namespace {

std::vector<std::string> split(std::string const& list)
{
    std::vector<std::string> out(1);
    for (char const c : list)
        if (c == ',') out.emplace_back();
        else out.back() += c;
    return out;
}

// What does not change the rows or the file.
bool matters(std::string const& word)
{
    for (auto const* other :
         {"--resume", "--output", "--report", "--concurrency", "--max-pages", "--ca-file", "--env-file", "--quiet",
          "--verbose", "--no-sync"})
        if (word == other) return false;
    return true;
}

/// What is wrong with the words of a query, or of the file that it is written to.
std::string wrong_with(options const& o)
{
    bool const query = o.command == command::query;
    if (!query && (!o.path.empty() || !o.style.empty() || o.body_file || o.rows_in))
        return "--path, --style, --body and --rows go with query";
    if (query && !o.path.starts_with('/')) return "query needs --path, which begins with /";
    if (query && o.style.empty())
        return "query needs --style: pageNumber, offset, cursor, nextUri, nextPage, nextPageToken or link";
    if (query && o.format == row_format::csv) return "query knows no columns: --format ndjson or json";
    if ((!o.columns.empty() || o.guard_formulas) && o.format != row_format::csv)
        return "--columns and --guard-formulas go with --format csv";
    if (o.resume && (o.output == "-" || o.max_pages)) return "--resume goes with --output FILE and without --max-pages";
    if (o.resume && o.resume->empty()) return "--resume needs a file name";
    return {};
}

} // namespace

std::variant<options, wants_text, usage_error> parse_command_line(std::vector<std::string> const& arguments)
{
    options out;
    std::optional<std::string> last, from, to;
    std::optional<command> what;
    std::optional<std::int32_t> page_size;
    std::optional<std::string> granularity;
    reader words(arguments);
    auto const format = [&](std::string const& name) {
        if (name == "ndjson") out.format = row_format::ndjson;
        else if (name == "csv") out.format = row_format::csv;
        else if (name == "json") out.format = row_format::json;
        else words.fail("--format takes ndjson, csv or json");
    };
    while (!words.done()) {
        auto const begin = words.place();
        auto const word = words.next();
        if (word == "--help" || word == "-h") return wants_text{help_text};
        if (word == "--version") return wants_text{"genesys_report " COGRANT_VERSION_STRING "\n"};
        if (word == "explain" && begin == 0) out.explain = true;
        else if (word == "details" && !what) what = command::details;
        else if (word == "aggregates" && !what) what = command::aggregates;
        else if (word == "queues" && !what) what = command::queues;
        else if (word == "recordings" && !what) what = command::recordings;
        else if (word == "--granularity") granularity = words.value(word);
        else if (word == "--report") out.report = words.value(word);
        else if (word == "--conversation") out.conversations.push_back(words.value(word));
        else if (word == "users" && !what) what = command::users;
        else if (word == "query" && !what) what = command::query;
        else if (word == "--path") out.path = words.value(word);
        else if (word == "--style") out.style = words.value(word);
        else if (word == "--body") out.body_file = words.value(word);
        else if (word == "--rows") out.rows_in = words.value(word);
        else if (word == "--columns") out.columns = split(words.value(word));
        else if (word == "--guard-formulas") out.guard_formulas = true;
        else if (word == "--no-sync") out.sync = false;
        else if (word == "--resume") out.resume = words.value(word);
        else if (word == "login" && !what) what = command::login;
        else if (word == "--user") out.user = true;
        else if (word == "--device") out.device = true;
        else if (word == "--no-browser") out.open_browser = false;
        else if (word == "--port") out.login_port = words.value<std::uint16_t>(word, 1, 65535);
        else if (word == "--issuer") out.issuer = words.value(word);
        else if (word == "--scope") out.scope = words.value(word);
        else if (word == "--token-folder") out.token_folder = words.value(word);
        else if (word == "--last") last = words.value(word);
        else if (word == "--from") from = words.value(word);
        else if (word == "--to") to = words.value(word);
        else if (word == "--jobs") out.jobs = true;
        else if (word == "--format") format(words.value(word));
        else if (word == "--output") out.output = words.value(word);
        else if (word == "--page-size") page_size = words.value<std::int32_t>(word, 1, 1000);
        else if (word == "--max-pages") out.max_pages = words.value<std::size_t>(word, 1, 1000000000);
        else if (word == "--concurrency") out.concurrency = words.value<std::size_t>(word, 1, 16);
        else if (word == "--api-url") out.api_url = words.value(word);
        else if (word == "--login-url") out.login_url = words.value(word);
        else if (word == "--ca-file") out.ca_files.push_back(words.value(word));
        else if (word == "--env-file") out.env_file = words.value(word);
        else if (word == "--quiet") out.quiet = true;
        else if (word == "--verbose") out.verbose = true;
        else if (word == "--emulator-conversations")
            out.emulator_conversations = words.value<std::uint64_t>(word, 0, 100000000);
        else if (word == "--emulator-users") out.emulator_users = words.value<std::uint64_t>(word, 0, 10000000);
        else if (word == "--emulator-faults") out.emulator_faults = words.value(word);
        else words.fail("unknown word " + word.substr(0, word.find('='))); // what follows may be a secret
        if (matters(word)) out.words.insert(out.words.end(), words.at(begin), words.at(words.place()));
    }
    if (!words.wrong().empty()) return usage_error{words.wrong()};
    if (!what) return usage_error{"say what to do: details, aggregates, users, queues, recordings, query or login"};
    out.command = *what;
    if (out.output.empty()) return usage_error{"--output needs a file name or -"};
    if (out.quiet && out.verbose) return usage_error{"--quiet and --verbose contradict each other"};
    if (page_size) out.page_size = *page_size;
    if (auto const why = wrong_with(out); !why.empty()) return usage_error{why};

    if (granularity) out.granularity = *granularity;
    bool const timed = out.command != command::users && out.command != command::queues && out.command != command::login;
    if (!timed && (last || from || to))
        return usage_error{"--last, --from and --to go with details, aggregates, recordings and query"};
    if (out.jobs && out.command != command::details) return usage_error{"--jobs goes with details"};
    if (out.command != command::aggregates && (granularity || out.report))
        return usage_error{"--granularity and --report go with aggregates"};
    if (out.command != command::recordings && !out.conversations.empty())
        return usage_error{"--conversation goes with recordings"};
    if (out.explain && out.command == command::login) return usage_error{"there is nothing to explain about login"};
    if (out.command == command::login) {
        if (out.user) return usage_error{"--user goes with the other commands, not with login"};
        if (out.resume || !out.columns.empty())
            return usage_error{"--resume and --columns go with details, users and query"};
        if (out.device && (out.login_port != 0 || !out.open_browser))
            return usage_error{"--port and --no-browser do not go with --device"};
        return out;
    }
    if (out.device || out.login_port != 0 || !out.open_browser || out.scope)
        return usage_error{"--device, --port, --no-browser and --scope go with login"};
    if (!out.user && (out.issuer || out.token_folder))
        return usage_error{"--issuer and --token-folder go with login and --user"};
    if (out.command == command::users || out.command == command::queues) {
        if (out.page_size > 500) return usage_error{"a page of users or queues has at most 500 rows"};
        return out;
    }
    if (out.command == command::query) {
        if (page_size) return usage_error{"--page-size goes with details; the page is for --path or --body"};
        if (!last && !from && !to) return out;
    }
    if (out.command == command::aggregates && (page_size || out.max_pages || out.resume))
        return usage_error{"aggregates have no pages: without --page-size, --max-pages and --resume"};
    if (out.command == command::recordings) {
        if (out.max_pages || out.resume) return usage_error{"recordings go without --max-pages and --resume"};
        if (!out.conversations.empty() && (last || from || to))
            return usage_error{"--conversation and a time contradict each other"};
        if (!out.conversations.empty()) return out;
    }
    if (out.jobs && !page_size) out.page_size = 1000;
    if (!out.jobs && out.page_size > 100)
        return usage_error{"a page of details has at most 100 rows; with --jobs 1000"};
    if (last && (from || to)) return usage_error{"--last and --from/--to contradict each other"};
    if (to && !from) return usage_error{"--to needs --from"};
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (from) {
        auto const begin = point(*from);
        auto const end = to ? point(*to) : now;
        if (!begin || !end) return usage_error{"--from and --to take a time like 2026-03-01T00:00:00Z or 2026-03-01"};
        if (*begin >= *end) return usage_error{"--from is not before --to"};
        out.interval = {*begin, *end};
    } else {
        auto const length = span(last.value_or("24h"));
        if (!length) return usage_error{"--last takes a span like 90m, 24h or 7d"};
        out.interval = cogrant::last(*length, now);
    }
    return out;
}

} // namespace genesys_report
