#!/usr/bin/env python3
"""Checks what Lantai hands out against its log's public key, with Python alone (AccessLogFormat.md; exit 0: holds, 1: does not)
verify.py KEY PROOF.json            a proof of `lantai log prove` or `log checkpoint --since`
verify.py [--key KEY] [FOLDER]      an evidence bundle (`lantai export --evidence`); without FOLDER, the one it stands in
KEY is the public key (`lantai log checkpoint --key`), or a file that holds it."""
import base64, csv, functools, hashlib, json, os, sys

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def node(left, right): return sha(b"\x01", left, right)
def b64(text):  # in its one form
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64")
    return data
def canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def need(fact, what):
    if not fact: raise ValueError(what)

def ed25519(key, message, signature):  # RFC 8032, 5.1.7
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.exceptions import InvalidSignature
        try: Ed25519PublicKey.from_public_bytes(key).verify(signature, message); return True
        except InvalidSignature: return False
    except ImportError: return ed25519_plain(key, message, signature)

def ed25519_plain(key, message, signature):
    p, q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    d, root = -121665 * pow(121666, -1, p) % p, pow(2, (2**255 - 20) // 4, p)
    def point(data):
        y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
        xx = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(xx, (p + 3) // 8, p)
        if (x * x - xx) % p: x = x * root % p
        need(y < p and (x * x - xx) % p == 0 and (x or not sign), "no point")
        return (p - x if x & 1 != sign else x, y, 1, (p - x if x & 1 != sign else x) * y % p)
    def add(a, b):
        A, B = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
        C, D = 2 * a[3] * b[3] * d, 2 * a[2] * b[2]
        E, F, G, H = B - A, D - C, D + C, B + A
        return (E * F % p, G * H % p, F * G % p, E * H % p)
    def times(n, a):
        out = (0, 1, 1, 0)
        while n: out, a, n = (add(out, a) if n & 1 else out), add(a, a), n >> 1
        return out
    y = 4 * pow(5, -1, p) % p
    base, a, r = point(y.to_bytes(32, "little")), point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % q
    left, right = times(s, base), add(r, times(h, a))
    return len(signature) == 64 and s < q and not any((left[i] * right[2] - right[i] * left[2]) % p for i in (0, 1))

@functools.lru_cache(maxsize=64)
def checkpoint(note, vkey):  # C2SP signed-note and tlog-checkpoint
    name, key_id, key = vkey.strip().split("+", 2)
    key, (text, lines) = b64(key), note.rsplit("\n\n", 1)
    need(key[0] == 1 and sha(name.encode(), b"\n", key)[:4].hex() == key_id, "no verifier key")
    need(note.endswith("\n"), "no note")
    signatures = [line.split(" ") for line in lines[:-1].split("\n")]
    signed = [b64(s) for dash, who, s in signatures if dash == "—" and who == name]
    need(any(s[:4].hex() == key_id and ed25519(key[1:], (text + "\n").encode(), s[4:]) for s in signed), "signature")
    origin, size, root = text.split("\n")[:3]
    need(origin == name and str(int(size)) == size and int(size) >= 0, "origin or size")
    return int(size), b64(root)

def climb(fn, sn, seeds, path):  # RFC 9162, 2.1.3.2 and 2.1.4.2: the first of the seeds is the smaller tree's
    for step in path:
        need(sn, "path too long")
        if fn & 1 or fn == sn:
            seeds = [node(step, seed) for seed in seeds]
            while not fn & 1 and fn: fn, sn = fn >> 1, sn >> 1
        else: seeds = seeds[:-1] + [node(seeds[-1], step)]
        fn, sn = fn >> 1, sn >> 1
    need(not sn, "path too short")
    return seeds

def inclusion(proof, vkey):
    size, root = checkpoint(proof["checkpoint"], vkey)
    leaf, entry = json.loads(proof["leaf"]), proof["entry"]
    need(canonical(leaf) == proof["leaf"].encode() and leaf["format"] == "lantai-log/1", "leaf")
    need(all(leaf[k] == entry[k] for k in "seq at face act denied role org version".split()), "entry")
    personal = {k: entry[k] for k in ("object", "purpose", "who")}
    if proof["salt"] is None: need(not any(personal.values()), "personal part")
    else: need(sha(b64(proof["salt"]), canonical(personal)).hex() == leaf["payload"], "personal part")
    index = proof["index"]
    need(0 <= index < size and size == proof["size"] and index + 1 == leaf["seq"], "index")
    seed = sha(b"\x00", proof["leaf"].encode())
    need(climb(index, size - 1, [seed], [b64(h) for h in proof["path"]]) == [root], "path")

def consistency(proof, vkey):
    (old, old_root), (size, root) = checkpoint(proof["since"], vkey), checkpoint(proof["checkpoint"], vkey)
    path = [b64(h) for h in proof["path"]]
    if old == size or old == 0:
        return need(not path and old_root == (root if old == size else sha()), "root")
    need(old < size, "shorter")
    if not old & (old - 1): path.insert(0, old_root)
    need(path, "path")
    fn, sn = old - 1, size - 1
    while fn & 1: fn, sn = fn >> 1, sn >> 1
    need(climb(fn, sn, [path[0], path[0]], path[1:]) == [old_root, root], "path")

CHECKS = {"lantai-log-proof/1": inclusion, "lantai-log-consistency/1": consistency}
FAULTS = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, csv.Error)

# Evidence bundles: a bag (RFC 8493) in which a chain of digests leads from every file to the signed checkpoint.
# file <- metadata.csv <- query.json <- last log entry <- tree <- checkpoint

class Bundle:
    """Everything that is wrong with a bundle, one by one; a fault in one part does not hide those of the others."""
    EVIDENCE, LIST = "data/evidence/", "data/metadata.csv"

    def __init__(self, root, key):
        self.root, self.key, self.problems = root, key, []
        self.query, self.rows, self.entries, self.note, self.digests = {}, [], 0, "", {}

    def wrong(self, place, what): self.problems.append(f"{place}: {what}")
    def path(self, name): return os.path.join(self.root, *name.split("/"))

    def text(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file: return file.read()

    def digest(self, name):
        if name not in self.digests:
            whole = hashlib.sha256()
            with open(self.path(name), "rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""): whole.update(part)
            self.digests[name] = whole.hexdigest()
        return self.digests[name]

    def check(self):
        for part in (self.bag, self.read_query, self.documents, self.log):
            try: part()
            except FAULTS as fault: self.wrong(part.__name__.replace("read_", ""), f"读不了 unreadable: {fault!r}")
        return self.problems

    def manifest(self, name):
        listed = {}
        for line in self.text(name).split("\n")[:-1]:
            digest, path = line.split("  ", 1)
            path = path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
            need(path not in listed and ".." not in path.split("/") and not path.startswith("/"), f"{name}: {path}")
            listed[path] = digest
        return listed

    def bag(self):
        found, size = set(), 0
        for folder, names, files in os.walk(self.root):
            for name in files + [name for name in names if os.path.islink(os.path.join(folder, name))]:
                place = os.path.relpath(os.path.join(folder, name), self.root).replace(os.sep, "/")
                found.add(place)
                if os.path.islink(self.path(place)): self.wrong(place, "是链接 is a link")
        self.found = {name for name in found if name.startswith("data/")}
        need(self.text("bagit.txt") == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bagit.txt")
        tags, payload = self.manifest("tagmanifest-sha256.txt"), self.manifest("manifest-sha256.txt")
        for name, digest in {**tags, **payload}.items():
            if name not in found: self.wrong(name, "缺少 missing")
            elif self.digest(name) != digest: self.wrong(name, "与清单的摘要不符 digest differs from the manifest")
            if name in payload and name in found: size += os.path.getsize(self.path(name))
        for name in sorted(found - set(tags) - set(payload) - {"tagmanifest-sha256.txt"}):
            self.wrong(name, "清单里没有 not in the manifest")
        need({"bagit.txt", "bag-info.txt", "manifest-sha256.txt"} <= set(tags), "tagmanifest-sha256.txt")
        if f"Payload-Oxum: {size}.{len(payload)}\n" not in self.text("bag-info.txt"):
            self.wrong("bag-info.txt", "字节数或文件数不符 Payload-Oxum differs")

    def read_query(self):
        self.query = json.loads(self.text(self.EVIDENCE + "query.json"))
        need(self.query["format"] == "lantai-evidence/1", "format")
        if self.digest(self.LIST) != self.query["list"]["sha256"]:
            self.wrong(self.LIST, "与 query.json 里的摘要不符 digest differs from query.json")
        if self.digest(self.EVIDENCE + "verify.py") != self.query["verifier"]["sha256"]:
            self.wrong(self.EVIDENCE + "verify.py", "与 query.json 里的摘要不符 digest differs from query.json")
        bundled = self.text(self.EVIDENCE + "log-key.txt").strip()
        if not self.key: self.key = bundled
        elif bundled != self.key: self.wrong(self.EVIDENCE + "log-key.txt", "不是给出的公钥 is not the key given")

    def documents(self):
        with open(self.path(self.LIST), encoding="utf-8-sig", newline="") as file: self.rows = list(csv.DictReader(file))
        known, self.enclosed = {self.LIST}, 0
        for row in self.rows:
            path = row["路径"]
            if not path: continue
            metadata = path.rsplit("/content/", 1)[0] + "/metadata.json"
            for name, digest in ((path, row["SHA-256"]), (metadata, row["著录 SHA-256"])):
                if name not in self.found: self.wrong(name, "清单里有，包里没有 listed, but missing")
                elif self.digest(name) != digest: self.wrong(name, "与清单里的摘要不符 digest differs from the list")
            if path in self.found and os.path.getsize(self.path(path)) != int(row["字节"]):
                self.wrong(path, "大小与清单不符 size differs from the list")
            known |= {path, metadata}
            self.enclosed += 1
        for name in sorted(self.found - known):
            if not name.startswith(self.EVIDENCE): self.wrong(name, "清单里没有 not in the list")

    def lines(self):
        """The entries of all parts, in order."""
        names = sorted(name for name in self.found if name.startswith(self.EVIDENCE + "log-") and name.endswith(".jsonl"))
        need(names == [f"{self.EVIDENCE}log-{number:04}.jsonl" for number in range(1, len(names) + 1)], "log parts")
        for name in names:
            with open(self.path(name), encoding="utf-8", newline="\n") as file:
                for number, line in enumerate(file, 1): yield f"{name}:{number}", json.loads(line)

    def log(self):
        self.note = self.text(self.EVIDENCE + "checkpoint.txt")
        try: checkpoint(self.note, self.key)
        except FAULTS as fault: self.wrong(self.EVIDENCE + "checkpoint.txt", f"签名不符 signature does not hold: {fault}")
        codes = {row["档号"] for row in self.rows}
        own, uses, last, self.withheld = self.query["records"] + 1, hashlib.sha256(), 0, 0
        total = self.query["uses"]["count"] + own
        made, final = [], None
        for place, proof in self.lines():
            self.entries += 1
            try:
                need(proof["format"] == "lantai-log-proof/1", "format")
                need(proof["checkpoint"] == self.note, "checkpoint")
                inclusion(proof, self.key)
            except FAULTS as fault: self.wrong(place, f"证明不成立 proof does not hold: {fault}")
            entry, masked = proof["entry"], proof.get("masked")
            self.withheld += proof["salt"] is None
            if entry["seq"] <= last: self.wrong(place, "次序不对 out of order")
            if self.entries <= total - own:
                parts = [proof["leaf"], proof["salt"] or ""]
                if masked: parts += [masked["who"], masked["object"] or "", masked["purpose"] or ""]
                for part in parts: uses.update(f"{len(part.encode())} {part}\n".encode())
                about = masked["object"] if masked else entry["object"]
                if about not in codes and (masked or proof["salt"]): self.wrong(place, "与清单无关 is about no record of the list")
            else:
                # This export's own entries follow each other without a gap: one for each record, and one for the bundle.
                if made and entry["seq"] != last + 1: self.wrong(place, "中间缺了条目 entries before it are missing")
                made.append((entry["act"], entry["object"], entry["who"], entry["denied"]))
                final = entry
            last = entry["seq"]
        if self.entries != total: self.wrong("log", f"应有 {total} 条，只有 {self.entries} 条 entries: {self.entries}, not {total}")
        if uses.hexdigest() != self.query["uses"]["sha256"]:
            self.wrong("log", "条目与 query.json 里的摘要不符 entries differ from the digest in query.json")
        if {what[1] for what in made[:-1]} != codes or any(what[0] != "export" for what in made[:-1]):
            self.wrong("log", "没有每件档案的导出记录 not every record's export is in the log")
        sealed = "sha256:" + self.digest(self.EVIDENCE + "query.json")
        if not final or made[-1][:2] != ("export evidence", sealed):
            self.wrong(self.EVIDENCE + "query.json", "不是日志里记下的那一份 is not the one that the log has")
        elif any(final[mine] != self.query[its] for mine, its in (("who", "who"), ("role", "role"), ("org", "org"), ("at", "at"))):
            self.wrong(self.EVIDENCE + "query.json", "谁、何时与日志不符 who or when differs from the log")

def bundle(root, key):
    checked = Bundle(root, key)
    problems = checked.check()
    for problem in problems: print("不符 wrong:", problem)
    if not key:
        print("注意：没有用 --key 给出公钥，签名是用包里自带的公钥核对的，不能证明是谁签的。\n"
              "NOTE: no --key given: the signature was checked with the key in the bundle itself, which proves nothing about who signed.")
    if problems: return print(f"{len(problems)} 处不符 things are wrong") or 1
    query, (size, _) = checked.query, checkpoint(checked.note, checked.key)
    print(f"全部相符 holds: {query['records']} 件 records, {len(checked.rows)} 个文件 files, 随包 enclosed {checked.enclosed}, "
          f"日志 log entries {checked.entries} (个人部分未给 personal part withheld {checked.withheld}), "
          f"检查点 checkpoint {size} {checked.note.splitlines()[0]}")
    print(f"由 made by {query['who']} ({query['role'] or '-'}, {query['org'] or '-'}) {query['at']}: {query['purpose'] or '-'}")
    return 0

def given(key):
    if not os.path.isfile(key): return key.strip()
    with open(key, encoding="utf-8") as file: return file.read().strip()

def main(words):
    if len(words) == 2 and words[0] != "--key" and not os.path.isdir(words[0]):
        try:
            with open(words[1], encoding="utf-8") as file: loaded = json.load(file)
            CHECKS[loaded["format"]](loaded, given(words[0]))
            return print("holds")
        except FAULTS as fault: return f"does not hold: {fault!r}"
    key = None
    if "--key" in words[:-1]:
        place = words.index("--key")
        key, words = given(words[place + 1]), words[:place] + words[place + 2:]
    root = words[0] if words else os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if len(words) > 1 or not os.path.isfile(os.path.join(root, "bagit.txt")): return __doc__
    return bundle(root, key)

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr): stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
