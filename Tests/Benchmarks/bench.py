#!/usr/bin/env python3
"""Measures lantai and prints Markdown tables.

usage: bench.py [NAME...] [--quick] [--count N] [--lantai BIN]

NAME     filing single reading search verify sealing fts5 stard lecard; without names all but lecard
--quick  2,000 documents instead of 100,000, and one round where there would be several

Work files stand in ${LANTAI_BENCH_WORK:-.bench}. The scale archive there is filed anew by `filing`; the others take it
as they find it, and file it when it is not there. stard and lecard need the collections of $LANTAI_DATA/data/retrieval.
CPU is user + system time and RSS the peak, both as the kernel says when a child ends (wait4). A child is never said to
have peaked below this program's own memory, from which it was started: so what is large here is done in children, too.
"""

import argparse
import datetime
import json
import math
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import zipfile

here = os.path.dirname(os.path.abspath(__file__))
repository = os.path.dirname(os.path.dirname(here))
options = argparse.Namespace()
left_out = []


class Run:
    """One child process, waited for: its output, seconds, CPU seconds, peak RSS in MB."""

    def __init__(self, *command, archive=None, output=subprocess.DEVNULL, allowed=(0,)):
        environment = dict(os.environ)
        if archive:
            environment["LANTAI_ARCHIVE"] = archive
        start = time.perf_counter()
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE
        )
        self.output = child.stdout.read() if child.stdout else b""
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss / 1024
        if child.returncode not in allowed:
            sys.exit(f"{' '.join(command)[:200]}: exit {child.returncode}\n{said.decode(errors='replace')[-1000:]}")


def lantai(*arguments, **keywords):
    return Run(options.lantai, *arguments, **keywords)


def work(*names):
    return os.path.join(options.work, *names)


