#!/usr/bin/env python3
"""Checks a proof of `lantai log prove` or `log checkpoint --since` against the log's public key; knows nothing of Lantai.
verify_log_proof.py KEY PROOF.json    (AccessLogFormat.md says what is checked; exit 0: holds, 1: does not)"""
import base64, hashlib, json, sys

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

if __name__ == "__main__":
    try:
        with open(sys.argv[2], encoding="utf-8") as file: loaded = json.load(file)
        CHECKS[loaded["format"]](loaded, sys.argv[1])
        print("holds")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        sys.exit(f"does not hold: {fault!r}")
