#!/usr/bin/env python3
"""Measures the search index beside SQLite's own FTS5 tokenizers, and prints Markdown tables.

usage: search_bench.py [COLLECTION...] [--quick] [--alone] [--peers] [--program BIN]

COLLECTION  stard lecard scale:N (N documents made of their texts, 1.9 KB on average) short:N (the same, cut to
            1,024 bytes: 0.9 KB on average); without any stard lecard scale:20000
--quick     stard and scale:2000, and the first 100 queries of each set: their scores are not those of all
--alone     Lantai without FTS5 beside it
--peers     also lucene-cjk and tantivy-jieba, and Lantai again beside them, by LANTAI_DATA/bench/peers/run.sh

All needs LANTAI_DATA. Work files stand in $LANTAI_BENCH_WORK, or in lantai-bench in the folder for temporary files;
documents made once are taken again. Every engine is a program that builds, then one that searches: both single-threaded,
and each query counts the second time it is asked. A query that its collection leaves empty is not asked and scores 0.
It can be interrupted at any time: what was measured is printed, and what is half written is not taken again.
"""

import argparse
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import bench

DATA = os.environ.get("LANTAI_DATA", "")
sys.path += [os.path.join(DATA, "bench"), os.path.join(DATA, "bench", "peers")]
LIMIT = 100
# FTS5 scores every match: at scale it gets the first queries only.
FEW = 60
PEERS = ("lucene-cjk", "tantivy-jieba")
options = argparse.Namespace()
left_out = bench.left_out


def say(text):
    print(text, file=sys.stderr, flush=True)


