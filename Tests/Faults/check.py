#!/usr/bin/env python3
"""Holds an archive after an interrupted work against what was acknowledged.

usage: check.py WORK      (called by works.sh; ROOT, ACK, RUN_RC, MODE and LANTAI are set by crashloop.py and sweep.sh)

Demanded, and nothing repaired by hand before:
- readers open the archive, and list the same records that the catalog and the boxes hold;
- every acknowledged version is there with exactly the bytes of its input, by export of all versions and, for a few,
  by `show --file`; a version that was voided is void; its words find it, and find it at its last version;
- nothing is there by half: every version of every record reads fully, no code twice, no number left out of a series;
- the next writer settles what the fault left: after it `verify` finds nothing, and plain zstd and tar read every box;
- whoever repeats an interrupted filing files what is missing, and nothing twice;
- a command that failed ended with 74 and said so, one that ended with 0 did all it was told; a call that failed and that
  nobody was told of is one of those that may (QUIET).
Faults are said on stdout, and the exit status is 1.
"""

import csv
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys

work = sys.argv[1]
root = os.environ["ROOT"]
ack = os.environ["ACK"]
lantai = os.environ["LANTAI"]
archive = os.path.join(root, "a")
inputs = os.path.join(root, "in")
environment = dict(os.environ, LANTAI_ARCHIVE=archive)
faults = []

# Failed calls that need not be told: operation, file, and why it may be so.
QUIET = [
    # Who holds the lock is written into it as a courtesy; the lock itself is the kernel's.
    ("pwrite ftruncate", r"a/Corpus/lock"),
    # A checkpoint moves committed pages that stand, synced, in the write-ahead log: where it fails they stay there, and the
    # next one moves them. A disposal's own, which must leave nothing in that log, is told: `residue` of what was told.
    ("pwrite ftruncate fdatasync", r"a/(Corpus/(catalog|access)|Indexes/search)\.sqlite"),
    # What a closing connection cannot remove, the next one finds and takes up.
    ("unlink", r"a/(Corpus/(catalog|access)|Indexes/search)\.sqlite-(wal|shm)"),
    # SQLite syncs the folder of a new write-ahead log and passes over a failure: the file's own sync makes its name durable
    # on the file systems there are, and frames in boxes bring back what the catalog would lose. Ours are `fsync`, and told.
    ("fdatasync", r"a/(Corpus|Indexes)"),
    ("none", ""),
]


def fault(text):
    faults.append(text)


def run(*arguments, allowed=(0,), env=environment):
    done = subprocess.run([lantai, *arguments], env=env, capture_output=True)
    if done.returncode not in allowed:
        said = done.stderr.decode(errors="replace").strip()[-300:]
        out = done.stdout.decode(errors="replace").strip()[-500:]
        fault(f"lantai {' '.join(arguments)[:120]}: exit {done.returncode}: {said} {out}")
    return done