def fresh(*names):
    path = work(*names)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def files(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


def size(*paths):
    return sum(os.path.getsize(file) for path in paths for file in (files(path) if os.path.isdir(path) else [path]))


def percentile(values, share):
    """The smallest value that `share` percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def table(title, note, heading, rows):
    print(f"\n## {title}\n\n{note}\n\n| {' | '.join(heading)} |")
    print("|" + "|".join(" --- " if number == 0 else " ---: " for number in range(len(heading))) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    sys.stdout.flush()


def mb(number):
    return f"{number / 1e6:,.1f} MB"


def found(archive):
    lantai("init", archive, "--fonds", "J016", "--name", "基准", "--org", "2102", "--quiet")
    lantai("org", "import", os.path.join(repository, "Corpus", "organisations.csv"), "--quiet", archive=archive)


def samples(inline):
    """The sample documents, made once: the same count gives the same ones."""
    folder = work(f"sample-{options.count}" + ("-inline" if inline else ""))
    if not os.path.exists(os.path.join(folder, "manifest.jsonl")):
        shutil.rmtree(folder, ignore_errors=True)
        lantai("sample", folder, "--count", str(options.count), "--quiet", *(["--inline"] if inline else []))
    return folder


def file_scale(inline):
    folder = samples(inline)
    archive = fresh(f"archive-{options.count}" + ("-inline" if inline else ""))
    found(archive)
    return archive, lantai("file", "--manifest", os.path.join(folder, "manifest.jsonl"), "--quiet", archive=archive)


def scale():
    """The scale archive: inline, so that 100,000 small files are only made for the bench that reads them."""
    archive = work(f"archive-{options.count}-inline")
    if not os.path.exists(os.path.join(archive, "Corpus", "catalog.sqlite")):
        file_scale(inline=True)
    return archive


def boxes_of(archive):
    return files(os.path.join(archive, "Corpus", "boxes"))


# The benchmarks


def filing():
    rows = []
    for inline in (False, True):
        archive, run = file_scale(inline)
        index, catalog = size(os.path.join(archive, "Indexes")), size(os.path.join(archive, "Corpus", "catalog.sqlite"))
        rows.append(
            [
                "inline in the manifest" if inline else "single files",
                f"{options.count:,}",
                f"{run.wall:.1f} s",
                f"{options.count / run.wall:,.0f}",
                f"{run.cpu:.1f} s",
                f"{run.rss:.0f} MB",
                mb(size(*boxes_of(archive))),
                mb(catalog),
                mb(index),
            ]
        )
        if not inline:
            shutil.rmtree(archive)
    table(
        "Filing",
        f"`lantai sample DIR --count {options.count} [--inline]`, then `lantai file --manifest DIR/manifest.jsonl`,"
        " end to end: read, extract, box, catalog and index.",
        ["documents", "count", "wall", "docs/s", "CPU", "peak RSS", "open boxes", "catalog", "index"],
        rows,
    )


def single():
    archive = scale()
    folder = fresh("single")
    os.makedirs(folder)
    walls, cpus = [], []
    stamp = time.time_ns()
    for number in range(10 if options.quick else 100):
        path = os.path.join(folder, f"{stamp}-{number}.txt")
        with open(path, "w", encoding="utf-8") as text:
            text.write(f"走访记录{stamp}之{number}\n走访日期：2024年3月5日\n经走访，儿童身体状况良好，已叮嘱监护人。\n")
        run = lantai("file", path, "--class", "PX", "--quiet", archive=archive)
        walls.append(run.wall * 1000)
        cpus.append(run.cpu * 1000)
    table(
        "Filing one document",
        f"`lantai file FILE --class PX`, a whole process each, into the archive of {options.count:,}:"
        " start to acknowledged exit.",
        ["runs", "p50", "p95", "max", "CPU p50"],
        [
            [
                str(len(walls)),
                f"{percentile(walls, 50):.0f} ms",
                f"{percentile(walls, 95):.0f} ms",
                f"{max(walls):.0f} ms",
                f"{percentile(cpus, 50):.0f} ms",
            ]
        ],
    )


def reading():
    program = os.path.join(os.path.dirname(options.lantai), "ReadBenchmark")
    if not os.path.exists(program):
        left_out.append("reading: `swift build -c release --product ReadBenchmark` makes its program")
        return
    rows = []
    for name, archive in (("open boxes", scale()), ("sealed boxes", sealed_copy()[0])):
        run = Run(program, archive, "500" if options.quick else "5000", output=subprocess.PIPE)
        figures = json.loads(run.output)
        rows.append([name, str(figures["n"]), f"{figures['p50Ms']:.3f} ms", f"{figures['p99Ms']:.3f} ms"])
    table(
        "Reading one version",
        "`ReadBenchmark ARCHIVE COUNT`: random versions of the archive, in one process, from catalog row to checked bytes.",
        ["archive", "versions", "p50", "p99"],
        rows,
    )


def questions():
    """Queries as they are asked: common and rare words, names, phrases, questions, filters."""
    people, phrases = [], []
    with open(os.path.join(samples(inline=True), "manifest.jsonl"), encoding="utf-8") as manifest:
        for number, line in enumerate(manifest):
            if number % max(1, options.count // 40):
                continue
            row = json.loads(line)
            if "当事人" in row.get("fields", {}):
                people.append(row["fields"]["当事人"])
            phrases += re.findall(r"[\u4e00-\u9fff]{6,8}", row["text"])[5:6]
    plain = ["儿童", "监护", "培训", "学校", "走访", "风险", "救助", "疫苗", "骨折", "口琴"]
    combined = ["监护缺失 评估", "困境儿童 生活补贴", "入职查询 外籍教师", "心理危机 干预 转介", "强制报告 医院"]
    asked = ["哪些孩子由祖父母照护", "家庭收入提高后怎么注销登记", "上次培训谁没有签到", "学校怎样报告疑似侵害"]
    filtered = [
        ["儿童", "--class", "GA"],
        ["走访", "--from", "2023-01-01", "--to", "2023-12-31"],
        ["监护", "--org", "210204"],
        ["儿童", "--sort", "date"],
        ["--class", "PX", "--from", "2024-01-01", "--to", "2024-12-31"],
    ]
    return [[text] for text in plain + combined + asked + people[:4] + [f'"{text}"' for text in phrases[:3]]] + filtered


def search():
    archive = scale()
    rows, walls, took = [], [], []
    for query in questions():
        runs = [
            lantai("search", *query, "--json", archive=archive, output=subprocess.PIPE)
            for _ in range(1 if options.quick else 5)
        ]
        answers = [json.loads(run.output) for run in runs]
        walls += [run.wall * 1000 for run in runs]
        took += [answer["tookMs"] for answer in answers]
        rows.append(
            [
                f"`{' '.join(query)}`",
                f"{answers[0]['total']:,}" + (" relaxed" if answers[0]["relaxed"] else ""),
                f"{statistics.median(run.wall for run in runs) * 1000:.0f} ms",
                f"{max(run.wall for run in runs) * 1000:.0f} ms",
            ]
        )
    rows.sort(key=lambda row: -float(row[2].split()[0]))
    summary = [
        f"**all, {len(walls)} runs**",
        "",
        f"**p50 {percentile(walls, 50):.0f} ms, p95 {percentile(walls, 95):.0f} ms**",
        f"**{max(walls):.0f} ms**",
    ]
    table(
        "Searching",
        f"`lantai search QUERY --json`, a cold process each, in the archive of {options.count:,}, with snippets and facets."
        f" Inside the process: p50 {percentile(took, 50):.1f} ms, p95 {percentile(took, 95):.1f} ms, max {max(took):.1f} ms.",
        ["query", "hits", "median wall", "max wall"],
        [summary] + rows,
    )


def verify():
    rows = []
    for name, archive in (("open", scale()), ("sealed", sealed_copy()[0])):
        boxes = boxes_of(archive)
        ours, plain = [], []
        for _ in range(1 if options.quick else 5):
            ours.append(lantai("verify", archive=archive))
            plain.append(Run("sh", "-c", 'zstd -dcq -- "$@" | sha256sum', "sh", *boxes))
        wall, cpu, plain_wall, plain_cpu = (
            statistics.median(values)
            for values in (
                [run.wall for run in ours],
                [run.cpu for run in ours],
                [run.wall for run in plain],
                [run.cpu for run in plain],
            )
        )
        rows.append(
            [
                name,
                mb(size(*boxes)),
                f"{wall:.2f} s",
                f"{plain_wall:.2f} s",
                f"{wall / plain_wall:.2f}",
                f"{cpu:.2f} s",
                f"{plain_cpu:.2f} s",
                f"{cpu / plain_cpu:.2f}",
                f"{max(run.rss for run in ours):.0f} MB",
            ]
        )
    table(
        "Verifying",
        "`lantai verify` against `zstd -dc BOXES | sha256sum`, by turns, medians. The second has two processes, too.",
        ["boxes", "size", "verify", "zstd + sha256", "wall ratio", "verify CPU", "their CPU", "CPU ratio", "peak RSS"],
        rows,
    )


def sealed_copy():
    """A copy of the scale archive with all boxes sealed, and what sealing took (None when it was there)."""
    archive = work(f"archive-{options.count}-sealed")
    if os.path.exists(os.path.join(archive, "sealed")) and os.path.getmtime(archive) > os.path.getmtime(scale()):
        return archive, None
    shutil.rmtree(archive, ignore_errors=True)
    shutil.copytree(scale(), archive)
    run = lantai("box", "seal", "--quiet", archive=archive)
    open(os.path.join(archive, "sealed"), "w").close()
    os.utime(archive)
    return archive, run


def sealing():
    shutil.rmtree(work(f"archive-{options.count}-sealed"), ignore_errors=True)
    archive, run = sealed_copy()
    open_bytes, sealed_bytes = size(*boxes_of(scale())), size(*boxes_of(archive))
    # The same members as one solid archive and as a zip: what a records office would make of a folder.
    folder = fresh("members")
    os.makedirs(folder)
    for number, box in enumerate(boxes_of(archive)):
        # Acts of several registers bear the same names: a folder for each box.
        at = os.path.join(folder, str(number))
        os.makedirs(at)
        Run("sh", "-c", 'zstd -dcq -- "$1" | tar -x -i -C "$2" --exclude seal.json', "sh", box, at)
    solid = work("solid.tar.zst")
    packing = Run("sh", "-c", 'tar -c --sort=name -C "$1" . | zstd -9 -q -f -o "$2"', "sh", folder, solid)
    packed = work("members.zip")
    zipping = Run(sys.executable, os.path.abspath(__file__), "--zip-child", folder, packed, output=subprocess.PIPE)
    members, raw = map(int, zipping.output.split())
    solid_bytes, zip_bytes = size(solid), size(packed)
    rows = [
        [name, mb(number), f"{number / sealed_bytes:.2f}"]
        for name, number in (
            ("members, unpacked", raw),
            ("boxes, open", open_bytes),
            ("**boxes, sealed**", sealed_bytes),
            ("one solid `tar \\| zstd -9`", solid_bytes),
            ("`zip`, deflate 6", zip_bytes),
        )
    ]
    table(
        "Sealing",
        f"`lantai box seal`: {run.wall:.1f} s, CPU {run.cpu:.1f} s, peak RSS {run.rss:.0f} MB, {len(boxes_of(archive))} boxes,"
        f" {members:,} members. Packing the solid archive took CPU {packing.cpu:.1f} s. The sealed boxes are"
        f" {sealed_bytes / solid_bytes:.2f} of the solid archive and {sealed_bytes / zip_bytes:.2f} of the zip.",
        ["form", "bytes", "of the sealed boxes"],
        rows,
    )
    shutil.rmtree(folder)
    os.unlink(solid)
    os.unlink(packed)


def zip_child(folder, packed):
    members = files(folder)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6, strict_timestamps=False) as archive:
        for path in members:
            archive.write(path, os.path.relpath(path, folder))
    print(len(members), size(*members))


def fts5():
    archive = scale()
    path = work("fts5.sqlite")
    if os.path.exists(path):
        os.unlink(path)
    run = Run(
        sys.executable,
        os.path.abspath(__file__),
        "--fts5-child",
        os.path.join(samples(inline=True), "manifest.jsonl"),
        path,
    )
    fresh_index = os.path.join(archive, "Indexes")
    shutil.rmtree(fresh_index)
    ours = lantai("reindex", "--quiet", archive=archive)
    rows = [
        [
            "lantai reindex (from the boxes)",
            f"{ours.wall:.1f} s",
            f"{options.count / ours.wall:,.0f}",
            f"{ours.cpu:.1f} s",
            mb(size(fresh_index)),
            f"{ours.rss:.0f} MB",
        ],
        [
            "SQLite FTS5 trigram, texts kept in it",
            f"{run.wall:.1f} s",
            f"{options.count / run.wall:,.0f}",
            f"{run.cpu:.1f} s",
            mb(size(path)),
            f"{run.rss:.0f} MB",
        ],
    ]
    table(
        "Index beside a plain FTS5",
        "`lantai reindex` against Python's sqlite3 filling `fts5(title, text, tokenize='trigram')` with the same texts.",
        ["index", "wall", "docs/s", "CPU", "size", "peak RSS"],
        rows,
    )
    os.unlink(path)


def fts5_child(manifest, path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(title, text, tokenize = 'trigram')")
    with open(manifest, encoding="utf-8") as lines:
        database.executemany(
            "INSERT INTO texts VALUES (?, ?)", ((row["title"], row["text"]) for row in map(json.loads, lines))
        )
    database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def score(run, judged, relevant):
    """nDCG@10 (gain = grade), MRR@10 and Recall@100 over all judged queries; one that is not answered scores 0."""
    sums = [0.0, 0.0, 0.0]
    queries = [query for query, grades in judged.items() if any(grade >= relevant for grade in grades.values())]
    for query in queries:
        grades, ranked = judged[query], list(dict.fromkeys(run.get(query, [])))
        gain = sum(grades.get(document, 0) / math.log2(rank + 2) for rank, document in enumerate(ranked[:10]))
        best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(sorted(grades.values(), reverse=True)[:10]))
        right = {document for document, grade in grades.items() if grade >= relevant}
        first = next((rank for rank, document in enumerate(ranked[:10], 1) if document in right), None)
        sums[0] += gain / best if best else 0
        sums[1] += 1 / first if first else 0
        sums[2] += len(right.intersection(ranked[:100])) / len(right)
    return [total / len(queries) for total in sums], len(queries)


def retrieval(name, sets, relevant):
    data = os.path.join(os.environ.get("LANTAI_DATA", ""), "data", "retrieval", name)
    if not os.environ.get("LANTAI_DATA") or not os.path.isdir(data):
        left_out.append(f"{name}: LANTAI_DATA names no folder with data/retrieval/{name}")
        return
    # The collection as a manifest, line by line: its texts must not count as this program's memory.
    manifest = work(f"{name}.jsonl")
    os.makedirs(options.work, exist_ok=True)
    count = 0
    unpacking = subprocess.Popen(
        ["zstd", "-dcq", "--long=27", os.path.join(data, "docs.jsonl.zst")], stdout=subprocess.PIPE
    )
    with open(manifest, "w", encoding="utf-8") as lines:
        for line in unpacking.stdout:
            row = json.loads(line)
            lines.write(
                json.dumps(
                    {"externalID": row["id"], "title": row["title"], "text": row["text"], "date": "2024-01-01"},
                    ensure_ascii=False,
                )
                + "\n"
            )
            count += 1
            if options.quick and count == 5000:
                unpacking.terminate()
                break
    unpacking.wait()
    archive = fresh(f"archive-{name}")
    found(archive)
    filed = lantai("file", "--manifest", manifest, "--class", "FG", "--quiet", archive=archive)
    judged = {}
    with open(os.path.join(data, "qrels.dev.tsv"), encoding="utf-8") as lines:
        for line in lines:
            query, _, document, grade = line.split()
            judged.setdefault(query, {})[document] = int(grade)
    rows = []
    for key in sets:
        asked, answers = work(f"{name}.{key}.jsonl"), work(f"{name}.{key}.answers.jsonl")
        with open(os.path.join(data, "queries.dev.jsonl"), encoding="utf-8") as lines, open(
            asked, "w", encoding="utf-8"
        ) as out:
            for row in map(json.loads, lines):
                out.write(json.dumps({"id": row["id"], "text": row[key]}, ensure_ascii=False) + "\n")
        with open(answers, "wb") as out:
            run = lantai(
                "search", "--queries", asked, "--brief", "--limit", "100", "--json", archive=archive, output=out
            )
        ranked, took = {}, []
        with open(answers, encoding="utf-8") as lines, open(work(f"{name}.{key}.run"), "w", encoding="utf-8") as trec:
            for answer in map(json.loads, lines):
                took.append(answer["tookMs"])
                ranked[answer["id"]] = [hit["externalID"] for hit in answer["hits"]]
                for rank, document in enumerate(ranked[answer["id"]], 1):
                    trec.write(f"{answer['id']} Q0 {document} {rank} {1 / rank:.6f} lantai\n")
        figures, queries = score(ranked, judged, relevant)
        rows.append(
            [key, str(queries)]
            + [f"{figure:.4f}" for figure in figures]
            + [f"{percentile(took, 50):.1f} ms", f"{percentile(took, 95):.1f} ms", f"{run.rss:.0f} MB"]
        )
    table(
        f"Retrieval: {name}",
        f"{count:,} documents filed in {filed.wall:.1f} s ({count / filed.wall:,.0f}/s, CPU {filed.cpu:.1f} s, peak RSS"
        f" {filed.rss:.0f} MB); `lantai search --queries QUERIES --brief --limit 100 --json`; runs in TREC form are kept in the work folder."
        + (" **Only the first 5,000 documents: the scores mean nothing.**" if options.quick else ""),
        ["queries", "count", "nDCG@10", "MRR@10", "Recall@100", "p50", "p95", "peak RSS"],
        rows,
    )


def stard():
    retrieval("stard", ("text", "keywords"), 1)


def lecard():
    retrieval("lecard", ("text",), 2)


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.split("\n")[0].strip() or "?"
    except OSError:
        return "?"


def machine():
    def field(path, name):
        with open(path, encoding="utf-8") as lines:
            return next(
                (
                    line.split(":" if ":" in line else "=", 1)[1].strip().strip('"')
                    for line in lines
                    if line.startswith(name)
                ),
                "?",
            )

    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1048576
    versions = ", ".join(
        f"{name} {first_line('pkg-config', '--modversion', name)}" for name in ("sqlite3", "libarchive", "libzstd")
    )
    print("# Lantai: benchmarks\n")
    print(
        f"- {datetime.date.today()}, lantai {first_line(options.lantai, '--version')}, commit {first_line('git', '-C', repository, 'rev-parse', '--short', 'HEAD')}"
    )
    print(f"- {field('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB")
    print(f"- {field('/etc/os-release', 'PRETTY_NAME')}, Linux {platform.release()}")
    print(
        f"- {first_line('swift', '--version')}; {versions}; Python {platform.python_version()} with SQLite {sqlite3.sqlite_version}"
    )


BENCHES = {bench.__name__: bench for bench in (filing, single, reading, search, verify, sealing, fts5, stard, lecard)}


def main():
    global options
    if sys.argv[1:2] == ["--fts5-child"]:
        return fts5_child(*sys.argv[2:])
    if sys.argv[1:2] == ["--zip-child"]:
        return zip_child(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *BENCHES])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--count", type=int)
    parser.add_argument("--lantai", default=os.path.join(repository, ".build", "release", "lantai"))
    options = parser.parse_args()
    options.lantai = os.path.realpath(options.lantai)
    options.count = options.count or (2000 if options.quick else 100_000)
    options.work = os.path.abspath(os.environ.get("LANTAI_BENCH_WORK") or os.path.join(repository, ".bench"))
    os.makedirs(options.work, exist_ok=True)
    # Another archive that the caller's environment names is none of this program's business.
    os.environ.pop("LANTAI_ARCHIVE", None)
    machine()
    for name in options.names or [name for name in BENCHES if name != "lecard"]:
        BENCHES[name]()
    for line in left_out:
        print(f"\nLeft out: {line}")


if __name__ == "__main__":
    main()
