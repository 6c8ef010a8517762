#!/usr/bin/env python3
"""Damages files one way at a time and demands that a check command notices.

usage: bitflip.py --check CMD [--trials N] [--kinds bit,byte,zero,truncate,append,swap,delete] [--seed N]
                  [--timeout S] [--json FILE] [--quota S] FILE...

Each trial picks a file (weighted by the square root of its size) and one damage, runs CMD in the shell
(FILE and KIND are set), expects a non-zero exit, and restores the file byte for byte with its times.
  bit: one bit; byte: one byte to another value; zero: a 512-byte sector of zeros (skipped if already zero)
  truncate: a random part of the tail; append: 1..4096 random bytes; swap: two 4096-byte blocks; delete: the file is gone
A trial fails (the damage was missed) when CMD exits 0. A crash by a signal or a timeout counts as 'crashed'.
Exit code 0: every damage noticed, no crash.
"""

import argparse, os, random, subprocess, sys, json, time

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("files", nargs="+")
ap.add_argument("--check", required=True)
ap.add_argument("--trials", type=int, default=1000)
ap.add_argument("--kinds", default="bit")
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--timeout", type=float, default=60)
ap.add_argument("--json")
ap.add_argument("--quota", type=float, default=0)
A = ap.parse_args()
R = random.Random(A.seed)
files = [f for f in A.files if os.path.isfile(f) and os.path.getsize(f) > 0]
if not files:
    sys.exit("no non-empty file")
W = [os.path.getsize(f) ** 0.5 for f in files]


def check(f, k):
    try:
        return subprocess.run(
            A.check,
            shell=True,
            env=dict(os.environ, FILE=f, KIND=k),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=A.timeout,
        ).returncode
    except subprocess.TimeoutExpired:
        return "timeout"


if check("", "none") != 0:
    sys.exit("the check fails before any damage")
missed, crashed, done, per, t0 = [], [], 0, {}, time.time()
for t in range(A.trials):
    if A.quota and time.time() - t0 > A.quota:
        break
    f = R.choices(files, W)[0]
    k = R.choice(A.kinds.split(","))
    data = open(f, "rb").read()
    st = os.stat(f)
    n = len(data)
    d = bytearray(data)
    where = 0
    if k == "bit":
        where = R.randrange(n * 8)
        d[where >> 3] ^= 1 << (where & 7)
        where /= 8
    elif k == "byte":
        where = R.randrange(n)
        d[where] ^= R.randrange(1, 256)
    elif k == "zero":
        where = R.randrange((n + 511) // 512) * 512
        if not any(d[where : where + 512]):
            continue
        d[where : where + 512] = bytes(len(d[where : where + 512]))
    elif k == "truncate":
        where = R.randrange(n)
        del d[where:]
    elif k == "append":
        where = n
        d += R.randbytes(R.randrange(1, 4097))
    elif k == "swap":
        nb = n // 4096
        if nb < 2:
            continue
        a, b = R.sample(range(nb), 2)
        x, y = d[a * 4096 : a * 4096 + 4096], d[b * 4096 : b * 4096 + 4096]
        if x == y:
            continue
        d[a * 4096 : a * 4096 + 4096], d[b * 4096 : b * 4096 + 4096] = y, x
        where = a * 4096
    try:
        if k == "delete":
            os.unlink(f)
        else:
            with open(f, "r+b") as h:
                h.write(d)
                h.truncate()
        rc = check(f, k)
    finally:
        with open(f, "wb") as h:
            h.write(data)
        os.chmod(f, st.st_mode)
        os.utime(f, ns=(st.st_atime_ns, st.st_mtime_ns))
    done += 1
    p = per.setdefault(k, [0, 0, 0])
    p[0] += 1
    if rc == 0:
        missed.append(dict(file=f, kind=k, at=where, of=n))
        p[1] += 1
    elif rc == "timeout" or (isinstance(rc, int) and (rc < 0 or rc in (132, 133, 134, 135, 136, 139))):
        crashed.append(dict(file=f, kind=k, at=where, rc=rc))
        p[2] += 1
for k, v in per.items():
    print(f"{k}: {v[0]} damages, missed {v[1]}, crashed or hung {v[2]}")
for m in missed[:10]:
    print("MISSED", m)
for m in crashed[:10]:
    print("CRASHED", m)
if check("", "none") != 0:
    print("WARNING: the check fails after restoring: does the check itself change files?")
    crashed.append("not restored")
print(f"TOTAL {done} damages, missed {len(missed)}, crashed {len(crashed)}, {time.time() - t0:.1f} s")
if A.json:
    json.dump(dict(done=done, per=per, missed=missed, crashed=crashed), open(A.json, "w"), indent=1)
sys.exit(1 if missed or crashed else 0)
