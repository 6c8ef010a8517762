#!/usr/bin/env python3
"""Changes an access log in every way somebody with the file in hand might, one at a time, and demands that `lantai log verify`
finds it; then changes proofs, and demands that the stranger's program refuses them.

logsweep.py LANTAI [--trials 1000] [--proofs 10000] [--entries 300] [--large 100000] [--seed 1]

Knows the format only from AccessLogFormat.md: what it writes anew here is written by other code than the program's.
"""
import argparse, base64, concurrent.futures, hashlib, importlib.util, json, os, pathlib, random, shutil, sqlite3
import subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("verify", HERE.parents[1] / "Sources" / "Access" / "Resources" / "verify.py")
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)

COLUMNS = "seq at face act denied role org version who object purpose salt payload leaf".split()


# MARK: - The format

def sealed(row):
    """The row with hashes that fit it."""
    row = dict(row)
    personal = verify.canonical({key: row[key] for key in ("object", "purpose", "who")})
    row["payload"] = verify.sha(row["salt"], personal)
    leaf = {key: row[key] for key in "act at face org role seq version".split()}
    leaf.update(format="lantai-log/1", denied=bool(row["denied"]), payload=row["payload"].hex())
    row["leaf"] = verify.sha(b"\x00", verify.canonical(leaf))
    return row


def peaks(leaves):
    found = []
    for size, leaf in enumerate(leaves):
        while size & 1:
            leaf, size = verify.node(found.pop(), leaf), size >> 1
        found.append(leaf)
    return b"".join(found)


class Log:
    """The file, without the program."""

    def __init__(self, archive):
        self.db = sqlite3.connect(f"{archive}/Corpus/access.sqlite", isolation_level=None)
        self.db.row_factory = sqlite3.Row

    def __enter__(self):
        self.db.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(self, *_):
        self.db.execute("COMMIT")
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()

    def rows(self):
        return [dict(row) for row in self.db.execute("SELECT * FROM access_log ORDER BY seq")]

    def write(self, rows):
        self.db.execute("DELETE FROM access_log")
        marks = ",".join(":" + name for name in COLUMNS)
        self.db.executemany(f"INSERT INTO access_log ({','.join(COLUMNS)}) VALUES ({marks})", rows)

    def reseal(self, rows, forgets):
        """Everything computed anew, so that the log is at one with itself."""
        rows = [sealed(dict(row, seq=number)) for number, row in enumerate(rows, 1)]
        self.write(rows)
        self.db.execute("UPDATE log_tree SET size = ?, peaks = ?", (len(rows), peaks([row["leaf"] for row in rows])))
        if forgets:
            self.db.execute("DELETE FROM log_checkpoint")


# MARK: - What somebody might do

def edit(log, chance, _):
    rows = log.rows()
    row = chance.choice(rows)
    field = chance.choice([name for name in COLUMNS if name != "seq"])
    old = row[field]
    if isinstance(old, bytes):
        place = chance.randrange(len(old))
        new = old[:place] + bytes([old[place] ^ 1 << chance.randrange(8)]) + old[place + 1:]
    elif field == "denied": new = 1 - old
    elif field == "version": new = (old or 0) + 1
    else: new = (old or "") + "改"
    log.db.execute(f"UPDATE access_log SET {field} = ? WHERE seq = ?", (new, row["seq"]))


def delete(log, chance, _):
    rows = log.rows()
    del rows[chance.randrange(len(rows) - 1)]
    if chance.random() < 0.5:
        rows = [dict(row, seq=number) for number, row in enumerate(rows, 1)]
    log.write(rows)


def insert(log, chance, _):
    rows = log.rows()
    place = chance.randrange(len(rows) + 1)
    rows.insert(place, dict(chance.choice(rows), salt=chance.randbytes(16)))
    rows = [dict(row, seq=number) for number, row in enumerate(rows, 1)]
    rows[place] = sealed(rows[place])
    log.write(rows)


def reorder(log, chance, _):
    rows = log.rows()
    a, b = chance.sample(range(len(rows)), 2)
    rows[a], rows[b] = rows[b], rows[a]
    log.write([dict(row, seq=number) for number, row in enumerate(rows, 1)])


def truncate(log, chance, _):
    log.write(log.rows()[:-chance.randrange(1, 50)])


