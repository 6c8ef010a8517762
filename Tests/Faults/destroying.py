#!/usr/bin/env python3
"""The destruction that destruction.sh cuts short: some of many records, by all its steps and persons.

usage: destroying.py prepare|run|check   (called by crashloop.py; ROOT, ACK, LANTAI, INPUTS, RECORDS, DESTROYED are set)

Records that are to go have words of their own in every line of their text, in title, person, file name and volume: made of
characters that stand nowhere else, so that each window and each pair of them that is found is theirs. As many of the same
year, classes and boxes stay. Demanded after every interruption, and after the same command was given again:
- whoever was told "destroyed" was told so when nothing of it was left in any file;
- all are gone, and of their words no 8-byte window is in any file and no pair in the index: unpacked boxes, free pages,
  write-ahead logs and temporary files are looked through (residue.py);
- all others have the bytes that they had, by plain zstd and tar, and each is found by its number.
Faults are said on stdout, and the exit status is 1.
"""

import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile

here = os.path.dirname(os.path.abspath(__file__))
step = sys.argv[1]
root, lantai, inputs = os.environ["ROOT"], os.environ["LANTAI"], os.environ["INPUTS"]
records, destroyed = int(os.environ["RECORDS"]), int(os.environ["DESTROYED"])
archive = os.path.join(root, "a")
password = "海棠依旧绿肥红瘦知否"
environment = dict(os.environ, LANTAI_ARCHIVE=archive, LANTAI_PASSWORD=password, LANTAI_USER="", LANG="en")
known_file, words_file = os.path.join(inputs, "known.json"), os.path.join(inputs, "words")
execute = ["disposal", "execute", "1", "--witness", "yi", "--witness", "bing", "--as", "wu", "--json", "--quiet"]
faults = []


def run(*arguments, allowed=(0,), **more):
    done = subprocess.run([lantai, *arguments], env=dict(environment, **more), capture_output=True)
    if done.returncode not in allowed:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()[-400:]
        faults.append(f"lantai {' '.join(arguments)[:120]}: exit {done.returncode}: {said}")
        if step == "prepare":
            sys.exit(faults[0])
    return done.stdout.decode()


def json_lines(text):
    return [json.loads(line) for line in text.split("\n") if line.startswith("{")]


def content():
    """What stands in the boxes, by zstd and tar alone: the SHA-256 of each file, by path."""
    digests = {}
    for folder, _, names in os.walk(os.path.join(archive, "Corpus", "boxes")):
        for name in names:
            unpacked = subprocess.run(["zstd", "-dcq", os.path.join(folder, name)], capture_output=True)
            if unpacked.returncode:
                faults.append(f"zstd cannot read box {name}")
            with tarfile.open(fileobj=io.BytesIO(unpacked.stdout), ignore_zeros=True) as tar:
                for member in tar:
                    if member.isfile() and not member.name.startswith("acts/"):
                        digests[member.name] = hashlib.sha256(tar.extractfile(member).read()).hexdigest()
    return digests


def folder_of(code):
    return code.replace("·", ".")


def residue(folder):
    """What residue.py finds of the words in a folder, as it says it; empty where that is nothing."""
    command = [sys.executable, os.path.join(here, "residue.py"), "--text", words_file, "--window", "8"]
    done = subprocess.run([*command, "--tokens", "2", "--strict-tokens", folder], capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()[:600]


# Preparing


class Words:
    """Words of characters that stand in no other text, and that searching takes for no others."""

    def __init__(self, *texts):
        taken = set().union(*texts)
        self.free = [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code) not in taken]
        self.random = random.Random(200)
        self.given = []

    def word(self, length=6):
        self.given.append("".join(self.random.choices(self.free, k=length)))
        return self.given[-1]


