#!/bin/sh
# Damages box files one way at a time. `verify` must find every damage, and reading must never give wrong bytes.
#
# usage: damage.sh TRIALS [BIN]       every tenth trial is also read through, version by version (READS: how many)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
trials=${1:?usage: damage.sh TRIALS [BIN]}
reads=${READS:-$(((trials + 9) / 10))}
LANTAI=$(realpath "${2:-$here/../../.build/release/lantai}")
. "$here/scratch.sh"
kinds=bit,byte,zero,truncate,append,swap,delete

# archive NAME COUNT: sealed boxes and open ones, several versions, a void, and bytes that do not compress.
archive() {
    export LANTAI_ARCHIVE="$scratch/$1"
    "$LANTAI" init "$LANTAI_ARCHIVE" --fonds J016 --name 测试 --org 2102 --quiet >/dev/null 2>&1
    "$LANTAI" org import "$here/../../Corpus/organisations.csv" --quiet
    "$LANTAI" sample "$scratch/$1.in" --count "$2" --quiet
    half=$(($2 / 2))
    sed "${half}q" "$scratch/$1.in/manifest.jsonl" >"$scratch/$1.in/first.jsonl"
    "$LANTAI" file --manifest "$scratch/$1.in/first.jsonl" --json >"$scratch/$1.ack" 2>/dev/null
    "$LANTAI" box seal --quiet >/dev/null
    "$LANTAI" file --manifest "$scratch/$1.in/manifest.jsonl" --quiet
    head -c 40000 /dev/urandom >"$scratch/$1.in/照片.dat"
    "$LANTAI" file "$scratch/$1.in/照片.dat" --class XC --title 活动照片 --date 2024-05-01 --quiet
    code=$(sed -n '1s/.*"code":"\([^"]*\)".*/\1/p' "$scratch/$1.ack")
    printf '更正后的内容\n' >"$scratch/$1.in/更正.txt"
    "$LANTAI" revise "$code" "$scratch/$1.in/更正.txt" --reason 更正 --quiet
    "$LANTAI" void "$code" --reason 作废 --quiet >/dev/null
}

failed=0
archive large 600
echo "== verify"
# A finding ends with 1. Any other failure is no finding, and is counted as a crash (134).
# shellcheck disable=SC2016
python3 "$here/bitflip.py" --trials "$trials" --kinds $kinds \
    --check '"$LANTAI" verify --quiet; status=$?; [ $status -le 1 ] || status=134; exit $status' \
    $(find "$LANTAI_ARCHIVE/Corpus/boxes" -type f | sort) || failed=1

if [ "$reads" -gt 0 ]; then
    archive small 16
    echo "== reading (missed: wrong bytes were given)"
    python3 "$here/exactread.py" learn "$scratch/expected.json"
    python3 "$here/bitflip.py" --trials "$reads" --kinds $kinds --seed 2 --timeout 300 \
        --check "python3 '$here/exactread.py' check '$scratch/expected.json'" \
        $(find "$LANTAI_ARCHIVE/Corpus/boxes" -type f -not -path '*/register/*' | sort) || failed=1
fi
exit $failed
