// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_COGRANT_HPP
#define COGRANT_COGRANT_HPP

// Everything but the platforms (cogrant/genesys.hpp) and the test support (cogrant/testing/). Users with one flow
// include one header.

#include <cogrant/async/clock.hpp>
#include <cogrant/async/completion.hpp>
#include <cogrant/async/fan_out.hpp>
#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/async/waiter.hpp>
#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/error.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/keys.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/numbers.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/scan.hpp>
#include <cogrant/codec/json/secret.hpp>
#include <cogrant/codec/json/skip.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/json/time.hpp>
#include <cogrant/codec/json_value.hpp>
#include <cogrant/codec/ndjson.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/connection.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/http/server_connection.hpp>
#include <cogrant/http/tls.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/request_token.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/oauth/token_answer.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/oauth/token_zone.hpp>
#include <cogrant/paginate/error.hpp>
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/paginate/style.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/backoff.hpp>
#include <cogrant/policy/error.hpp>
#include <cogrant/policy/http_date.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/random.hpp>
#include <cogrant/policy/rate_headers.hpp>
#include <cogrant/policy/rate_limiter.hpp>
#include <cogrant/policy/retry.hpp>
#include <cogrant/policy/retry_after.hpp>
#include <cogrant/policy/retry_budget.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/fields.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/secret.hpp>
#include <cogrant/version.hpp>

#endif // COGRANT_COGRANT_HPP