def lines(path):
    """The whole JSON lines of a file: a killed program may have left half a line, which nobody takes for an answer."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as file:
        return [json.loads(line) for line in file.read().split("\n")[:-1] if line.startswith("{")]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def verify(env=environment):
    """The kinds of what `verify` finds wrong."""
    done = run("verify", "--json", allowed=(0, 1), env=env)
    try:
        problems = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError):
        fault(f"verify says no JSON: {done.stdout[-200:]!r}")
        return []
    if (done.returncode == 1) != bool(problems):
        fault(f"verify ends with {done.returncode} and finds {len(problems)} problems")
    return problems


def listed():
    """What a search lists, with voided ones: {code: version}."""
    done = run("search", "--from", "1900-01-01", "--voided", "--limit", "10000", "--brief", "--json")
    if done.returncode:
        return {}
    hits = json.loads(done.stdout)["hits"]
    codes = {hit["code"]: hit["version"] for hit in hits}
    if len(codes) != len(hits):
        fault("search lists a code twice")
    return codes


def exported(name):
    """All versions as the archive gives them out: {(code, version): (metadata, {file: sha256})}."""
    target = os.path.join(root, name)
    shutil.rmtree(target, ignore_errors=True)
    if run("export", "--all-versions", "--from", "1900-01-01", "--format", "bag", "--to", target, "--quiet").returncode:
        return {}
    with open(os.path.join(target, "manifest-sha256.txt"), encoding="utf-8") as file:
        for line in file:
            sha256, path = line.rstrip("\n").split("  ", 1)
            if digest(os.path.join(target, path)) != sha256:
                fault(f"the exported {path} is not what its manifest says")
    versions = {}
    with open(os.path.join(target, "data", "metadata.csv"), encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["档号"], int(row["版本"]))
            if key in versions:
                fault(f"{key} is listed twice")
            folder = os.path.join(target, "data", row["档号"].replace("·", "."), f"v{row['版本']}")
            content = os.path.join(folder, "content")
            with open(os.path.join(folder, "metadata.json"), encoding="utf-8") as text:
                metadata = json.load(text)
            versions[key] = (metadata, {name: os.path.join(content, name) for name in os.listdir(content)})
    return versions


def phrase(text, code):
    """Some words that stand together in a text: different ones for each record."""
    runs = re.findall(r"[\u4e00-\u9fff]{6,}", text)
    return random.Random(code).choice(runs)[:12] if runs else None


def numbered(codes):
    """Every series runs from 1 without a gap."""
    series = {}
    for code in codes:
        head, number = code.rsplit("-", 1)
        series.setdefault(head, set()).add(int(number))
        volume = re.fullmatch(r"(.*·[^-]*)-(\d+)", head.split("-", 1)[-1])
        if volume:
            series.setdefault("volumes of " + volume[1], set()).add(int(volume[2]))
    for head, numbers in series.items():
        if numbers != set(range(1, len(numbers) + 1)):
            fault(f"{head}: numbers {sorted(numbers)}")


# What the run was told: the lines it got, and how each command ended.
told = lines(ack)
acknowledged = [line for line in lines(os.path.join(inputs, "base.ack")) + told if line.get("status") == "filed"]
# What was to be destroyed, or handed over, is there altogether or gone altogether.
going = set()
if work in ("disposing", "transferring"):
    with open(os.path.join(inputs, "going"), encoding="utf-8") as file:
        going = set(file.read().split())


def ended():
    """What of it is gone."""
    state = "destroyed" if work == "disposing" else "transferred"
    found = {code for code in going if json.loads(run("show", code, "--json").stdout or b"{}").get("state") == state}
    if found not in (set(), going):
        fault(f"of {sorted(going)} only {sorted(found)} are gone")
    return found


gone = ended()
for line in told:
    if set(line.get("destroyed", []) + line.get("transferred", [])) - gone:
        fault(f"said to be gone and there: {line}")


def received():
    """What the other archive has: {the sender's code: its own}."""
    other = dict(environment, LANTAI_ARCHIVE=os.path.join(root, "b"))
    hits = run("search", "--from", "1900-01-01", "--limit", "1000", "--brief", "--json", env=other)
    codes = {hit["externalID"]: hit["code"] for hit in json.loads(hits.stdout or b'{"hits":[]}')["hits"]}
    for problem in verify(other):
        if problem["kind"] != "surplusBytes":
            fault(f"verify of the receiving archive: {problem}")
    return codes


if work == "transferring":
    there = received()
    # Nothing is nowhere.
    if gone - set(there):
        fault(f"gone here and not there: {sorted(gone - set(there))}")
    for line in lines(ack + ".b"):
        if line["status"] == "filed" and there.get(line["externalID"]) != line["code"]:
            fault(f"said to be received and not there: {line['code']}")
acknowledged = [line for line in acknowledged if line["code"] not in gone]
if os.path.exists(ack + ".runs"):
    with open(ack + ".runs", encoding="utf-8", errors="replace") as file:
        for line in file.read().split("\n")[:-1]:
            status, arguments, said = line.split("\t", 2)
            if status == "0":
                continue
            if os.environ["MODE"] not in ("eio", "enospc"):
                # After a kill the rest of the shell script is gone too: what ended by itself ended well.
                if status not in ("137", "-9"):
                    fault(f"exit {status} without a failed call: {arguments}: {said}")
                continue
            try:
                sentence = json.loads(said)["error"]["message"]
            except (ValueError, KeyError, TypeError):
                sentence = ""
            if status != "74" or not sentence:
                fault(f"a failed write ends with {status}: {arguments[:80]}: {said[-200:]}")

# Readers, before anybody writes.
before = listed()
for line in acknowledged:
    if before.get(line["code"], 0) < line["version"]:
        fault(f"acknowledged {line['code']} v{line['version']} is not listed, before a writer came")
left = verify()
for problem in left:
    if problem["kind"] != "surplusBytes":
        fault(f"verify before a writer came: {problem}")
if left and os.environ.get("FAULT_NOTES"):
    with open(os.environ["FAULT_NOTES"], "a", encoding="utf-8") as file:
        file.write(f"{os.environ['MODE']} {os.environ['POINT']} {left[0]['kind']} {left[0]['box']}\n")

# The next writer: a small filing. What it is told counts too.
done = run("file", os.path.join(inputs, "探针.txt"), "--class", "PX", "--json")
acknowledged += [line for line in map(json.loads, done.stdout.splitlines()) if line["status"] == "filed"]
if work == "filing":
    # Whoever was interrupted does it again.
    again = os.path.join(root, "again")
    again_environment = dict(environment, ACK=again)
    done = subprocess.run(
        ["sh", os.path.join(os.path.dirname(os.path.abspath(__file__)), "works.sh"), "run", work],
        env=again_environment,
        capture_output=True,
    )
    repeated = lines(again)
    if done.returncode or len(repeated) != 35:
        fault(f"the filing done again ends with {done.returncode}, {len(repeated)} answers: {done.stderr[-300:]!r}")
    known = {}
    for line in told:
        known[line["sha256"]] = line["code"]
    for line in repeated:
        if line["status"] not in ("filed", "unchanged"):
            fault(f"filed again: {line}")
        if line["sha256"] in known and (line["status"] != "unchanged" or line["code"] != known[line["sha256"]]):
            fault(f"answered as new, though acknowledged before as {known[line['sha256']]}: {line['code']}")
    acknowledged += repeated
if work == "transferring":
    # Whoever was interrupted goes on.
    again = os.path.join(root, "again")
    done = subprocess.run(
        ["sh", os.path.join(os.path.dirname(os.path.abspath(__file__)), "works.sh"), "run", work],
        env=dict(environment, ACK=again),
        capture_output=True,
    )
    if done.returncode:
        with open(again + ".runs", encoding="utf-8", errors="replace") as file:
            fault(f"the transfer gone on with ends with {done.returncode}: {file.read()[-300:]}")
    gone = ended()
    there = received()
    if gone != going or set(there) != going:
        fault(f"of {len(going)}, {len(gone)} are gone here and {len(there)} there")
    acknowledged += [line for line in lines(again) if line.get("status") in ("filed", "unchanged")]
    acknowledged = [line for line in acknowledged if line["code"] not in gone]
for problem in verify():
    fault(f"verify: {problem}")

# What the archive holds.
versions = exported("bag")
last = {}
for code, version in versions:
    last[code] = max(version, last.get(code, 0))
after = listed()
if after != last:
    fault(
        f"search lists {sorted(after.items() - last.items())[:3]}, the boxes hold {sorted(last.items() - after.items())[:3]}"
    )
numbered(set(last) | gone)
for code, version in last.items():
    missing = [number for number in range(1, version) if (code, number) not in versions]
    if missing:
        fault(f"{code} has no versions {missing}")
contents = {key: {name: digest(path) for name, path in files.items()} for key, (_, files) in versions.items()}
for (code, version), (metadata, _) in versions.items():
    # Each version reads fully, acknowledged or not: its files are those that its description names.
    named = {file["name"]: file["sha256"] for file in metadata["files"]}
    if named != contents[code, version]:
        fault(f"{code} v{version} is there by half")
if work == "filing" and len(last) != 25 + 35 + 1:
    fault(f"{len(last)} records instead of {25 + 35 + 1}")

# Nothing is left of what is gone, in any file.
if gone:
    keep = os.path.join(root, "keep")
    with open(keep, "wb") as file:
        for metadata, files in versions.values():
            file.write(json.dumps(metadata, ensure_ascii=False, indent=2).encode() + b"\n")
            for name, path in files.items():
                # A line of its own, as in a tar header.
                file.write(os.path.basename(name).encode() + b"\n")
                with open(path, "rb") as text:
                    file.write(text.read() + b"\n")
        for arguments in (["plan", "show"], ["org", "list"], ["volume", "list"], ["appraisal", "list", "--json"]):
            file.write(run(*arguments).stdout)
    residue = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "residue.py")]
    residue += ["--text", os.path.join(inputs, "going.text"), "--keep", keep, "--window", "8", "--tokens", "2"]
    for folder in (archive, ack + ".told"):
        found = subprocess.run([*residue, folder], capture_output=True)
        if found.returncode:
            fault(f"residue in {folder}: {(found.stdout + found.stderr).decode(errors='replace')[:600]}")

