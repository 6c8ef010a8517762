#!/bin/sh
# Interrupts filing, revising, sealing, reindexing, disposing and transferring at POINTS of their writes, in every way, and checks what is left.
#
# usage: sweep.sh POINTS [BIN]        POINTS: a number a mode and work, or all
#
# WORKS, MODES, SEED narrow the sweep; JOBS works run side by side (default: one a core); FAULT_WORK is where the
# archives stand; RESULTS=DIR keeps the findings as JSON and the archives of failed trials.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
points=${1:?usage: sweep.sh POINTS [BIN]}
LANTAI=$(realpath "${2:-$here/../../.build/release/lantai}")
works=${WORKS:-filing revising sealing reindexing disposing transferring}
# A disposal needs several accounts, which a user namespace lends.
if ! unshare -U --map-user=1001 true 2>/dev/null; then
    echo "no user namespaces here: disposing and transferring are left out" >&2
    works=$(printf '%s\n' $works | grep -vxE 'disposing|transferring' || true)
fi
export MODES="${MODES:-kill,torn,eio,enospc,powerloss}" SEED="${SEED:-1}" POINTS="$points"

. "$here/scratch.sh"
export TMPDIR="$scratch"
results=${RESULTS:-$scratch/results}
mkdir -p "$results"

"$here/build.sh" >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 2; }
export here results

# shellcheck disable=SC2016
printf '%s\n' $works | xargs -P "${JOBS:-$(nproc)}" -I WORK sh -c '
    work=WORK
    export FAULT_NOTES="$scratch/$work.notes"
    : >"$FAULT_NOTES"
    python3 "$here/crashloop.py" --root "$scratch/$work" --names strict --mode "$MODES" --points "$POINTS" \
        --seed "$SEED" --prepare "\"$here/works.sh\" prepare $work" --run "\"$here/works.sh\" run $work" \
        --check "\"$here/works.sh\" check $work" --json "$results/$work.json" --keep-failures "$results/$work" \
        >"$scratch/$work.log" 2>&1 && status=0 || status=$?
    echo "== $work"
    cat "$scratch/$work.log"
    if [ -s "$FAULT_NOTES" ]; then
        echo "left for the next writer to settle (verify named it before, not after): $(wc -l <"$FAULT_NOTES") trials"
    fi
    exit "$status"' || { echo "a sweep failed" >&2; exit 1; }
