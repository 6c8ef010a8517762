#!/usr/bin/env python3
"""Measures whether the time of an answer tells of records that the asker may not know of, and prints a Markdown table.

usage: sidechannel.py [--quick] [--count N] [--pairs N] [--doors WORDS] [--lantai BIN]

Two archives: one of N sample records, of which a caseworker may read about half; one of that half alone. The same
caseworker gives the same command in both, one right after the other, in turns first; what is compared is the median of
each side and the median of the differences of the pairs. Two commands in the same archive, of the same kind, show how much
two equal things differ here. --quick: 2,000 records and 20 pairs. --doors: only those with these words in their name.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys

import bench

READABLE = {"PX", "XC", "DJ", "FG", "ZZ", "DD"}
PASSWORD = "海棠依旧绿肥红瘦知否"
GOAL_MS, GOAL_SHARE = 5, 0.05


def lantai(*arguments, archive, output=subprocess.PIPE, allowed=(0,)):
    return bench.lantai(*arguments, archive=archive, output=output, allowed=allowed)


def rows_of(folder):
    with open(os.path.join(folder, "manifest.jsonl"), encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def found(name, rows):
    """An archive of these records, with users, one of them a caseworker."""
    archive = bench.fresh("sidechannel", name)
    manifest = archive + ".jsonl"
    with open(manifest, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    bench.found(archive)
    filed = lantai("file", "--manifest", manifest, "--json", "--quiet", archive=archive).output.decode()
    codes = {line["externalID"]: line["code"] for line in map(json.loads, filed.split("\n")[:-1])}

    def user(name, role, by):
        first = lantai("user", "add", name, "--org", "2102", *by, archive=archive).output.decode().strip()
        if role:
            lantai("user", "role", name, role, "--as", "safe", archive=archive)
        os.environ.update(LANTAI_PASSWORD=first, LANTAI_NEW_PASSWORD=PASSWORD)
        lantai("user", "password", "--as", name, archive=archive)
        os.environ["LANTAI_PASSWORD"] = PASSWORD

    os.environ["LANTAI_PASSWORD"] = PASSWORD
    user("admin", None, ("--role", "systemAdministrator"))
    first = lantai("user", "add", "safe", "--org", "2102", "--as", "admin", archive=archive).output.decode().strip()
    lantai("user", "role", "safe", "securityOfficer", "--as", "admin", archive=archive)
    os.environ.update(LANTAI_PASSWORD=first, LANTAI_NEW_PASSWORD=PASSWORD)
    lantai("user", "password", "--as", "safe", archive=archive)
    os.environ["LANTAI_PASSWORD"] = PASSWORD
    user("yuan", "caseworker", ("--as", "admin"))
    return archive, codes


def people_of(rows):
    names = {row["fields"]["当事人"].split()[0] for row in rows if "当事人" in row.get("fields", {})}
    return sorted(names)


def phrases_of(rows):
    return [run for row in rows for run in re.findall(r"[\u4e00-\u9fff]{6,8}", row["text"])[3:4]]


def doors(open_rows, hidden_rows, codes):
    """For each door the commands to give: (in the one, in the other archive)."""
    chooser = random.Random(7)
    visible = [codes[row["externalID"]] for row in open_rows]
    secret = [codes[row["externalID"]] for row in hidden_rows]
    absent = [re.sub(r"[0-9]+$", "9999" if len(code.rsplit("-", 1)[1]) == 4 else "999", code) for code in secret]
    common = ["儿童", "监护", "培训", "学校", "走访", "风险", "救助", "志愿者", "哪些孩子由祖父母照护", "困境儿童 生活补贴"]
    secret_words = phrases_of(hidden_rows)
    names = sorted(set(people_of(hidden_rows)) - set(people_of(open_rows)))

    def same(make):
        return lambda: (lambda command: (command, command))(make())

    def pick(values):
        return chooser.choice(values)

    return {
        "search, words of all": same(lambda: ["search", pick(common), "--json"]),
        "search, phrases of hidden records": same(lambda: ["search", '"' + pick(secret_words) + '"', "--json"]),
        "search, names of hidden persons": same(lambda: ["search", pick(names), "--json"]),
        "list by date": same(lambda: ["search", "--from", "2023-01-01", "--to", "2023-12-31", "--json"]),
        "complete": same(lambda: ["complete", pick(common + names)[:2], "--json"]),
        "similar": same(lambda: ["similar", pick(visible), "--json"]),
        "show": same(lambda: ["show", pick(visible), "--text"]),
        "show, a hidden code": same(lambda: ["show", pick(secret), "--json"]),
        "person list, a hidden name": same(lambda: ["person", "list", pick(names), "--json"]),
        "volume list": same(lambda: ["volume", "list", "--class", "GA", "--json"]),
    }, (lambda: (lambda at: (["show", secret[at], "--json"], ["show", absent[at], "--json"]))(
        chooser.randrange(len(secret))
    ))  # fmt: skip


def timed(command, archive):
    return lantai(*command, "--as", "yuan", archive=archive, allowed=(0, 79)).wall * 1000


def pairs(make, first, second, count):
    """Milliseconds of both, in turns first."""
    times = []
    for number in range(count + 1):
        one, other = make()
        if number % 2:
            times.append((timed(one, first), timed(other, second)))
        else:
            right = timed(other, second)
            times.append((timed(one, first), right))
    # The first pair warms the files.
    return times[1:]


def in_process(queries, archives, count):
    """Milliseconds inside one process each, of the same queries, in both archives; a process asks all of them."""
    path = bench.work("sidechannel", "queries.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        asked = [random.Random(number).choice(queries) for number in range(count)]
        out.writelines(json.dumps({"id": str(n), "text": t}, ensure_ascii=False) + "\n" for n, t in enumerate(asked))
    took = []
    for archive in archives:
        rounds = []
        for _ in range(3):
            said = lantai("search", "--queries", path, "--json", "--as", "yuan", archive=archive).output.decode()
            rounds.append([json.loads(line)["tookMs"] for line in said.split("\n")[:-1]])
        took.append([statistics.median(values) for values in zip(*rounds)])
    return list(zip(*took))


def row(name, times):
    left, right = (statistics.median(side) for side in zip(*times))
    difference = statistics.median(one - other for one, other in times)
    holds = abs(difference) < GOAL_MS or abs(difference) < GOAL_SHARE * right
    figures = [f"{value:.2f} ms" for value in (left, right)]
    share = f"{difference / right:+.1%}" if right else "–"
    return [name, str(len(times)), *figures, f"{difference:+.2f} ms", share, "yes" if holds else "**no**"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--count", type=int)
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--doors", default="")
    parser.add_argument("--lantai", default=os.path.join(bench.repository, ".build", "release", "lantai"))
    options = parser.parse_args()
    count = options.count or (2000 if options.quick else 20_000)
    number = options.pairs or (20 if options.quick else 200)
    bench.options = options
    options.lantai, options.count = os.path.realpath(options.lantai), count
    options.work = os.path.abspath(os.environ.get("LANTAI_BENCH_WORK") or os.path.join(bench.repository, ".bench"))
    os.makedirs(os.path.join(options.work, "sidechannel"), exist_ok=True)
    # The program as it is now: a build beside a long run does not change it between two sides of a pair.
    options.lantai = shutil.copy(options.lantai, os.path.join(options.work, "sidechannel", "lantai"))
    bench.machine()
    rows = rows_of(bench.samples(inline=True))
    open_rows = [row for row in rows if row["class"] in READABLE]
    hidden_rows = [row for row in rows if row["class"] not in READABLE]
    whole, codes = found("whole", rows)
    part, _ = found("part", open_rows)
    ways, absent = doors(open_rows, hidden_rows, codes)
    table = []
    try:
        table.append(row("the same archive twice: search", pairs(ways["search, words of all"], part, part, number)))
        for name, make in ways.items():
            if options.doors not in name:
                continue
            table.append(row(name, pairs(make, whole, part, number)))
            print(name, file=sys.stderr, flush=True)
        table.append(row("a hidden code against one that is not there", pairs(absent, whole, whole, number)))
        words = phrases_of(hidden_rows)[:200] + ["儿童", "监护", "培训", "走访", "风险"] * 10
        table.append(row("search inside one process", in_process(words, (whole, part), number)))
    except KeyboardInterrupt:
        print("\nInterrupted: the rest is left out")
    bench.table(
        "Time and hidden records",
        f"{len(rows):,} records, {len(hidden_rows):,} of them hidden from the reader, against the {len(open_rows):,} others alone;"
        f" a whole process each, where nothing else is said. Goal: medians differ by less than {GOAL_SHARE:.0%} or {GOAL_MS} ms.",
        ["door", "pairs", "with hidden", "without", "median difference", "share", "within the goal"],
        table,
    )


if __name__ == "__main__":
    main()
