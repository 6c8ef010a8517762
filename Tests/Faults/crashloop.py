#!/usr/bin/env python3
"""Sweeps a fault over every (or sampled) write-class call of a command.

usage: crashloop.py --root DIR --run CMD --check CMD [--prepare CMD] [--mode kill,torn,eio,enospc,powerloss]
                    [--points all|N] [--seed N] [--timeout S] [--names strict|ordered|keep] [--data all|random]
                    [--spread] [--ops write,fsync,...] [--kill group|self] [--once 0|1] [--json FILE] [--keep-failures DIR]

Every trial: empty DIR, restore the state that --prepare made, run --run under the injector, then --check
without it. The commands run in the shell with ROOT=DIR, TRIAL=n, MODE, POINT, RUN_RC (exit code of the run,
-9 when killed) and ACK (a file outside DIR) set, the check also with CALL_OP and CALL_PATH: the call that failed.
The run command should append a line to $ACK for each thing it was told is done (filed, destroyed, logged): the check
then reads $ACK and demands each of them.
--spread takes the points evenly from all kinds of calls (operation and file) instead of from all calls.
--kill group (default) kills the whole process tree of the run at the fault; --kill self only the process that
made the call, so that the rest of a shell script or a supervisor goes on.
A trial fails when the check exits non-zero or times out; with eio/enospc a run that exits 0 is passed to the
check as RUN_RC=0, so the check decides whether silence was a lie.
Exit code: 0 when no trial failed, 1 otherwise, 2 on misuse.
"""

import argparse, os, random, re, shutil, subprocess, sys, tempfile, time, json, collections

HERE = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for o, k in (
    ("--root", dict(required=True)),
    ("--run", dict(required=True)),
    ("--check", dict(required=True)),
    ("--prepare", {}),
    ("--mode", dict(default="kill")),
    ("--points", dict(default="all")),
    ("--seed", dict(type=int, default=1)),
    ("--timeout", dict(type=float, default=60)),
    ("--names", dict(default="ordered")),
    ("--data", dict(default="all")),
    ("--ops", {}),
    ("--json", {}),
    ("--keep-failures", {}),
    ("--once", dict(default="1")),
    ("--kill", dict(default="group", choices=["group", "self"])),
    ("--quiet", dict(action="store_true")),
    ("--spread", dict(action="store_true")),
):
    ap.add_argument(o, **k)
A = ap.parse_args()
root = os.path.realpath(A.root)
work = tempfile.mkdtemp(prefix="crashloop")
lib = os.path.join(HERE, "faultfs.so")
if not os.path.exists(lib):
    subprocess.run([os.path.join(HERE, "build.sh")], check=True)
if os.path.exists(root) and os.listdir(root) and not os.path.exists(os.path.join(root, ".crashloop")):
    sys.exit("refusing: --root exists, is not empty and was not made by crashloop")


def fresh(src=None):
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(src, root, symlinks=True) if src else os.makedirs(root)
    open(os.path.join(root, ".crashloop"), "w").close()


env0 = dict(os.environ, ROOT=root)


def sh(cmd, env, t):
    try:
        p = subprocess.Popen(
            cmd, shell=True, env=env, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            out, _ = p.communicate(timeout=t)
            return p.returncode, out
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, 9)
            out, _ = p.communicate()
            return "timeout", out
    except OSError as e:
        return "error", str(e).encode()


def faultenv(mode, at, seed, d):
    e = dict(
        env0,
        LD_PRELOAD=lib,
        FAULT_ROOT=root,
        FAULT_MODE=mode,
        FAULT_AT=str(at),
        FAULT_SEED=str(seed),
        FAULT_COUNTER=os.path.join(d, "counter"),
        FAULT_LOG=os.path.join(d, "log"),
        FAULT_ONCE=A.once,
        FAULT_KILL=A.kill,
    )
    if A.ops:
        e["FAULT_OPS"] = A.ops
    if mode == "powerloss":
        u = os.path.join(d, "undo")
        os.makedirs(u)
        e["FAULT_UNDO"] = u
    return e


fresh()
if A.prepare:
    rc, out = sh(A.prepare, env0, A.timeout * 5)
    if rc != 0:
        sys.exit(f'prepare failed ({rc}): {out.decode(errors="replace")[-2000:]}')
base = os.path.join(work, "base")
shutil.copytree(root, base, symlinks=True)
# count, and check that the check passes with no fault
d = tempfile.mkdtemp(dir=work)
ack = os.path.join(d, "ack")
open(ack, "w").close()
rc, out = sh(A.run, dict(faultenv("count", 0, 1, d), ACK=ack), A.timeout)
if rc != 0:
    sys.exit(f'run fails without any fault ({rc}): {out.decode(errors="replace")[-2000:]}')
log = [l.split(" ", 3) for l in open(os.path.join(d, "log"), errors="replace") if l[0].isdigit()]
total = len(log)
ops = collections.Counter(l[1] for l in log)
crc, out = sh(A.check, dict(env0, RUN_RC="0", ACK=ack, MODE="none", POINT="0", TRIAL="0"), A.timeout)
if crc != 0:
    sys.exit(f'check fails without any fault ({crc}): {out.decode(errors="replace")[-2000:]}')
