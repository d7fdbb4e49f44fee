# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
# Completion of genesys_report for fish.

set -l commands details aggregates users queues recordings query login
set -l listings details aggregates users queues recordings query
set -l tables details aggregates users queues recordings
set -l paged details users queues
set -l timed details aggregates recordings query

complete -c genesys_report -f
set -l none "not __fish_seen_subcommand_from $commands"
complete -c genesys_report -n "$none" -a details -d "conversations with participants, sessions and segments"
complete -c genesys_report -n "$none" -a aggregates -d "interactions by time and queue, and a page of them"
complete -c genesys_report -n "$none" -a users -d "the people of the organisation"
complete -c genesys_report -n "$none" -a queues -d "the queues of the organisation"
complete -c genesys_report -n "$none" -a recordings -d "what was recorded of conversations"
complete -c genesys_report -n "$none" -a query -d "any listing of the API"
complete -c genesys_report -n "$none" -a login -d "sign in as a person"
complete -c genesys_report -n "$none; and not __fish_seen_subcommand_from explain" -a explain -d "what a command would ask for"
complete -c genesys_report -s h -l help -d "print help"
complete -c genesys_report -l version -d "print the version"

set -l with "__fish_seen_subcommand_from"
complete -c genesys_report -n "$with $timed" -l last -x -a "1h 24h 7d 31d" -d "the span that ends now"
complete -c genesys_report -n "$with $timed" -l from -x -d "begin"
complete -c genesys_report -n "$with $timed" -l to -x -d "end"
complete -c genesys_report -n "$with details" -l jobs -d "by an asynchronous job"
complete -c genesys_report -n "$with aggregates" -l granularity -x -a "PT15M PT30M PT1H P1D P1W P1M" -d "length of a span"
complete -c genesys_report -n "$with aggregates" -l report -r -F -d "a page of HTML"
complete -c genesys_report -n "$with recordings" -l conversation -x -d "of these only"
complete -c genesys_report -n "$with query" -l path -x -d "of the listing"
complete -c genesys_report -n "$with query" -l style -x -a "pageNumber offset cursor nextUri nextPage nextPageToken link" \
    -d "where the next page is"
complete -c genesys_report -n "$with query" -l body -r -F -d "POST this"
complete -c genesys_report -n "$with query" -l rows -x -d "the member that holds the rows"
complete -c genesys_report -n "$with login" -l device -d "by a code"
complete -c genesys_report -n "$with login" -l scope -x -d "ask for these"
complete -c genesys_report -n "$with login" -l port -x -d "for the way back"
complete -c genesys_report -n "$with login" -l no-browser -d "open nothing"

complete -c genesys_report -n "$with details users queues query" -l resume -r -F -d "checkpoint"
complete -c genesys_report -n "$with $listings" -l format -x -a "ndjson csv json" -d "how rows are written"
complete -c genesys_report -n "$with $tables" -l columns -x -d "of csv, in this order"
complete -c genesys_report -n "$with $tables" -l guard-formulas -d "of csv: no cell is run by a spreadsheet"
complete -c genesys_report -n "$with $listings" -l no-sync -d "do not wait for the disk"
complete -c genesys_report -n "$with $paged recordings" -l page-size -x -d "rows of a page"
complete -c genesys_report -n "$with $paged query" -l max-pages -x -d "stop after so many pages"
complete -c genesys_report -n "$with $listings" -l concurrency -x -d "requests under way at once"
complete -c genesys_report -n "$with $listings" -l user -d "as the person who has signed in"
complete -c genesys_report -n "$with $commands" -l issuer -x -d "authorization server"
complete -c genesys_report -n "$with $commands" -l token-folder -x -a "(__fish_complete_directories)" -d "where login keeps its tokens"
complete -c genesys_report -n "$with $commands" -l output -r -F -d "file that appears when it is complete"
complete -c genesys_report -n "$with $commands" -l quiet -d "no progress and no summary"
complete -c genesys_report -n "$with $commands" -l verbose -d "each request, answer and wait"
complete -c genesys_report -n "$with $commands" -l api-url -x -d "API host"
complete -c genesys_report -n "$with $commands" -l login-url -x -d "token host"
complete -c genesys_report -n "$with $commands" -l ca-file -r -F -d "also trust these certificates"
complete -c genesys_report -n "$with $commands" -l env-file -r -F -d "settings instead of .env"
complete -c genesys_report -n "$with $commands" -l emulator-conversations -x -d "size of the data of the emulator inside"
complete -c genesys_report -n "$with $commands" -l emulator-users -x -d "its people"
complete -c genesys_report -n "$with $commands" -l emulator-faults -x -d "its faults"
