#!/usr/bin/env python3
"""Rolls a directory back to what a power cut could have left, from faultfs.so's journal.

usage: undo.py UNDO_DIR [--seed N] [--data all|random] [--names strict|ordered|keep] [--quiet]

--data all      every write not followed by fsync/fdatasync of its file is lost (the worst case)
--data random   each 4096-byte page keeps a random prefix of its un-synced writes; the size is the old or the new one
--names strict  create/rename/unlink are lost unless the parent directory was fsynced after them
--names ordered a metadata journal as in ext4: any later fsync makes all earlier names durable; of the rest
                a random-length suffix (with --data all: all of it) is lost
--names keep    names always survive (data may not): finds rename-before-fsync mistakes
"""

import os, sys, random, argparse, glob, shutil

ap = argparse.ArgumentParser()
ap.add_argument("undo")
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--data", default="all", choices=["all", "random"])
ap.add_argument("--names", default="ordered", choices=["strict", "ordered", "keep"])
ap.add_argument("--quiet", action="store_true")
A = ap.parse_args()
R = random.Random(A.seed)
PG = 4096
un = lambda h: None if h == "-" else os.fsdecode(bytes.fromhex(h))
recs = []
settled = []
jp = os.path.join(A.undo, "journal")
for l in (open(jp) if os.path.exists(jp) else []):
    f = l.split()
    if f[0] == "Y":
        # sync(2): all before it is on the disk.
        settled += recs
        recs = []
    elif f[0] == "W":
        recs.append(
            dict(op="W", keep=f"{f[1]}.{f[2]}", off=int(f[3]), len=int(f[4]), size=int(f[5]), a=un(f[6]), b=None)
        )
    elif f[0] == "T":
        recs.append(dict(op="T", keep=f"{f[1]}.{f[2]}", new=int(f[3]), size=int(f[4]), a=un(f[5]), b=None))
    elif f[0] == "A":
        recs = [r for r in recs if not (r["op"] in "CRULDX" and r["keep"] == f"{f[1]}.{f[2]}")]
    else:
        recs.append(
            dict(
                op=f[0], keep=f"{f[1]}.{f[2]}" if f[2] != "0" else None, a=un(f[3]), b=un(f[4]) if len(f) > 4 else None
            )
        )
# forward: identity of each file, and where it was last synced
ident, nid, lastsync, dirsync, anysync = {}, 0, {}, {}, -1


def idof(p):
    global nid
    if p not in ident:
        nid += 1
        ident[p] = nid
    return ident[p]


for i, r in enumerate(recs):
    o = r["op"]
    if o == "C":
        nid += 1
        ident[r["a"]] = nid
        r["id"] = nid
    elif o in "WT":
        r["id"] = idof(r["a"])
    elif o == "S":
        r["id"] = idof(r["a"])
        lastsync[r["id"]] = i
        dirsync[r["a"]] = i
        anysync = i
    elif o == "R":
        r["id"] = idof(r["a"])
        ident[r["b"]] = ident.pop(r["a"])
    elif o == "L":
        ident[r["b"]] = idof(r["a"])
    elif o == "U":
        r["id"] = idof(r["a"])
        ident.pop(r["a"], None)
NAMEOPS = "CRULDX"


def name_durable(i, r):
    if A.names == "keep":
        return True
    if A.names == "ordered":
        return i < anysync
    ps = {os.path.dirname(p) for p in (r["a"], r["b"]) if p}
    return all(dirsync.get(p, -1) > i for p in ps)


loose = [i for i, r in enumerate(recs) if r["op"] in NAMEOPS and not name_durable(i, r)]
if A.names == "ordered" and A.data == "random" and loose:
    loose = loose[R.randrange(len(loose) + 1) :]