if not total:
    sys.exit("no counted call: is the program statically linked, or --root wrong?")
print(f"{total} counted calls: " + ", ".join(f"{k} {v}" for k, v in ops.most_common()), flush=True)


# What a full disk does not stop.
SPACELESS = ("fsync", "fdatasync", "unlink", "rmdir", "ftruncate", "truncate", "rename", "mkdir", "opentrunc")


def call(folder, at, mode):
    """Which call of a trial failed, number `at` or, with a full disk, the first from there on that needs room."""
    with open(os.path.join(folder, "log"), errors="replace") as lines:
        for line in lines:
            fields = line.rstrip("\n").split(" ", 3)
            if not fields[0].isdigit() or int(fields[0]) < at or (mode == "enospc" and fields[1] in SPACELESS):
                continue
            return dict(op=fields[1], bytes=int(fields[2]), path=os.path.relpath(fields[3], root))
    return dict(op="none", bytes=0, path="")


def spread(calls, count):
    """Some points, so that every kind of call to every kind of file has its share: most calls are writes to one file."""
    kinds = collections.defaultdict(list)
    for number, operation, _, path in calls:
        kinds[operation, re.sub(r"[0-9]+", "N", path.strip())].append(int(number))
    chosen = []
    for points in kinds.values():
        R.shuffle(points)
    while len(chosen) < count and any(kinds.values()):
        for points in kinds.values():
            if points and len(chosen) < count:
                chosen.append(points.pop())
    return sorted(chosen)


R = random.Random(A.seed)
fails = []
quiet = []
summary = {}
t0 = time.time()
trial = 0
for mode in A.mode.split(","):
    pts = list(range(1, total + 1))
    if A.points != "all" and A.spread:
        pts = spread(log, int(A.points))
    elif A.points != "all":
        n = int(A.points)
        pts = sorted(R.sample(pts, n)) if n <= total else pts + sorted(R.choices(pts, k=n - total))
    nf = hit = lied = tmo = 0
    for at in pts:
        trial += 1
        fresh(base)
        d = tempfile.mkdtemp(dir=work)
        ack = os.path.join(d, "ack")
        open(ack, "w").close()
        seed = A.seed * 1000003 + trial
        rc, out1 = sh(A.run, dict(faultenv(mode, at, seed, d), ACK=ack), A.timeout)
        hit += (rc == -9 or rc == 137) if mode in ("kill", "torn", "powerloss") else rc != 0
        if mode == "powerloss":
            subprocess.run(
                [
                    sys.executable,
                    os.path.join(HERE, "undo.py"),
                    os.path.join(d, "undo"),
                    "--seed",
                    str(seed),
                    "--names",
                    A.names,
                    "--data",
                    A.data,
                    "--quiet",
                ]
            )
        failed = call(d, at, mode)
        if mode in ("eio", "enospc") and rc == 0:
            lied += 1
            quiet.append(dict(mode=mode, point=at, **failed))
        if rc == "timeout":
            tmo += 1
        crc, out2 = sh(
            A.check,
            dict(
                env0,
                RUN_RC=str(rc),
                ACK=ack,
                MODE=mode,
                POINT=str(at),
                TRIAL=str(trial),
                CALL_OP=failed["op"],
                CALL_PATH=failed["path"],
            ),
            A.timeout,
        )
        if crc != 0 or rc == "timeout":
            nf += 1
            f = dict(
                mode=mode,
                point=at,
                op=failed["op"],
                path=failed["path"],
                run_rc=rc,
                check_rc=crc,
                run_tail=out1.decode(errors="replace")[-400:],
                check_tail=out2.decode(errors="replace")[-800:],
            )
            fails.append(f)
            if not A.quiet and nf <= 10:
                print(
                    f"FAIL {mode} at {at} ({f['op']} {f['path']}): run {rc}, check {crc}: {f['check_tail'].strip()[-200:]}",
                    flush=True,
                )
            if A.keep_failures:
                shutil.copytree(root, os.path.join(A.keep_failures, f"{mode}-{at}"), symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(d, ignore_errors=True)
    summary[mode] = dict(trials=len(pts), faults_hit=hit, failures=nf, run_exit_0_despite_error=lied, hangs=tmo)
    print(
        f"{mode}: {len(pts)} trials, fault took effect in {hit}, failures {nf}, hangs {tmo}"
        + (f", run said ok despite the error {lied}" if mode in ("eio", "enospc") else ""),
        flush=True,
    )
    tally = collections.Counter(f"{one['op']} {one['path']}" for one in quiet if one["mode"] == mode)
    if tally:
        print("    not told: " + ", ".join(f"{name} {count}" for name, count in tally.most_common()), flush=True)
print(f"TOTAL {trial} trials, {len(fails)} failures, {time.time() - t0:.1f} s")
if A.json:
    json.dump(
        dict(total_calls=total, ops=ops, summary=summary, failures=fails, quiet=quiet),
        open(A.json, "w"),
        ensure_ascii=False,
        indent=1,
    )
shutil.rmtree(work, ignore_errors=True)
sys.exit(1 if fails else 0)