def work(*names):
    path = os.path.join(options.work, *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def retrieval(*names):
    return os.path.join(DATA, "data", "retrieval", *names)


# Collections


class Collection:
    """Documents, sets of queries, and judgements where there are any."""

    def __init__(self, name):
        self.name = name
        self.judged = name in ("stard", "lecard")
        # A grade of 2 or 3 counts as relevant where there are grades.
        self.relevant = 2 if name == "lecard" else 1
        if self.judged:
            self.documents = made(
                f"{name}.docs.jsonl", "zstd", "-dqf", "--long=27", retrieval(name, "docs.jsonl.zst"), "-o"
            )
        else:
            kind, count = name.split(":")
            script = os.path.join(DATA, "bench", "make_scale_corpus.py")
            make = [sys.executable, script, None, count]
            if kind == "short":
                # Cut on the way, so that the long texts need no room.
                make = ["bash", "-c", 'mkfifo "$2.long"; python3 "$0" "$2.long" "$1" & python3 "$3" --cut "$2.long" "$2";'
                        ' rm "$2.long"; wait', script, count, None, os.path.abspath(__file__)]
            self.documents = made(f"{kind}-{count}.jsonl", *make)
        self.sets = self.read_sets()

    def read_sets(self):
        source = self.name if self.judged else "stard"
        with open(retrieval(source, "queries.dev.jsonl"), encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        fields = ["text"] if self.name == "lecard" else ["text", "keywords"]
        sets = {field: [(row["id"], row[field]) for row in rows if row[field]] for field in fields}
        if not self.judged:
            sets = {"keywords": sets["keywords"][:300], "text": sets["text"][:100]}
        return {field: asked[:100] if options.quick else asked for field, asked in sets.items()}

    def pool(self):
        """The candidates of each query in the collection's own task; None where it has none."""
        path = retrieval(self.name, "pool.dev.tsv")
        if not os.path.exists(path):
            return None
        pool = {}
        with open(path, encoding="utf-8") as lines:
            for query, document in map(str.split, lines):
                pool.setdefault(query, set()).add(document)
        return pool

    def score(self, run, asked, pool=None):
        import retrieval_eval

        judgements = retrieval_eval.read_qrels(retrieval(self.name, "qrels.dev.tsv"))
        if options.quick:
            judgements = {query: judgements[query] for query, _ in asked if query in judgements}
        if pool:
            run = {query: [document for document in ranked if document in pool[query]] for query, ranked in run.items()}
        return retrieval_eval.evaluate(run, judgements, self.relevant)[0]


def made(name, *command):
    """A work file that a command writes where None stands in it, or at its end; made once."""
    path = work(name)
    if not os.path.exists(path):
        say(f"making {name}")
        part = path + ".part"
        command = [part if word is None else word for word in command]
        subprocess.run(command + ([] if part in command else [part]), check=True)
        os.rename(part, path)
    return path


# Engines


class Engine:
    """A program that speaks the protocol of run_peer.py, with an index of one collection."""

    def __init__(self, name, collection):
        self.name, self.collection = name, collection
        here = [sys.executable, os.path.abspath(__file__), "--fts5", name]
        self.command = [options.program] if name == "lantai" else here
        self.folder = work("search", collection.name.replace(":", "-"), name)

    def run(self, *arguments):
        """What the program prints, as numbers by name; None when it refuses its arguments."""
        ended = subprocess.run([*self.command, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
        if ended.returncode == 64:
            return None
        if ended.returncode:
            sys.exit(f"{self.name}: exit {ended.returncode}")
        return {key: float(value) for key, value in map(str.split, ended.stdout.splitlines())}

    def build(self):
        say(f"{self.collection.name}: {self.name} builds")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.built = self.run("build", self.collection.documents, self.folder)
        return self

    def search(self, key, asked, limit=LIMIT, *more):
        """Ranked ids by query, and (wall, CPU) ms by query; None when the engine cannot do what `more` asks."""
        import retrieval_eval

        say(f"{self.collection.name}: {self.name} {key}, {len(asked)} queries {' '.join(more)}")
        queries, run, times = (f"{self.folder}.{key}.{name}" for name in ("queries.tsv", "run", "times"))
        with open(queries, "w", encoding="utf-8") as lines:
            lines.writelines(f"{query}\t{' '.join(text.split())}\n" for query, text in asked)
        if self.run("search", self.folder, queries, limit, run, times, "or", *more) is None:
            return None
        with open(times, encoding="utf-8") as lines:
            took = {query: (int(wall) / 1000, int(cpu) / 1000) for query, wall, cpu in map(str.split, lines)}
        return retrieval_eval.read_run(run), took

    def remove(self):
        shutil.rmtree(self.folder)


def fts5(kind, action, *arguments):
    """This program as an engine: FTS5 without texts in it, `rank` (BM25), OR of all of a query's terms."""
    import peerlib

    def trigrams(text):
        return [run[at : at + 3] for run in peerlib.RUN.findall(text) for at in range(len(run) - 2)]

    tokenizer, terms = ("trigram", trigrams) if kind == "fts5-trigram" else ("unicode61", peerlib.bigrams)
    # With `trigram` FTS5 cuts by itself; bigrams are cut for it, which does not count as indexing.
    prepared = (lambda text: text) if kind == "fts5-trigram" else (lambda text: " ".join(terms(text)))

    def open_index(folder):
        database = sqlite3.connect(os.path.join(folder, "fts5.sqlite"), isolation_level=None)
        for setting in ("cache_size = -65536", "synchronous = OFF", "journal_mode = OFF"):
            database.execute("PRAGMA " + setting)
        return database

    def build(documents, folder):
        database = open_index(folder)
        database.execute(f"CREATE VIRTUAL TABLE terms USING fts5(text, tokenize = '{tokenizer}', content = '')")
        database.execute("BEGIN")
        ids, text_bytes, indexing, batch = [], 0, 0.0, []

        def flush(*last):
            nonlocal indexing
            started = time.process_time()
            database.executemany("INSERT INTO terms (rowid, text) VALUES (?, ?)", batch)
            for statement in last:
                database.execute(statement)
            indexing += time.process_time() - started
            batch.clear()

        for document in peerlib.read_docs(documents):
            text = peerlib.body(document)
            ids.append(document["id"])
            text_bytes += len(text.encode())
            batch.append((len(ids), prepared(text)))
            if len(batch) == 1000:
                flush()
        flush("COMMIT", "INSERT INTO terms (terms) VALUES ('optimize')")
        # Pages that are free after merging are not counted.
        (used,) = database.execute(
            "SELECT (page_count - freelist_count) * page_size"
            " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        ).fetchone()
        with open(os.path.join(folder, "ids.json"), "w", encoding="utf-8") as out:
            json.dump(ids, out)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"docs {len(ids)}\ntext_bytes {text_bytes}\ncpu_s {time.process_time()}\nindex_cpu_s {indexing}")
        print(f"index_bytes {used}\npeak_rss_mb {memory}")

    def search(folder, queries, limit, run, times, _):
        database = open_index(folder)
        with open(os.path.join(folder, "ids.json"), encoding="utf-8") as lines:
            ids = json.load(lines)
        with open(queries, encoding="utf-8") as lines:
            asked = [line.rstrip("\n").split("\t") for line in lines]

        def ranked(text):
            match = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms(text)))
            statement = "SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT ?"
            return database.execute(statement, (match, limit)).fetchall() if match else []

        for _, text in asked:
            ranked(text)
        with open(run, "w", encoding="utf-8") as hits, open(times, "w", encoding="utf-8") as took:
            for query, text in asked:
                wall, cpu = time.perf_counter(), time.process_time()
                found = ranked(text)
                cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
                took.write(f"{query} {wall * 1e6:.0f} {cpu * 1e6:.0f}\n")
                hits.writelines(f"{query} Q0 {ids[row - 1]} {at} {-at} {kind}\n" for at, (row,) in enumerate(found, 1))

    {"build": build, "search": search}[action](*arguments)


# Tables


def percentiles(values):
    return " / ".join(f"{bench.percentile(values, share):.1f}" for share in (50, 95, 99))


def row(engine, key, took, scores=None, label=None):
    built = engine.built
    rate = f"{built['text_bytes'] / 1e6 / built['index_cpu_s']:.1f}"
    share = f"{built['index_bytes'] / built['text_bytes']:.2f}"
    figures = [f"{scores[name]:.4f}" for name in ("nDCG@10", "MRR@10", "R@100")] if scores else ["–"] * 3
    times = [percentiles([pair[which] for pair in took.values()]) for which in (1, 0)] if took else ["–"] * 2
    memory = f"{built['peak_rss_mb']:.0f} MB"
    asked = f"{key}, {len(took)}" if took else key
    return [engine.collection.name, label or engine.name, rate, share, memory, asked, *figures, *times]


def measure(collection, rows, exact):
    """Adds to the table of engines, and to that of what exhaustive scoring would change."""
    lantai = Engine("lantai", collection).build()
    own = {}
    for key, asked in collection.sets.items():
        run, took = own[key] = lantai.search(key, asked)
        scores = collection.score(run, asked) if collection.judged else None
        rows.append(row(lantai, key, took, scores))
        exact += exhaustive(lantai, key, asked, run, scores)
    pool = collection.pool()
    if pool:
        asked = collection.sets["text"]
        run, _ = lantai.search("pool", asked, int(lantai.built["docs"]))
        rows.append(row(lantai, f"pool of 100, {len(asked)}", None, collection.score(run, asked, pool)))
    for name in () if options.alone else ("fts5-trigram", "fts5-bigram"):
        engine = Engine(name, collection).build()
        for key, asked in collection.sets.items():
            few = asked if collection.judged else asked[: 20 if options.quick else FEW]
            run, took = engine.search(key, few)
            rows.append(row(engine, key, took, collection.score(run, few) if collection.judged else None))
            if len(few) < len(asked) and name == "fts5-bigram":
                same = {query: own[key][1][query] for query, _ in few}
                rows.append(row(lantai, key, same, label="lantai, the same"))
        engine.remove()


def exhaustive(engine, key, asked, run, scores):
    """What scoring every match changes; nothing where the engine does so anyway."""
    reason = "exhaustive: this engine has no approximation to compare with"
    if reason in left_out:
        return []
    found = engine.search(key, asked, LIMIT, "--exhaustive")
    if found is None:
        left_out.append(reason)
        return []
    same = sum(found[0].get(query, [])[:10] == run.get(query, [])[:10] for query, _ in asked) / len(asked)
    figures = ["–"] * 3
    if scores:
        every = engine.collection.score(found[0], asked)["nDCG@10"]
        figures = [f"{scores['nDCG@10']:.4f}", f"{every:.4f}", f"{scores['nDCG@10'] - every:+.4f}"]
    times = percentiles([cpu for _, cpu in found[1].values()])
    return [[engine.collection.name, f"{key}, {len(asked)}", *figures, f"{same:.1%}", times]]


def mix(collection):
    """Rows of the mix: who asks, kind, count, wall and CPU."""
    engine = Engine("lantai", collection)
    readers = {
        "without permission": [],
        "reads all, by rule": ["--reader", "21"],
        "reads half of the classes": ["--reader", "21", "--classes", "4"],
        "reads one prefecture in ten": ["--reader", "2103"],
    }
    for number, (reader, scope) in enumerate(readers.items()):
        say(f"{collection.name}: mix of queries, {reader}")
        command = [options.program, "mix", engine.folder, collection.documents, "20" if options.quick else "100"]
        command += ["--times", f"{engine.folder}.{number}.mix.tsv", *scope]
        lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()[1:]
        command = [options.program, "complete", *command[2:5], *scope]
        lines += subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        for line in lines:
            kind, count, *figures = line.split("\t")
            wall, cpu = (" / ".join(f"{float(figure):.1f}" for figure in part) for part in (figures[:3], figures[3:]))
            yield [collection.name, reader, kind, count, cpu, wall]


def peers(collection):
    """Rows of the programs that the shared harness runs: the same documents, queries and clock for each of them."""
    script = os.path.join(DATA, "bench", "peers", "run.sh")
    taken = collection.name if collection.judged else "scale:" + collection.documents
    short = collection.name if collection.judged else f"scale-{os.path.basename(taken).split('.')[0]}"
    found = {}
    for name in (*PEERS, "ext:" + options.program):
        label = "lantai" if name.startswith("ext:") else name
        # Fresh, so that all are built in the same hour.
        shutil.rmtree(work("ix", short, label), ignore_errors=True)
        say(f"{collection.name}: {label} by run.sh")
        ended = subprocess.run(
            ["bash", script, name, taken], stdout=sys.stderr, env={**os.environ, "LANTAI_BENCH_WORK": options.work}
        )
        if ended.returncode:
            left_out.append(f"{label} on {collection.name}: run.sh failed; its README says which packages it needs")
            continue
        with open(work("results", f"{short}.{label}.json"), encoding="utf-8") as result:
            found[label] = json.load(result)
    for label, result in found.items():
        for key, times in result["search"].items():
            quality = result.get("quality", {}).get(key, {})
            cpu = " / ".join(f"{times['cpu_' + share]:.1f}" for share in ("p50", "p95", "p99"))
            size = f"{result['index_bytes'] / 1e6:.1f} MB"
            score = f"{quality['nDCG@10']:.4f}" if quality else "–"
            figures = [f"{result['build']['cpu_s']:.1f} s", size, score, cpu]
            yield [collection.name, label, key, *figures, *ratios(result, found.get("lantai"), key)]


def ratios(result, lantai, key):
    """CPU of a peer over that of Lantai: building, and the percentiles of searching."""
    if not lantai:
        return ["–", "–"]
    ours, theirs = lantai["search"][key], result["search"][key]
    searching = (f"{theirs['cpu_' + share] / ours['cpu_' + share]:.2f}" for share in ("p50", "p95", "p99"))
    return [f"{result['build']['cpu_s'] / lantai['build']['cpu_s']:.2f}", " / ".join(searching)]


def report(collections):
    rows, exact, mixed, beside = [], [], [], []
    try:
        for collection in collections:
            measure(collection, rows, exact)
            if not collection.judged:
                mixed += mix(collection)
            if options.peers:
                beside += peers(collection)
    except KeyboardInterrupt:
        left_out.append("interrupted: the rest")
    bench.table(
        "Search index",
        "MB of text indexed per CPU second (reading documents, and cutting bigrams for FTS5, left out), bytes of index per"
        f" byte of text, peak RSS of building; {LIMIT} hits a query, warm, ms. Lantai's index is a WAL database, made in"
        " transactions of 16 MB; FTS5 has no journal, one transaction, no column but the text."
        + (" **Quick: not all queries.**" if options.quick else ""),
        ["collection", "engine", "MB/CPU-s", "index/text", "peak RSS", "queries"]
        + ["nDCG@10", "MRR@10", "Recall@100", "CPU p50 / p95 / p99", "wall p50 / p95 / p99"],
        rows,
    )
    if exact:
        bench.table(
            "Approximation",
            "Lantai as it searches, and scoring every match (`--exhaustive`); same: queries whose first ten hits are equal.",
            ["collection", "queries", "nDCG@10", "exhaustive", "difference", "same", "exhaustive CPU p50 / p95 / p99"],
            exact,
        )
    if mixed:
        bench.table(
            "Mix of queries",
            "`SearchBenchmark mix`: a page of 20 with total, facets and passages (reading the texts left out), warm, ms;"
            " without permission, and by readers whose permission is tested in the index (goal: less than 20 % more).",
            ["collection", "reader", "kind", "count", "CPU p50 / p95 / p99", "wall p50 / p95 / p99"],
            mixed,
        )
    if beside:
        bench.table(
            "Beside other programs",
            "`bench/peers/run.sh`, one after the other; times and the CPU of each over Lantai's: above 1 Lantai needs less.",
            ["collection", "program", "queries", "build CPU", "index", "nDCG@10", "CPU p50 / p95 / p99"]
            + ["build ratio", "search ratio p50 / p95 / p99"],
            beside,
        )
    for line in left_out:
        print(f"\nLeft out: {line}")


def cut(source, target, most=1024):
    """Shortens texts to at most so many bytes of UTF-8."""
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            document = json.loads(line)
            document["text"] = document["text"].encode()[:most].decode(errors="ignore")
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


def main():
    global options
    if sys.argv[1:2] == ["--cut"]:
        return cut(*sys.argv[2:])
    if sys.argv[1:2] == ["--fts5"]:
        return fts5(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="*", metavar="COLLECTION")
    for flag in ("--quick", "--alone", "--peers"):
        parser.add_argument(flag, action="store_true")
    release = os.path.join(bench.repository, ".build", "release")
    parser.add_argument("--program", default=os.path.join(release, "SearchBenchmark"))
    options = parser.parse_args()
    names = options.collections or (["stard", "scale:2000"] if options.quick else ["stard", "lecard", "scale:20000"])
    for name in names:
        if name not in ("stard", "lecard") and not re.fullmatch("(scale|short):[0-9]+", name):
            parser.error(f"no such collection: {name}")
    if not os.path.isdir(retrieval()):
        return print("Left out: search index: LANTAI_DATA names no folder with data/retrieval")
    options.program = os.path.abspath(options.program)
    if not os.path.exists(options.program):
        sys.exit("swift build -c release --product SearchBenchmark makes the program that is measured")
    options.work = os.path.abspath(
        os.environ.get("LANTAI_BENCH_WORK") or os.path.join(tempfile.gettempdir(), "lantai-bench")
    )
    bench.options.lantai = os.path.join(release, "lantai")
    bench.machine()
    if bench.first_line("git", "-C", bench.repository, "status", "--porcelain") != "?":
        print("- with changes that are not committed")
    report(map(Collection, names))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