loose = set(loose)
# per file, per page: how many of its un-synced writes survive
cuts = {}
if A.data == "random":
    touch = {}
    for i, r in enumerate(recs):
        if r["op"] == "W" and i > lastsync.get(r["id"], -1):
            for pg in range(r["off"] // PG, (r["off"] + max(r["len"], 1) - 1) // PG + 1):
                touch.setdefault((r["id"], pg), []).append(i)
    for k, v in touch.items():
        n = R.randrange(len(v) + 1)
        cuts[k] = v[n] if n < len(v) else len(recs)
where = {v: k for k, v in ident.items()}  # id -> current path (None: gone)
lostb = lostn = 0
sizes = {}
for i in range(len(recs) - 1, -1, -1):
    r = recs[i]
    o = r["op"]
    if o in NAMEOPS:
        if i not in loose:
            continue
        lostn += 1
        try:
            keep = os.path.join(A.undo, r["keep"]) if r["keep"] else None
            if o == "C":
                p = where.get(r["id"])
                if p and os.path.lexists(p):
                    os.unlink(p)
                where[r["id"]] = None
            elif o == "U":
                if keep and os.path.exists(keep):
                    if not os.path.lexists(r["a"]):
                        os.link(keep, r["a"])
                    where[r["id"]] = r["a"]
            elif o == "R":
                if os.path.lexists(r["b"]):
                    os.rename(r["b"], r["a"])
                for k, v in list(where.items()):
                    if v == r["b"]:
                        where[k] = r["a"]
                    elif v and v.startswith(r["b"] + "/"):
                        where[k] = r["a"] + v[len(r["b"]) :]
                if keep and os.path.exists(keep) and not os.path.lexists(r["b"]):
                    os.link(keep, r["b"])
            elif o == "L":
                if os.path.lexists(r["b"]):
                    os.unlink(r["b"])
            elif o == "D":
                if os.path.isdir(r["a"]):
                    shutil.rmtree(r["a"], ignore_errors=True)
            elif o == "X":
                os.makedirs(r["a"], exist_ok=True)
        except OSError as e:
            if not A.quiet:
                print("undo:", o, r["a"], e, file=sys.stderr)
    elif o in "WT" and i > lastsync.get(r["id"], -1):
        p = where.get(r["id"])
        if not p or not os.path.isfile(p):
            continue
        old = b""
        kp = os.path.join(A.undo, r["keep"])
        if os.path.exists(kp):
            old = open(kp, "rb").read()
        with open(p, "r+b") as f:
            if o == "T":
                if A.data == "random" and R.random() < 0.5:
                    continue
                f.truncate(r["size"])
                f.seek(r["new"])
                f.write(old)
                lostb += len(old)
            else:
                st, en = r["off"], r["off"] + r["len"]
                for pg in range(st // PG, (max(en, st + 1) - 1) // PG + 1):
                    if A.data == "random" and cuts.get((r["id"], pg), -1) > i:
                        continue
                    a, b = max(st, pg * PG), min(en, (pg + 1) * PG)
                    seg = old[a - st : b - st]
                    seg += b"\0" * (b - a - len(seg))
                    cur = os.fstat(f.fileno()).st_size
                    if a < cur:
                        f.seek(a)
                        f.write(seg[: max(0, min(b, cur) - a)])
                        lostb += b - a
                if A.data == "all":
                    f.truncate(r["size"])
                else:
                    sizes.setdefault(r["id"], []).append(r["size"])
for k, v in sizes.items():
    p = where.get(k)
    if p and os.path.isfile(p) and R.random() < 0.5:
        os.truncate(
            p,
            (
                min(v[-1], os.path.getsize(p))
                if R.random() < 0.7
                else R.choice(v) if R.choice(v) <= os.path.getsize(p) else v[-1]
            ),
        )
# shared-memory index files of SQLite do not survive a reboot in a meaningful way
for r in settled + recs:
    if r["a"] and r["a"].endswith("-wal"):
        s = r["a"][:-4] + "-shm"
        if os.path.exists(s):
            os.unlink(s)
if not A.quiet:
    print(f"undo: {len(recs)} records, {lostn} names and {lostb} bytes rolled back")
