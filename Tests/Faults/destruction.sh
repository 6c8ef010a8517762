#!/bin/sh
# Destroys DESTROYED of RECORDS sample records by all the steps that real users take, killed at POINTS of its writes, taken
# up again each time, and looks for what is left of them in every file and for harm to all others.
#
# usage: destruction.sh POINTS [BIN]      POINTS: a number, or all
#
# RECORDS (5000), DESTROYED (200), MODES (kill), SEED change it; FAULT_WORK is where the archives stand; RESULTS=DIR keeps
# the findings as JSON and the archives of failed trials.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
points=${1:?usage: destruction.sh POINTS [BIN]}
LANTAI=$(realpath "${2:-$here/../../.build/release/lantai}")
export RECORDS="${RECORDS:-5000}" DESTROYED="${DESTROYED:-200}"
. "$here/scratch.sh"
export TMPDIR="$scratch" INPUTS="$scratch/in"
results=${RESULTS:-$scratch/results}
mkdir -p "$results" "$INPUTS"
"$here/build.sh" >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 2; }
script="python3 '$here/destroying.py'"
python3 "$here/crashloop.py" --root "$scratch/root" --names strict --spread --mode "${MODES:-kill}" --points "$points" \
    --seed "${SEED:-1}" --timeout 900 --prepare "$script prepare" --run "$script run" --check "$script check" \
    --json "$results/destruction.json" --keep-failures "$results/destruction"