# What was acknowledged.
for line in acknowledged:
    key = (line["code"], line["version"])
    if line["status"] == "unchanged":
        key = (line["code"], last.get(line["code"]))
    if key not in versions:
        fault(f"acknowledged {key} is lost")
        continue
    if line.get("path"):
        expected = digest(os.path.join(inputs, line["path"]))
    else:
        expected = line["sha256"]
    if line["sha256"] != expected or list(contents[key].values()) != [expected]:
        fault(f"acknowledged {key} has other bytes: {contents[key]} instead of {expected}")
    metadata = versions[key][0]
    if line["title"] != metadata["description"]["title"]:
        fault(f"acknowledged {key} has another title: {metadata['description']['title']}")

# Found by its words, at its last version and not under words that were corrected away.
queries = []
for code, version in last.items():
    metadata, files = versions[code, version]
    with open(next(iter(files.values())), encoding="utf-8") as file:
        words = phrase(file.read(), code)
    if words:
        queries.append((code, version, metadata.get("voided", False), words))
with open(os.path.join(root, "queries.jsonl"), "w", encoding="utf-8") as file:
    for code, _, _, words in queries:
        file.write(json.dumps({"id": code, "text": f'"{words}"'}, ensure_ascii=False) + "\n")


def answers():
    done = run("search", "--queries", os.path.join(root, "queries.jsonl"), "--limit", "10000", "--brief", "--json")
    found = {}
    for line in done.stdout.decode().splitlines():
        answer = json.loads(line)
        found[answer["id"]] = [] if answer["relaxed"] else [(hit["code"], hit["version"]) for hit in answer["hits"]]
    return found


