// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "output.hpp"

#include <cogrant/codec/json.hpp>

#include <unistd.h>
#include <utility>

namespace genesys_report {

using cogrant::error;
using cogrant::error_code;
using cogrant::failure;
using cogrant::file_options;

namespace {

// Ctrl-C while a reader that does not read keeps us waiting.
file_options settings(options const& o) { return file_options().follow(true).stop_at_signal(true).sync(o.sync); }

std::string asked(options const& o)
{
    std::string text;
    for (auto const& word : o.words) text += word + "\n";
    return text + o.body;
}

} // namespace

output::output(options const& o) : target_(cogrant::descriptor_target(STDOUT_FILENO, settings(o)))
{
    state_.asked = asked(o);
    state_.interval = o.interval;
    if (o.resume) {
        resumable_ = std::make_unique<cogrant::resumable_file>(o.output, *o.resume, settings(o));
        auto const saved = resumable_->open().value();
        resumed_ = saved && !resumable_->complete();
        if (!resumed_) return;
        auto decoded = cogrant::json::decode<run_state>(*saved);
        if (!decoded || decoded->asked != state_.asked) {
            error e(make_error_code(cogrant::resume_errc::bad_checkpoint));
            e.edit().detail = "the checkpoint " + *o.resume + " is of another run";
            throw failure(e);
        }
        state_ = std::move(*decoded);
    } else if (o.output != "-") {
        auto& file = target_.emplace<cogrant::file_target>(o.output, settings(o));
        if (auto const code = file.open()) {
            error e(code);
            e.edit().detail = file.problem();
            throw failure(e);
        }
    }
}

void output::save()
{
    auto const code = resumable_->save(cogrant::json::encode(state_));
    if (!code) return;
    error e(code);
    e.edit().detail = resumable_->problem();
    throw failure(e);
}

boost::asio::awaitable<error_code> output::write(std::string_view bytes)
{
    error_code code;
    if (resumable_) {
        code = resumable_->write(bytes);
    } else {
        auto writing = std::visit([bytes](auto& target) { return target.write(bytes); }, target_);
        code = co_await std::move(writing);
        if (code) problem_ = "cannot write standard output: " + code.message();
    }
    co_return code;
}

boost::asio::awaitable<error_code> output::finish()
{
    error_code code;
    if (resumable_) {
        code = resumable_->finish();
    } else {
        auto finishing = std::visit([](auto& target) { return target.finish(); }, target_);
        code = co_await std::move(finishing);
    }
    co_return code;
}

std::string output::problem() const
{
    if (resumable_) return resumable_->problem();
    auto text = std::visit([](auto const& target) { return target.problem(); }, target_);
    return text.empty() ? problem_ : text;
}

} // namespace genesys_report
