#!/usr/bin/env python3
"""Many proofs through verify.py in one process: judge_log_proofs.py KEY PROOFS.jsonl [plain]
Prints 1 or 0 a line. With `plain` signatures are checked without any library."""
import json, pathlib, sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Access" / "Resources"))
import verify

if sys.argv[3:] == ["plain"]: verify.ed25519 = verify.ed25519_plain
with open(sys.argv[2], encoding="utf-8") as lines:
    for line in lines:
        try:
            proof = json.loads(line)
            verify.CHECKS[proof["format"]](proof, sys.argv[1])
            print(1)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            print(0)
