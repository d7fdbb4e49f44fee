# Copyright (c) 2026 The cogrant authors
# SPDX-License-Identifier: BSL-1.0
# Completion of genesys_report for bash. Installed, or: source genesys_report.bash

_genesys_report()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="details aggregates users queues recordings query login" command="" explained="" i
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
            explain) ((i == 1)) && explained=yes ;;
            details | aggregates | users | queues | recordings | query | login)
                command=${COMP_WORDS[i]}
                break
                ;;
        esac
    done
    COMPREPLY=()
    case $before in
        --format)
            mapfile -t COMPREPLY < <(compgen -W "ndjson csv json" -- "$word")
            return
            ;;
        --style)
            mapfile -t COMPREPLY < <(
                compgen -W "pageNumber offset cursor nextUri nextPage nextPageToken link" -- "$word")
            return
            ;;
        --granularity)
            mapfile -t COMPREPLY < <(compgen -W "PT15M PT30M PT1H P1D P1W P1M" -- "$word")
            return
            ;;
        --last)
            mapfile -t COMPREPLY < <(compgen -W "1h 24h 7d 31d" -- "$word")
            return
            ;;
        --output | --report | --resume | --body | --ca-file | --env-file)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        --token-folder)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return
            ;;
        --from | --to | --columns | --page-size | --max-pages | --concurrency | --path | --rows | --scope | --port | \
            --api-url | --login-url | --issuer | --conversation | --emulator-conversations | --emulator-users | \
            --emulator-faults)
            return
            ;;
    esac
    local words
    if [[ -z $command && $word != -* ]]; then
        words=$commands
        [[ -z $explained ]] && words+=" explain"
    else
        local all="--output --quiet --verbose --api-url --login-url --ca-file --env-file --emulator-conversations
            --emulator-users --emulator-faults --help --version"
        local rows="--format --no-sync --user --issuer --token-folder --concurrency"
        local csv="--columns --guard-formulas" pages="--page-size --max-pages"
        local time="--last --from --to"
        case $command in
            details) words="$time --jobs --resume $rows $csv $pages $all" ;;
            aggregates) words="$time --granularity --report $rows $csv $all" ;;
            users | queues) words="--resume $rows $csv $pages $all" ;;
            recordings) words="$time --conversation --page-size $rows $csv $all" ;;
            query) words="--path --style --body --rows --resume --max-pages $time $rows $all" ;;
            login) words="--device --scope --port --no-browser --issuer --token-folder $all" ;;
            *) words="--help --version" ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _genesys_report genesys_report
