#!/usr/bin/env bash
# Feeds each parser of ours with what libFuzzer makes up, and ends at the first that breaks.
#
#   fuzz.sh PROGRAM FOLDER SECONDS [PARSER...]
#
# PROGRAM is Fuzz as `make fuzz` builds it. FOLDER keeps what was learnt, so that the next run begins there; an input that
# broke a parser stands in FOLDER/found. One parser on each core.
set -euo pipefail
cd "$(dirname "$0")/../.."

program=$1 folder=$2 seconds=$3
shift 3
[ $# -gt 0 ] || set -- $(python3 - <<'PYTHON'
import re
print(*re.findall(r"\w+", " ".join(re.findall(r"^    case ([\w, ]+)$", open("Tests/Fuzz/FuzzedParser.swift").read(), re.M))))
PYTHON
)
mkdir -p "$folder/found"
Tests/Fuzz/seeds.py "$folder/seeds"

fuzz() {
    local parser=$1 log="$folder/$1.log" known=() begun=$SECONDS
    mkdir -p "$folder/corpus/$parser"
    [ ! -d "Tests/Fuzz/Found/$parser" ] || known=("Tests/Fuzz/Found/$parser")
    # 10 s and 500 MB are what reading one file may take.
    if LANTAI_FUZZ=$parser "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=500 -max_len=4096 -print_final_stats=1 \
        -artifact_prefix="$folder/found/$parser-" "$folder/corpus/$parser" "$folder/seeds/$parser" "${known[@]}" >"$log" 2>&1; then
        printf '%-14s %s inputs, clean, %d s\n' "$parser" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" $((SECONDS - begun))
    else
        printf '%-14s BROKEN: %s\n' "$parser" "$log" >&2
        grep -aE 'Fatal error|ERROR: libFuzzer|Test unit written|^Base64: ' "$log" >&2 || tail -n 5 "$log" >&2
        return 1
    fi
}
# A crash is the fuzzer's to tell, with the input that did it.
export SWIFT_BACKTRACE=enable=no
# Parsers that read files read them from memory.
[ ! -d /dev/shm ] || export TMPDIR=/dev/shm
export -f fuzz
export program folder seconds
printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
