// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "help.hpp"

namespace genesys_report {

char const help_text[] = R"(genesys_report: pulls rows out of Genesys Cloud into a file, completely or not at all.

usage:
  genesys_report details [--last 24h | --from TIME --to TIME] [--jobs] [options]
  genesys_report aggregates [--last 7d] [--granularity PT1H] [--report FILE.html] [options]
  genesys_report users | queues [options]
  genesys_report recordings [--last 24h | --conversation ID ...] [options]
  genesys_report query   --path P --style S [--body FILE] [options]
  genesys_report login   [--device] [options]
  genesys_report explain COMMAND ...

what to pull
  details               conversations with all their participants, sessions and segments
    --last SPAN         the span that ends now: 90m, 24h, 7d (default 24h)
    --from TIME         begin, e.g. 2026-03-01T00:00:00Z or 2026-03-01
    --to TIME           end (default: now)
    --jobs              by an asynchronous job: better for many rows, hours behind the live data
                        what is too long or too much for one query is split, and no row comes twice
  aggregates            interactions offered, answered, abandoned and handled by span of time, queue and medium
                        a time longer than 31 days, or too much for one answer, is asked for in parts
    --granularity P     length of the spans: PT15M, PT30M, PT1H (default), P1D, P1W, P1M
    --report FILE.html  a page with pictures of them, too: no script, no network, for light and dark screens and phones
  users                 the people of the organisation, also those who left it: each row has its state
  queues                its queues
  recordings            what was recorded of the conversations of a time, without the media; a conversation that is
                        refused is told on standard error and has no rows
    --conversation ID   of these instead; may be repeated
  query                 any listing of the API, each row as the server wrote it
    --path P            e.g. "/api/v2/routing/queues?pageSize=100"
    --style S           where the next page is: pageNumber, offset, cursor, nextUri, nextPage, nextPageToken or link
    --body FILE         POST this JSON instead of GET
    --from, --to        an interval for the body, or for the path when there is none
    --rows NAME         the member that holds the rows, when it cannot be guessed

  login                 sign in as a person, with the browser; the other commands then go with --user
    --device            by a code that is typed in on another device (where --issuer knows that)
    --scope WORDS       ask for these scopes
    --port N            port of 127.0.0.1 for the way back, as registered with the client: http://127.0.0.1:N/callback
                        (default: any free one)
    --no-browser        print the address, open nothing

  explain               print what the command that follows would ask for: requests, pages, share of the rate budget.
                        Only one row of each part is asked for, to count; nothing is submitted or written

how to write it
    --format F          ndjson (default), json: rows as the server wrote them; csv: one column a member
    --output FILE       appears when it is complete; "-" (default) is standard output
    --columns A,B,...   of csv: these, in this order; nested ones as outer.inner
    --guard-formulas    of csv: puts ' before texts that a spreadsheet would run
    --no-sync           do not wait for the disk
    --resume FILE       keeps in FILE how far it came; the same command goes on after an interruption, even a SIGKILL
    --page-size N       rows of a page (details 1-100, jobs 1-1000, users 1-500; default 100)
    --max-pages N       stop after N pages
    --concurrency N     pages under way at once, 1-16 (default 1)

whom to ask
    --api-url URL       API host, e.g. a gateway; for tokens too unless --login-url is given
    --login-url URL     token host
    --ca-file PEM       also trust these certificates; may be repeated
    --user              as the person who has signed in with login; GENESYS_CLIENT_SECRET may be missing then
    --issuer URL        sign in at this authorization server, found by discovery
    --token-folder DIR  where login keeps its tokens (default ~/.local/state/cogrant)
    --env-file FILE     read settings from FILE instead of .env
  GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, and GENESYS_REGION (eu-central-1) or GENESYS_ENV_URL
  come from the environment or from the .env file, never from the command line.
  HTTPS_PROXY, HTTP_PROXY and NO_PROXY name proxies, as for other programs.
  Without credentials and --api-url it asks an emulator inside itself:
    --emulator-conversations N   size of its data (default 1000)
    --emulator-users N           (default 50)
    --emulator-faults SPEC       e.g. seed=7,429=0.05,503=0.05,reset=0.02,truncate=0.02,stale=0.05,gzip=0.5

other
    --quiet             no progress and no summary
    --verbose           each request, answer and wait
    --help, --version

exit codes
  0 ok   1 output cannot be written   2 usage   3 authentication   4 forbidden   5 rate limit beyond the cap
  6 network, TLS or server   7 bad data   130 interrupted
  recordings: 4 only when every conversation was refused; 0 when some were, and the rest is there

examples
  genesys_report details --last 24h --output day.ndjson
  genesys_report details --from 2026-03-01 --to 2026-03-08 --jobs --format csv --output week.csv
  genesys_report aggregates --last 7d --format csv --output week.csv --report week.html
  genesys_report recordings --last 24h --concurrency 4 --format csv --columns conversationId,id,media,fileState
  genesys_report explain details --last 90d
  genesys_report users --format json | jq '.[].email'
  genesys_report query --path "/api/v2/routing/queues?pageSize=100" --style nextUri
  genesys_report details --last 7d --output week.ndjson --resume week.checkpoint
  genesys_report login --port 8080 && genesys_report details --user --last 7d --output mine.ndjson
)";

} // namespace genesys_report