def samples():
    """The manifest: records that go and as many beside them that stay are of a year long due; all others as they are."""
    folder = os.path.join(inputs, "samples")
    run("sample", folder, "--count", str(records), "--inline", "--quiet")
    with open(os.path.join(folder, "manifest.jsonl"), encoding="utf-8") as lines:
        text = lines.read()
    others = [text]
    for name in ("Indexes/v3/variants.tsv", "Indexes/v3/synonyms.txt", "Corpus/organisations.csv"):
        with open(os.path.join(here, "../..", name), encoding="utf-8") as lines:
            others.append(lines.read())
    words = Words(*others, run("plan", "show"))
    rows = json_lines(text)
    short = [row for row in rows if row["class"] in ("PX", "XC")]
    if len(short) < 2 * destroyed:
        sys.exit(f"{records} records are too few for {destroyed}")
    random.Random(5).shuffle(short)
    for row in short[: 2 * destroyed]:
        row["date"] = "2005-03-05"
    volumes = []
    for title, name in ((words.word(), words.word(3)) for _ in range(2)):
        subject = f"{name} 1960-02-29"
        created = run("volume", "create", "--class", "GA", "--title", title, "--year", "1984", "--period", "D10",
                      "--subject", subject, "--json")  # fmt: skip
        volumes.append((json.loads(created)["code"], subject))
    for number, row in enumerate(short[:destroyed]):
        row["title"] = words.word() + "一事的往来记录"
        row["externalID"] = words.word() + str(number)
        row["text"] = "\n".join(words.word() + line + words.word() for line in row["text"].split("\n"))
        # A tenth of them in volumes that go whole.
        if number % 10 == 0:
            row["class"] = "PG"
            row["volume"], subject = volumes[number // 10 % 2]
            row["fields"] = {"当事人": subject}
    with open(os.path.join(inputs, "manifest.jsonl"), "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with open(words_file, "w", encoding="utf-8") as out:
        out.write("\n".join(words.given))
    return {row["externalID"] for row in short[:destroyed]}, [code for code, _ in volumes]


def people():
    """Users as an institution has them: who opens, who gives an opinion, who approves and who destroys are different.
    An opinion is for who may read the record.
    """

    def own(name, first):
        run("user", "password", "--as", name, LANTAI_PASSWORD=first, LANTAI_NEW_PASSWORD=password)

    def add(name, *more):
        return run("user", "add", name, "--org", "2102", *more).strip()

    own("admin", add("admin", "--role", "systemAdministrator"))
    first = add("safe", "--as", "admin")
    run("user", "role", "safe", "securityOfficer", "--as", "admin")
    own("safe", first)
    for name, role in (("jia", "archivist"), ("yi", "archivist"), ("bing", "archivist"), ("ding", "supervisor"),
                       ("wu", "archivist")):  # fmt: skip
        first = add(name, "--as", "admin")
        run("user", "role", name, role, "--as", "safe")
        own(name, first)


def prepare():
    run("init", archive, "--fonds", "J016", "--name", "测试", "--org", "2102", "--quiet")
    run("org", "import", os.path.join(here, "../../Corpus/organisations.csv"), "--quiet")
    going, volumes = samples()
    filed = json_lines(run("file", "--manifest", os.path.join(inputs, "manifest.jsonl"), "--json", "--quiet"))
    codes = {line["externalID"]: line["code"] for line in filed if line["status"] == "filed"}
    if len(codes) != records:
        sys.exit(f"{len(codes)} of {records} were filed")
    gone = sorted(code for number, code in codes.items() if number in going)
    for volume in volumes:
        run("volume", "close", volume, "--on", "1985-01-31", "--quiet")
    run("box", "seal", "--quiet")
    people()
    run("appraisal", "open", "--title", "到期", "--items", *gone, "--quiet", "--as", "jia")
    for name in ("yi", "bing"):
        run("appraisal", "opinion", "1", "--destroy", "--reason", "无价值", "--quiet", "--as", name)
    run("appraisal", "approve", "1", "--quiet", "--as", "ding")
    folders = tuple(folder_of(code) + "/" for code in gone)
    stay = {path: digest for path, digest in content().items() if not path.startswith(folders)}
    kept = {number: code for number, code in codes.items() if number not in going}
    # As if some of it had been looked at: a rendition, and one that a crash left half-written.
    os.makedirs(os.path.join(archive, "Indexes", "renditions", "unfinished"), exist_ok=True)
    for name in ("0" * 64 + "-copy", "unfinished/half"):
        shutil.copyfile(words_file, os.path.join(archive, "Indexes", "renditions", name))
    # The measure itself: all of it is there before.
    if not residue(os.path.join(archive, "Corpus")):
        sys.exit("residue.py finds nothing of what is there")
    with open(known_file, "w", encoding="utf-8") as out:
        json.dump(dict(gone=gone, kept=kept, content=stay), out, ensure_ascii=False)


# Checking


def found(queries):
    """The codes that each text finds."""
    path = os.path.join(root, "queries.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": text, "text": text}, ensure_ascii=False) + "\n" for text in queries)
    said = run("search", "--queries", path, "--limit", "20", "--brief", "--json", "--as", "ding")
    return {line["id"]: [] if line["relaxed"] else [hit["code"] for hit in line["hits"]] for line in json_lines(said)}


