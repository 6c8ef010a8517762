#!/usr/bin/env python3
"""Looks for what is left of a destroyed text in any file under the given paths.

usage: residue.py --text FILE [--text FILE…] [--keep FILE…] [--window 8] [--min-chars 2] PATH…

--text  UTF-8 text of the destroyed record (title, body, file names, tags, notes: everything)
--keep  UTF-8 text that may stay (other records, the certificate): windows that also occur there do not count
Every window of W bytes (default 8) of the text in UTF-8, GB18030, UTF-16LE and UTF-16BE is searched in each file,
in every zlib, raw-deflate-in-zip, gzip, bzip2, xz and zstd (by the zstandard module or the program zstd) stream found inside it, and in
every SQLite page (free pages, WAL and journal included, since they are just bytes). Sparse tails and file names
count too. It cannot look into encrypted packs: destroying the key (crypto-shredding) must be judged by reading.
FTS5 stores tokens, not text: with --tokens N also every N-character run (default 2, as bigram and trigram
indexes do) of the text that no kept text has, is searched as a whole; short tokens give chance hits, so the count is shown apart.
Exit code 1 if any window was found (tokens alone do not change it unless --strict-tokens).
"""
import argparse, os, sys, zlib, bz2, lzma, gzip, re
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument('paths', nargs='+'); ap.add_argument('--text', action='append', required=True); ap.add_argument('--keep', action='append', default=[]); ap.add_argument('--window', type=int, default=8)
ap.add_argument('--tokens', type=int, default=0); ap.add_argument('--strict-tokens', action='store_true'); ap.add_argument('--quiet', action='store_true')
A = ap.parse_args(); W = A.window
import shutil, subprocess
try: import numpy
except ImportError: numpy = None
try: import zstandard
except ImportError: zstandard = None
def unzstd(x):
    """All frames that stand one behind the other; what comes after them is passed over."""
    if zstandard: return zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(x)
    return subprocess.run(['zstd', '-dcq'], input=x, capture_output=True).stdout
ENC = ('utf-8', 'gb18030', 'utf-16-le', 'utf-16-be')
rd = lambda fs: '\n'.join(open(f, encoding='utf-8').read() for f in fs)
txt, keep = rd(A.text), rd(A.keep)
wins = {}
for e in ENC:
    b = txt.encode(e); k = keep.encode(e)
    for i in range(max(0, len(b) - W + 1)):
        w = b[i:i + W]
        if len(set(w)) > 3 and w not in k: wins.setdefault(w, (e, i))
toks = set()
if A.tokens:
    for i in range(len(txt) - A.tokens + 1):
        t = txt[i:i + A.tokens]
        if not re.search(r'\s', t) and t not in keep: toks.add(t.encode('utf-8'))
if not wins: sys.exit('no distinguishing window: text too short or all of it kept')
def fts_terms(b):
    """FTS5 leaf pages keep terms prefix-compressed, so plain byte search misses them: decode each live leaf"""
    import sqlite3, tempfile
    t = tempfile.NamedTemporaryFile(suffix='.db'); t.write(b); t.flush()
    def vi(x, i):
        v = 0
        for k in range(9):
            c = x[i]; i += 1
            if k == 8: return (v << 8) | c, i
            v = (v << 7) | (c & 127)
            if c < 128: return v, i
    try:
        c = sqlite3.connect(f'file:{t.name}?immutable=1', uri=True)
        tabs = [r[0][:-5] for r in c.execute("SELECT name FROM sqlite_master WHERE name LIKE '%\\_data' ESCAPE '\\'")]
        for tab in tabs:
            out = []
            try: rows = c.execute(f'SELECT id, block FROM "{tab}_data" WHERE id > 1000').fetchall()
            except sqlite3.Error: continue
            for i, x in rows:
                if i & (1 << 36) or not isinstance(x, bytes) or len(x) < 4: continue     # doclist-index pages
                sz = int.from_bytes(x[2:4], 'big'); p = sz; off = 0; term = b''; first = True
                try:
                    while p < len(x):
                        d, p = vi(x, p); off += d; j = off
                        if first: n, j = vi(x, j); term = x[j:j + n]; first = False
                        else: k, j = vi(x, j); n, j = vi(x, j); term = term[:k] + x[j:j + n]
                        out.append(term[1:])
                except (IndexError, TypeError): pass
            if out: yield f'fts5:{tab}', b'\n'.join(out)
    except sqlite3.Error: return
