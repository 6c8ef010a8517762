#!/bin/sh
# Writes v3/variants.tsv anew from OpenCC's dictionaries. Needs python3 and opencc (Debian: apt install opencc).
# A new table changes what the index terms are: put it into a new folder v4.
#   sh Indexes/make-variants.sh
set -eu
cd "$(dirname "$0")"
exec python3 - v3/variants.tsv <<'PYTHON'
import subprocess, sys, unicodedata

RANGES = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x323AF)]
CHARS = [chr(c) for first, last in RANGES for c in range(first, last + 1)]

# Where OpenCC decides by the word or says nothing. Both sides of a search are folded alike, so a merge costs at most a
# few extra hits; names keep their characters (仝, 堃, 淼, 喆 are characters of their own in the national table of 2013).
BY_HAND = """
奐奂 著着 瞭了 覆复 馀余 尙尚 妳你 祕秘 峯峰 羣群 畧略 畵画 囯国 囻国 夲本 濶阔 皁皂 閙闹 菓果 傢家 佔占 僱雇 註注
○〇 ◯〇 •· ‧· ・· ∙· ⋅·
""".split()
MERGED_THOUGH_COMMON = "著瞭覆馀○・"

def convert(config):
    out = subprocess.run(["opencc", "-c", config], input="\n".join(CHARS) + "\n", text=True, capture_output=True, check=True)
    return dict(zip(CHARS, out.stdout.rstrip("\n").split("\n"), strict=True))

def common(c):  # A character of simplified Chinese in its own right, which a regional variant must not take away.
    try:
        return len(c.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False

simple = convert("t2s.json")
table = {c: s for c, s in simple.items() if s != c and len(s) == 1}
for config in ["hk2t.json", "tw2t.json", "jp2t.json"]:
    for c, t in convert(config).items():
        if c not in table and t != c and len(t) == 1 and not common(c) and simple.get(t, t) != c:
            table[c] = simple.get(t, t)
for pair in BY_HAND:
    if len(pair) != 2:
        sys.exit(f"not a pair: {pair}")
    source, target = pair
    if source != target and source not in table and (source in MERGED_THOUGH_COMMON or not common(source)):
        table[source] = target

def last(c):  # A chain a → b → c becomes a → c, so that folding twice changes nothing.
    seen = set()
    while c in table and c not in seen:
        seen.add(c)
        c = table[c]
    return c

pairs = sorted((c, last(c)) for c in table if last(c) != c)
# What NFKC does by itself (U+F900… compatibility ideographs) needs no line.
pairs = [(c, s) for c, s in pairs if unicodedata.normalize("NFKC", c) != s]
version = subprocess.run(["opencc", "--version"], text=True, capture_output=True).stdout.split()[-1]
with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
    out.write(f"""# 异体字、繁体字 → 简体字，检索归一用，一行一对 / traditional and variant characters to simplified ones, for searching only
# Source: dictionaries of OpenCC {version} (https://github.com/BYVoid/OpenCC), Apache License 2.0; additions by hand in the script
# Made by: sh Indexes/make-variants.sh — change the script, not this file
""")
    out.writelines(f"{c}\t{s}\n" for c, s in pairs)
print(f"{len(pairs)} pairs")
PYTHON