found = answers()
for code, version, voided, words in queries:
    if ((code, version) in found.get(code, [])) == voided:
        fault(
            f"“{words}” finds {found.get(code)} and not {code} v{version}" if not voided else f"voided {code} is found"
        )
for (code, version), (metadata, _) in versions.items():
    # What an act is said to have done, it has done whole: its reason stands beside its effect.
    if (metadata.get("reason") == "作废") != metadata["voided"]:
        fault(f"{code} v{version}: voided is {metadata['voided']}, the reason {metadata.get('reason')}")
    if metadata.get("reason") == "错归" and metadata["description"]["class"] != "QB":
        fault(f"{code} v{version} was moved and is not")

# The same answers from an index built anew.
if work == "reindexing":
    for name in os.listdir(os.path.join(archive, "Indexes")):
        os.unlink(os.path.join(archive, "Indexes", name))
    run("reindex", "--quiet")
    if answers() != found or listed() != after:
        fault("an index built anew answers differently")

# The reading room's way to the bytes, for a few.
chooser = random.Random(int(os.environ["POINT"]))
for line in chooser.sample(acknowledged, min(2, len(acknowledged))):
    if line["status"] != "filed" or (line["code"], line["version"]) not in versions:
        continue
    for name, sha256 in contents[line["code"], line["version"]].items():
        shown = run("show", line["code"], "--version", str(line["version"]), "--file", name)
        if hashlib.sha256(shown.stdout).hexdigest() != sha256:
            fault(f"show {line['code']} --file {name} gives other bytes")

# Boxes are what any tar reads, and the databases are sound.
boxes = [
    os.path.join(folder, name)
    for folder, _, names in os.walk(os.path.join(archive, "Corpus", "boxes"))
    for name in names
]
sealed = [line["box"] for line in told if line.get("state") == "sealed"]
held = json.loads("[" + ",".join(run("box", "list", "--json").stdout.decode().split("\n")[:-1]) + "]")
for box in held:
    if box["bytes"] and not any(path.endswith("/" + box["box"]) for path in boxes):
        fault(f"box {box['box']} has no file")
for box in sealed:
    if not any(row["box"] == box and row["state"] == "sealed" for row in held):
        fault(f"box {box} was said to be sealed and is not")
tar = subprocess.run(
    ["bash", "-o", "pipefail", "-c", 'zstd -dcq -- "$@" | tar -t -i >/dev/null', "tar", *boxes], capture_output=True
)
if tar.returncode:
    fault(f"zstd and tar: {tar.stderr[-300:]!r}")
for name in ("Corpus/catalog.sqlite", "Corpus/access.sqlite", "Indexes/search.sqlite"):
    database = sqlite3.connect(f"file:{os.path.join(archive, name)}?mode=ro", uri=True)
    result = database.execute("pragma integrity_check").fetchall()
    database.close()
    if result != [("ok",)]:
        fault(f"{name}: {result[:2]}")

# The log is sound, and nothing was acknowledged that is not in it.
run("log", "verify", "--quiet")
database = sqlite3.connect(f"file:{os.path.join(archive, 'Corpus/access.sqlite')}?mode=ro", uri=True)
logged = set(
    database.execute(
        "SELECT object, version FROM access_log WHERE act IN ('file', 'revise', 'move', 'void') AND NOT denied"
    )
)
database.close()
for line in acknowledged:
    if (line["code"], line["version"]) not in logged:
        fault(f"acknowledged {line['code']} v{line['version']} is not in the log")

# Success that was none.
if os.environ["RUN_RC"] == "0" and os.environ["MODE"] in ("eio", "enospc"):
    operation, path = os.environ["CALL_OP"], os.environ["CALL_PATH"]
    if not any(operation in operations.split() and re.fullmatch(file, path) for operations, file in QUIET):
        fault(f"{operation} of {path} failed, and nobody was told")
if os.environ["RUN_RC"] == "0":
    expected = {"filing": 35, "revising": 7, "sealing": 2, "reindexing": 2, "disposing": 1, "transferring": 1}[work]
    count = sum(line.get("status") == "filed" for line in told)
    if count != expected:
        fault(f"the run ended well with {count} of {expected} acknowledged")
    if gone != going:
        fault("the run ended well and destroyed nothing")

for text in faults[:12]:
    print(text)
sys.exit(1 if faults else 0)