def streams(b, depth=0):
    yield '', b
    if depth > 2: return
    for m in re.finditer(rb'PK\x03\x04.{22}', b, re.S):
        o = m.start(); n = int.from_bytes(b[o + 26:o + 28], 'little') + int.from_bytes(b[o + 28:o + 30], 'little')
        try: d = zlib.decompressobj(-15).decompress(b[o + 30 + n:], 1 << 28)
        except zlib.error: continue
        if d: yield from ((f'zip@{o}' + p, x) for p, x in streams(d, depth + 1))
    if b[:16] == b'SQLite format 3\0' and depth == 0: yield from fts_terms(b)
    for sig, nm, f in ((b'\x1f\x8b\x08', 'gzip', lambda x: zlib.decompressobj(31).decompress(x, 1 << 28)), (b'\x78\x01', 'zlib', lambda x: zlib.decompressobj().decompress(x, 1 << 28)), (b'\x78\x9c', 'zlib', lambda x: zlib.decompressobj().decompress(x, 1 << 28)), (b'\x78\xda', 'zlib', lambda x: zlib.decompressobj().decompress(x, 1 << 28)),
                       (b'BZh', 'bzip2', lambda x: bz2.BZ2Decompressor().decompress(x, 1 << 28)), (b'\xfd7zXZ\0', 'xz', lambda x: lzma.LZMADecompressor().decompress(x, 1 << 28)), (b'\x28\xb5\x2f\xfd', 'zstd', unzstd if zstandard or shutil.which('zstd') else None)):
        if f is None: continue
        o = b.find(sig)
        while o >= 0:
            try:
                d = f(b[o:])
                if nm == 'zstd' and o == 0 and len(d) > W: yield from ((f'{nm}@{o}' + p, x) for p, x in streams(d, 2)); break
                if len(d) > W: yield from ((f'{nm}@{o}' + p, x) for p, x in streams(d, depth + 1))
            except Exception: pass
            o = b.find(sig, o + 1)
class Finder:
    """Where byte strings of one length stand in a file: by numpy where it is there, many times as fast."""
    MULTIPLIER = 0x9E3779B97F4A7C15
    def __init__(self, sought, width):
        self.sought, self.width, self.table = sought, width, None
        if numpy is None or width > 8 or not sought: return
        values = self.values(numpy.frombuffer(b''.join(sought), dtype=numpy.uint8))[::width]
        self.table = numpy.zeros(1 << 20, dtype=bool); self.table[self.slots(values)] = True
    def values(self, bytes_):
        n = len(bytes_) - self.width + 1; v = numpy.zeros(n, dtype=numpy.uint64)
        for i in range(self.width): v = (v << numpy.uint64(8)) | bytes_[i:i + n]
        return v
    def slots(self, values): return (values * numpy.uint64(self.MULTIPLIER)) >> numpy.uint64(44)
    def places(self, b):
        """Each place where one of them may stand."""
        if self.table is None or len(b) < self.width: return range(max(0, len(b) - self.width + 1))
        step = 1 << 20
        return (int(o) + i for o in range(0, len(b) - self.width + 1, step) for i in numpy.flatnonzero(self.table[self.slots(self.values(numpy.frombuffer(b, dtype=numpy.uint8, offset=o, count=min(step + self.width - 1, len(b) - o))))]).tolist())
    def found(self, b):
        for i in self.places(b):
            if b[i:i + self.width] in self.sought: yield i, b[i:i + self.width]
windows = Finder(wins, W); tokens = [Finder({t for t in toks if len(t) == n}, n) for n in {len(t) for t in toks}]
def hits(b):
    n = 0; first = None
    for i, w in windows.found(b):
        n += 1
        if first is None: first = (i, wins[w])
    return n, first
total = th = files = 0
if not (zstandard or shutil.which('zstd')) and not A.quiet: print('note: neither the zstandard module nor zstd: zstd streams are not opened')
for p in A.paths:
    for r, ds, fs in (os.walk(p) if os.path.isdir(p) else [('', [], [p])]):
        for f in fs + ds:
            q = os.path.join(r, f); n, _ = hits(os.fsencode(f))
            if n: total += n; print(f'NAME {ascii(q)}: {n} windows')
        for f in fs:
            q = os.path.join(r, f)
            if os.path.islink(q) or not os.path.isfile(q): continue
            files += 1; b = open(q, 'rb').read()
            for where, x in streams(b):
                n, first = hits(x)
                if n: total += n; print(f'FOUND {q} {where}: {n} windows, first at {first[0]} ({first[1][0]}): {x[first[0]:first[0]+W].decode(first[1][0], "replace")!r}')
                t = sum(len({w for _, w in finder.found(x)}) for finder in tokens)
                if t: th += t; print(f'TOKENS {q} {where}: {t} of {len(toks)}')
print(f'TOTAL {files} files, {len(wins)} windows sought, {total} hits' + (f', {th} token hits' if A.tokens else ''))
sys.exit(1 if total or (A.strict_tokens and th) else 0)
