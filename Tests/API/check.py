#!/usr/bin/env python3
"""Holds /api/v1 against its own document: schemathesis asks a running server, over a sample archive, in the hands of
five roles, what it may and what it may not; no answer may be a fault of the server or other than documented.

Usage: check.py LANTAI CORPUS SCHEMATHESIS [SECONDS]
"""
import json, os, pathlib, subprocess, sys, tempfile, time, urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))
from archive import Archive

LANTAI, CORPUS, SCHEMATHESIS = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:4])
SECONDS = sys.argv[4] if len(sys.argv) > 4 else "60"
# Seconds after which it is no longer slow but stuck: all roles ask at the same time.
LIMIT = 2 * int(SECONDS) + 60
# Each user with what is asked of the server: what their role may do, or all that it may not.
ROLES = {
    "archivist": "^/(openapi|search|completions|records|proposals|volumes|persons|uploads|plan|organisations|holds|appraisals|requests|disposals|registers|transfers|export|inspection)",
    "supervisor": "^/(access-requests|emergency|records|volumes|search|appraisals|requests|sample|saved|export|inspection|disposals)",
    "auditOfficer": "^/(log|uploads|access-requests|export|users|transfers)",
    "admin": "^/(conditions|records|retention|holds|sample|organisations|synonyms|tokens|users|inspection|export|disposals)",
    "caseworker": "^/(retention|access-requests|emergency|appraisals|saved|log|persons|tasks|synonyms|organisations|users|transfers|disposals|registers|inspection)",
}
# What is valid by the document may still be refused for what it says: there is no such class, the volume is closed.
# And what was sent is gone once it is filed, or was found there already when it was begun again: schemathesis takes it to be
# there until it is deleted.
LEFT_OUT = "positive_data_acceptance,missing_required_header,ensure_resource_availability"


def asked(address, token, role):
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {role}:{token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def aimed(document, codes):
    """The document with what is there among what is asked for: half of the calls would otherwise end at a first look."""
    def or_any(known, schema):
        return {"anyOf": [{"enum": known}, schema]}

    code = document["components"]["parameters"]["code"]
    code["schema"] = or_any(codes, code["schema"])
    for methods in document["paths"].values():
        for operation in methods.values():
            # The header is given with every call; which others come is no business of the server's.
            operation["parameters"] = [one for one in operation.get("parameters", []) if "Purpose" not in one.get("$ref", "")]
            for one in operation["parameters"]:
                # Numbers are given from one on: to holds, batches, requests.
                if one.get("in") == "path" and one["schema"].get("type") == "integer":
                    one["schema"] = or_any([1, 2, 3], one["schema"])
                # Nobody who asks is shut out.
                if one.get("description") == "Of the user":
                    one["schema"] = or_any(["spare"], one["schema"])
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            members = body.get("properties", {})
            if "codes" in members:
                members["codes"]["items"] = or_any(codes, members["codes"]["items"])
            if "object" in members:
                members["object"] = or_any(codes, members["object"])
    return document


def main():
    with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "server.log"), "w+", errors="replace") as log:
        archive = Archive(LANTAI, CORPUS, folder, [(role, role, "2102") for role in ROLES if role != "admin"] + [("spare", "caseworker", "2102")], log)
        failed = []
        try:
            tokens = {user: archive.run("user", "token", "create", "check", "--quiet", user=user) for user in ROLES}
            root = archive.address + "/api/v1"
            document = asked(root + "/openapi.json", tokens["archivist"], "archivist")
            hits = asked(root + "/search?from=0001&limit=20&brief=true", tokens["archivist"], "archivist")["hits"]
            codes = sorted({hit["code"] for hit in hits} | {hit["volume"] for hit in hits if hit["volume"]})
            schema = os.path.join(folder, "openapi.json")
            pathlib.Path(schema).write_text(json.dumps(aimed(document, codes)), encoding="utf-8")
            ended = time.monotonic() + LIMIT
            runs = {role: subprocess.Popen(
                [SCHEMATHESIS, "run", schema, "--url", root, "--header", f"Authorization:Bearer {role}:{tokens[role]}",
                 "--header", "Lantai-Purpose:%E6%A0%B8%E5%AF%B9", "--include-path-regex", paths,
                 "--exclude-checks", LEFT_OUT, "--max-time", SECONDS, "--max-examples", "40", "--seed", "2024",
                 "--generation-database", "none", "--suppress-health-check", "all", "--no-color", "--warnings", "off"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder) for role, paths in ROLES.items()}
            for role, run in runs.items():
                try:
                    output = run.communicate(timeout=max(1, ended - time.monotonic()))[0]
                except subprocess.TimeoutExpired:
                    run.kill()
                    output = run.communicate()[0] + f"\nnot done in time ({LIMIT} s)\n"
                summary = next((line.strip() for line in output.splitlines() if "passed" in line), "nothing was asked")
                print(f"== {role}: {summary}")
                # Where time was too short for any call, nothing has been shown.
                if run.returncode or "passed" not in summary:
                    failed.append(role)
                    print(output)
            if archive.server.poll() is not None:
                failed.append("the server has ended")
        finally:
            archive.end()
            if failed or sys.exc_info()[0]:
                log.seek(0)
                print("== what the server said", log.read()[-20000:], sep="\n")
    if failed:
        sys.exit("not as documented: " + ", ".join(failed))


main()
