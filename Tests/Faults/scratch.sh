# Sourced by sweep.sh and damage.sh, with LANTAI set: makes $scratch for archives, and has $LANTAI name a copy of the program.

# In memory where there is enough: the injector knows what a sync made durable, the disk need not turn for it.
if [ -z "${FAULT_WORK:-}" ]; then
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ "${free:-0}" -gt 1000000 ] && [ -w /dev/shm ]; then FAULT_WORK=/dev/shm; else FAULT_WORK=${TMPDIR:-/tmp}; fi
fi
scratch=$(mktemp -d "$FAULT_WORK/lantai-faults.XXXXXX")
# The program as it is now: a build beside a long sweep does not change it between two trials. Nothing may be run from
# /dev/shm on some machines, so the copy stands elsewhere.
programs=$(mktemp -d "${TMPDIR:-/tmp}/lantai-program.XXXXXX")
trap 'rm -rf "$scratch" "$programs"' EXIT
trap 'exit 130' INT TERM
cp "$LANTAI" "$programs/lantai"
LANTAI=$programs/lantai
export LANTAI scratch PYTHONDONTWRITEBYTECODE=1
