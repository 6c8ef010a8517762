#!/usr/bin/env python3
"""Reads every file and text of every version with `lantai show`: right bytes, or a refusal, and nothing between.

usage: exactread.py learn|check EXPECTED.json     (LANTAI, LANTAI_ARCHIVE; KIND and FILE from bitflip.py)

`learn` writes down what a sound archive gives: file digests from the catalog, which the bytes must match already.
`check` ends, as bitflip.py asks of a check, with 1 when the damage did no harm or was refused with 74, and with 0
(missed) when wrong bytes were given or the refusal was another one. Without damage (KIND=none) everything must be
right, and it ends with 0.
"""

import hashlib
import json
import os
import subprocess
import sys

step, path = sys.argv[1:]


def show(*arguments):
    done = subprocess.run([os.environ["LANTAI"], "show", *arguments], capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def digest(content):
    return hashlib.sha256(content).hexdigest()


def learn():
    listing = subprocess.run(
        [os.environ["LANTAI"], "search", "--from", "1900-01-01", "--voided", "--limit", "10000", "--brief", "--json"],
        capture_output=True,
        check=True,
    )
    expected = []
    for hit in json.loads(listing.stdout)["hits"]:
        record = json.loads(show(hit["code"], "--json")[1])
        for version in record["versions"]:
            base = [hit["code"], "--version", str(version["version"])]
            for file in version["files"]:
                arguments = [*base, "--file", file["name"]]
                status, content, _ = show(*arguments)
                if status != 0 or digest(content) != file["sha256"]:
                    sys.exit(f"{arguments}: {status}, other bytes than the catalog says")
                expected.append((arguments, 0, file["sha256"]))
            # A version without text refuses it: that, too, must stay so or become 74.
            status, content, _ = show(*base, "--text")
            expected.append(([*base, "--text"], status, digest(content)))
    with open(path, "w") as file:
        json.dump(expected, file)
    print(f"{len(expected)} files and texts to read")


def check():
    damaged = os.environ.get("KIND", "none") != "none"
    wrong = []
    for arguments, status, sha256 in json.load(open(path)):
        got, content, said = show(*arguments)
        if (got, digest(content)) == (status, sha256):
            continue
        # A refusal names the damage and gives no byte of it.
        if damaged and got == 74 and not content and said.strip():
            continue
        wrong.append(
            f"{os.environ.get('KIND')} {os.environ.get('FILE')}: {arguments}: exit {got}: {said.strip()[:200]}"
        )
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong and os.environ.get("FAULT_NOTES"):
        with open(os.environ["FAULT_NOTES"], "a") as file:
            file.write("\n".join(wrong) + "\n")
    sys.exit(0 if damaged == bool(wrong) else 1)


learn() if step == "learn" else check()