def check():
    with open(known_file, encoding="utf-8") as text:
        known = json.load(text)
    with open(words_file, encoding="utf-8") as text:
        words = text.read().split("\n")
    with open(os.environ["ACK"], encoding="utf-8", errors="replace") as text:
        told = [line for line in text.read().split("\n")[:-1] if line.startswith("{")]
    if told:
        left = residue(archive)
        if left:
            faults.append(f"told to be destroyed, and there: {left}")
    # Whoever was cut short gives the command again: it is done now, or was, and the rest of it is done at the opening.
    run(*execute, allowed=(0, 65, 77) if not told else (65, 77))
    listed = json_lines(run("disposal", "list", "--json", "--as", "wu"))
    if [(line["items"], line["finished"]) for line in listed] != [(len(known["gone"]), True)]:
        faults.append(f"disposals: {listed}")
    left = residue(archive)
    if left:
        faults.append(f"residue: {left}")
    for problem in json_lines(run("verify", "--json", "--quiet", "--as", "wu", allowed=(0, 1)))[0]["problems"]:
        faults.append(f"verify: {problem}")
    now = content()
    harmed = [path for path, digest in known["content"].items() if now.get(path) != digest]
    if harmed:
        faults.append(f"{len(harmed)} files of others are not what they were: {harmed[:3]}")
    folders = tuple(folder_of(code) + "/" for code in known["gone"])
    if any(path.startswith(folders) for path in now):
        faults.append("a box still has files of what is gone")
    database = sqlite3.connect(f"file:{os.path.join(archive, 'Corpus/catalog.sqlite')}?mode=ro", uri=True)
    codes = {code for (code,) in database.execute("SELECT code FROM item")}
    database.close()
    if codes & set(known["gone"]) or not codes >= set(known["kept"].values()):
        faults.append(f"the catalog has {len(codes)} records")
    answers = found(known["kept"])
    missed = [number for number, code in known["kept"].items() if code not in answers.get(number, [])]
    if missed:
        faults.append(f"{len(missed)} others are not found, such as {missed[:3]}")
    some = random.Random(int(os.environ["POINT"])).sample(words, min(50, len(words)))
    if any(found(some).values()):
        faults.append("a search finds what is gone")
    state = run("show", known["gone"][0], "--json", "--as", "ding")
    if '"state":"destroyed"' not in state:
        faults.append(f"{known['gone'][0]}: {state[:200]}")


if step == "prepare":
    prepare()
elif step == "run":
    with open(os.environ["ACK"], "a", encoding="utf-8") as out:
        sys.exit(subprocess.run([lantai, *execute], env=environment, stdout=out).returncode)
else:
    check()
    for text in faults[:12]:
        print(text)
    sys.exit(1 if faults else 0)