def reseal(log, chance, covered):
    """By somebody who has no key: the log's own checkpoints are left as they are, or are cut off with the tail."""
    rows = log.rows()
    place = chance.randrange(covered)
    chance.choice([
        lambda: rows.pop(place), lambda: rows.insert(place, dict(rows[place], object="伪造")),
        lambda: rows[place].update(who="伪造"),
    ])()
    log.reseal(rows, forgets=False)


def forge(log, chance, covered):
    """By somebody who has the key too: no checkpoint of before is left, and a new one is issued."""
    rows = log.rows()
    place = chance.randrange(covered)
    chance.choice([
        lambda: rows.pop(place), lambda: rows.insert(place, dict(rows[place], object="伪造")),
        lambda: rows[place].update(who="伪造"), lambda: rows.__delitem__(slice(place, None)),
    ])()
    log.reseal(rows, forgets=True)


class Sweep:
    def __init__(self, options, scratch):
        self.options = options
        self.scratch = pathlib.Path(scratch)
        self.environment = dict(os.environ, LANG="en", LANTAI_USER="", LANTAI_LOG_KEY="")
        self.main, self.other = self.scratch / "main", self.scratch / "other"

    def lantai(self, archive, *words, status=0):
        done = subprocess.run(
            [self.options.lantai, *words, "--archive", str(archive)], env=self.environment, capture_output=True,
            text=True)
        if status is not None and done.returncode != status:
            sys.exit(f"lantai {' '.join(words)}: {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def use(self, archive, count, seed):
        """So many searches, each an entry."""
        chance = random.Random(seed)
        queries = self.scratch / "queries.jsonl"
        with open(queries, "w", encoding="utf-8") as file:
            for number in range(count):
                text = "".join(chance.choices("监护评估儿童个案会商\"\\ 甲乙", k=6))
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        self.lantai(archive, "search", "--queries", str(queries), "--brief", "--json", "--purpose", "核对")

    def prepare(self):
        for number, archive in enumerate((self.main, self.other)):
            self.lantai(archive, "init", str(archive), "--fonds", "J016", "--name", "Centre", "--org", "2102")
            self.use(archive, self.options.entries // 3, number)
            self.lantai(archive, "log", "checkpoint")
        self.past = self.scratch / "past"
        shutil.copytree(self.main, self.past)
        self.use(self.main, self.options.entries // 3, 7)
        self.outside = self.scratch / "outside.txt"
        self.outside.write_text(self.lantai(self.main, "log", "checkpoint").stdout, encoding="utf-8")
        # What came later nobody has sworn to yet.
        self.covered = int(self.outside.read_text(encoding="utf-8").split("\n")[1])
        self.use(self.main, self.options.entries // 3, 8)
        self.key = self.lantai(self.main, "log", "checkpoint", "--key").stdout.strip()
        self.lantai(self.main, "log", "verify", "--checkpoint", str(self.outside))
        for archive in (self.main, self.other, self.past):
            with Log(archive): pass

    # MARK: - Logs

    def trial(self, kind, number):
        """Whether one change was found."""
        chance = random.Random(f"{self.options.seed} {kind} {number}")
        folder = self.scratch / f"{kind}-{number}"
        source = {"rollback": self.past, "replacement": self.other}.get(kind, self.main)
        # The index plays no part.
        shutil.copytree(source / "Corpus", folder / "Corpus")
        words = ["--checkpoint", str(self.outside)]
        try:
            if kind in ("edit", "delete", "insert", "reorder", "truncate", "reseal"):
                with Log(folder) as log: globals()[kind](log, chance, self.covered)
                # Found without any help from outside.
                words = []
            elif kind == "forge":
                with Log(folder) as log: forge(log, chance, self.covered)
                self.lantai(folder, "log", "checkpoint")
            elif kind == "rollback":
                self.use_again(folder, chance)
            elif kind == "replacement" and chance.random() < 0.5:
                # With the key that belongs here.
                shutil.copy(self.main / "Corpus" / "log-key", folder / "Corpus" / "log-key")
                words = []
            found = self.lantai(folder, "log", "verify", "--json", "--quiet", *words, status=None)
            return found.returncode == 1 and json.loads(found.stdout)["problems"] != []
        finally:
            shutil.rmtree(folder)

    def use_again(self, folder, chance):
        """After a rollback work goes on."""
        for _ in range(chance.randrange(3)): self.lantai(folder, "log", "list", "--limit", "1")

    KINDS = "edit delete insert reorder truncate rollback replacement reseal forge".split()

    def logs(self):
        missed = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for kind in self.KINDS:
                began = time.monotonic()
                found = list(pool.map(lambda number: self.trial(kind, number), range(self.options.trials)))
                missed += found.count(False)
                print(f"{kind:12} {found.count(True)} of {len(found)} found, {time.monotonic() - began:.0f} s", flush=True)
        return missed

    # MARK: - Proofs

    def proofs(self):
        chance = random.Random(self.options.seed)
        size = json.loads(self.lantai(self.main, "log", "verify", "--json", "--quiet").stdout)["entries"]
        real = [
            json.loads(self.lantai(self.main, "log", "prove", str(chance.randrange(1, size + 1))).stdout)
            for _ in range(40)
        ] + [json.loads(self.lantai(self.main, "log", "checkpoint", "--since", str(self.outside)).stdout) for _ in range(10)]
        missed = sum(not self.holds(proof) for proof in real)
        if missed: print(f"{missed} of {len(real)} true proofs were refused")
        held = 0
        for number in range(self.options.proofs):
            proof = json.loads(json.dumps(chance.choice(real)))
            self.change(proof, real, chance)
            if self.holds(proof):
                held += 1
                print(f"holds: {json.dumps(proof, ensure_ascii=False)}")
        print(f"proofs       {self.options.proofs - held} of {self.options.proofs} refused")
        return missed + held

    def holds(self, proof):
        try:
            verify.CHECKS[proof["format"]](proof, self.key)
            return True
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            return False

    def change(self, proof, real, chance):
        """One thing that bears meaning is different."""
        before = json.dumps(proof, sort_keys=True)
        while json.dumps(proof, sort_keys=True) == before:
            key = chance.choice(list(proof))
            value = proof[key]
            if chance.random() < 0.2:
                # A part of another proof.
                proof[key] = chance.choice(real).get(key, value)
            elif isinstance(value, int): proof[key] = value + chance.choice((-1, 1, size_step(chance)))
            elif isinstance(value, list):
                place = chance.randrange(len(value) + 1)
                chance.choice([
                    lambda: value.insert(place, base64.b64encode(chance.randbytes(32)).decode()),
                    lambda: value.pop(min(place, len(value) - 1)),
                    lambda: value.__setitem__(min(place, len(value) - 1), base64.b64encode(chance.randbytes(32)).decode()),
                    lambda: value.reverse(),
                ])()
            elif isinstance(value, dict):
                name = chance.choice(list(value))
                old = value[name]
                if name == "seq" or isinstance(old, bool): value[name] = not old if isinstance(old, bool) else old + 1
                else: value[name] = (old or 0) + 1 if isinstance(old, int) else (old or "") + "改"
            elif isinstance(value, str) and value:
                place = chance.randrange(len(value))
                proof[key] = value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1:]
            else: proof[key] = "AAAAAAAAAAAAAAAAAAAAAA=="

    # MARK: - A large log

    def large(self):
        """How long a check takes, and how long a proof is."""
        folder = self.scratch / "large"
        shutil.copytree(self.main, folder)
        with Log(folder) as log:
            rows = log.rows()
            more = [
                dict(rows[number % len(rows)], seq=number + 1, salt=os.urandom(16), object=f"查询 {number}")
                for number in range(len(rows), self.options.large)
            ]
            log.reseal(rows + more, forgets=True)
        times = []
        for _ in range(3):
            began = time.monotonic()
            done = self.lantai(folder, "log", "verify", "--quiet")
            times.append(time.monotonic() - began)
        began = time.monotonic()
        proof = self.lantai(folder, "log", "prove", str(self.options.large // 2)).stdout
        print(f"{done.stdout.split(',')[0]}: verify {min(times):.2f} s; a proof has {len(proof.encode())} bytes and "
              f"takes {(time.monotonic() - began) * 1000:.0f} ms")
        return 0 if self.holds(json.loads(proof)) else 1


def size_step(chance):
    return chance.randrange(2, 1000)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lantai")
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--proofs", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=300)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.lantai = os.path.abspath(options.lantai)
    shared = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="lantai-logsweep-", dir=shared) as scratch:
        sweep = Sweep(options, scratch)
        sweep.prepare()
        missed = sweep.large() + sweep.proofs() + sweep.logs()
    print("all found" if missed == 0 else f"{missed} not found")
    sys.exit(0 if missed == 0 else 1)


if __name__ == "__main__":
    main()
