#!/usr/bin/env python3
"""Measures the pages of `lantai serve` on loopback, with 100,000 records, and prints Markdown tables.

usage: web_bench.py [pages] [slow] [--count N] [--seconds S] [--lantai BIN]

pages  search pages and record pages, 16 clients at once and 1 client alone; bytes of the pages
slow   200 connections that send a byte now and then, 20 clients with heavy searches, and beside them others who sign in
       and search: how long they wait, and what memory the server takes

Needs wrk (Debian), which takes its part of the same cores. The archive is that of bench.py, copied and given a user.
"""

import argparse
import http.cookiejar
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import bench

PASSWORD = "海棠依旧绿肥红瘦知否"
USER = "wangfang"

LUA = """
local paths, at = {}, 0
for line in io.lines(%s) do paths[#paths + 1] = line end
function setup(thread) thread:set("seed", math.random(1000000)) end
function request()
    at = at + 1
    return wrk.format("GET", paths[(at + seed) %% #paths + 1], { ["Cookie"] = %s })
end
function response(status) if status ~= 200 then failed = (failed or 0) + 1 end end
"""


def lantai(archive, *words, user=None, **more):
    environment = {**os.environ, "LANTAI_ARCHIVE": archive, "LANTAI_PASSWORD": PASSWORD, "LANG": "C.UTF-8", **more}
    words = [bench.options.lantai, *words, *(["--as", user] if user else [])]
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def archive_with_users():
    """The scale archive, with a supervisor of the whole city: who reads everything has the most to search."""
    archive = bench.fresh("archive-web")
    shutil.copytree(bench.scale(), archive)

    def own(name, printed):
        once = printed.split()[-1]
        lantai(archive, "user", "password", user=name, LANTAI_PASSWORD=once, LANTAI_NEW_PASSWORD=PASSWORD)

    own("admin", lantai(archive, "user", "add", "admin", "--org", "2102", "--role", "systemAdministrator"))
    once = lantai(archive, "user", "add", "safe", "--org", "2102", user="admin")
    lantai(archive, "user", "role", "safe", "securityOfficer", user="admin")
    own("safe", once)
    once = lantai(archive, "user", "add", USER, "--org", "2102", user="admin")
    lantai(archive, "user", "role", USER, "supervisor", user="safe")
    own(USER, once)
    return archive


class Server:
    def __init__(self, archive):
        self.process = subprocess.Popen(
            [bench.options.lantai, "serve", "--port", "0", "--archive", archive, "--quiet"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "LANG": "C.UTF-8"})
        self.address = re.search(r"http://\S+", self.process.stdout.readline()).group().rstrip("/")
        self.host = self.address.removeprefix("http://")

    def memory(self, name="VmRSS"):
        """MB, as the kernel says."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(name + r":\s+(\d+)", status.read()).group(1)) / 1024

    def processor(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as stat:
            user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def sign_in(self):
        """A visitor's opener and cookie."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        form = {"name": USER, "password": PASSWORD}
        page = opener.open(self.address + "/sign-in").read().decode()
        token = re.search(r'name="token" value="([^"]+)"', page)
        if token:
            form["token"] = token.group(1)
        request = urllib.request.Request(
            self.address + "/sign-in", urllib.parse.urlencode(form).encode(), headers={"Origin": self.address})
        opener.open(request).read()
        if not list(jar):
            sys.exit("the sign-in was refused")
        return opener, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def end(self):
        self.process.terminate()
        self.process.wait()


def addresses():
    """Search pages as people ask for them: names, words, both, with filters; and heavy ones."""
    records = []
    with open(os.path.join(bench.samples(inline=True), "manifest.jsonl"), encoding="utf-8") as manifest:
        for line in manifest:
            records.append(json.loads(line))
    chance = random.Random(7)
    searches, heavy = [], []
    for record in chance.sample(records, min(1000, len(records))):
        fields = record.get("fields", {})
        name = next((value for key, value in fields.items() if key in ("当事人", "被查询人", "姓名")), record["title"][:4])
        sentence = chance.choice([part for part in re.split(r"[，。；\n]", record["text"]) if len(part) > 5])
        kind = chance.randrange(4)
        if kind == 0:
            query = {"q": name}
        elif kind == 1:
            query = {"q": sentence[:6]}
        elif kind == 2:
            query = {"q": fields.get("案由", "监护 评估"), "class": record["class"]}
        else:
            query = {"q": sentence[:12].replace("：", " "), "from": record["date"][:4]}
        searches.append("/search?" + urllib.parse.urlencode(query))
        heavy.append("/search?" + urllib.parse.urlencode({"q": re.sub(r"\s+", "，", record["text"])[:400]}))
    return searches, heavy


def script(name, paths, cookie):
    with open(bench.work(name + ".paths"), "w", encoding="ascii") as file:
        file.write("\n".join(paths) + "\n")
    with open(bench.work(name + ".lua"), "w", encoding="ascii") as file:
        file.write(LUA % (json.dumps(bench.work(name + ".paths")), json.dumps(cookie)))
    return bench.work(name + ".lua")


def wrk(server, name, paths, cookie, clients, seconds):
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s",
               script(name, paths, cookie), server.address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    def of(label):
        value, unit = re.search(label + r"\s+([\d.]+)(us|ms|s)", said).groups()
        return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    if "Non-2xx" in said:
        sys.exit(said)
    return of("50%"), of("90%"), of("99%"), float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def pages(server, seconds):
    opener, cookie = server.sign_in()
    searches, _ = addresses()
    sizes = []
    for path in searches[:100]:
        sizes.append(len(opener.open(server.address + path).read()))
    assets = sum(len(opener.open(server.address + path).read()) for path in set(
        re.findall(r'(?:href|src)="(/assets/[^"]+)"', opener.open(server.address + searches[0]).read().decode())))
    print("| search pages | p50 ms | p90 ms | p99 ms | pages/s | CPU ms a page |\n|---|---|---|---|---|---|")
    for clients in (1, 16):
        used = server.processor()
        p50, p90, p99, rate = wrk(server, "search", searches, cookie, clients, seconds)
        used = 1000 * (server.processor() - used) / (rate * seconds)
        print(f"| {clients} clients | {p50:.1f} | {p90:.1f} | {p99:.1f} | {rate:.0f} | {used:.1f} |", flush=True)
    print(f"\nA search page: {statistics.median(sizes) / 1024:.1f} KB, at most {max(sizes) / 1024:.1f} KB; "
          f"style, script and icon once {assets / 1024:.1f} KB. Memory {server.memory():.0f} MB, at most {server.memory('VmHWM'):.0f} MB.")


def slow(server, seconds):
    _, cookie = server.sign_in()
    searches, heavy = addresses()
    opener, _ = server.sign_in()
    for path in searches[:20]:
        opener.open(server.address + path).read()
    idle = server.memory()
    stop = threading.Event()
    host, port = server.host.split(":")

    def dribble(number):
        """Sends a request byte by byte, and comes again when it is shown out."""
        while not stop.is_set():
            try:
                with socket.create_connection((host, int(port)), timeout=30) as connection:
                    for byte in b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000:
                        connection.sendall(bytes([byte]))
                        if stop.wait(2 + number % 5):
                            return
            except OSError:
                stop.wait(1)

    for number in range(200):
        threading.Thread(target=dribble, args=(number,), daemon=True).start()
    heavy_load = subprocess.Popen(
        ["wrk", "-t1", "-c20", f"-d{seconds}s", "--timeout", "60s", "-s", script("heavy", heavy, cookie), server.address],
        stdout=subprocess.PIPE, text=True)
    time.sleep(2)
    sign_ins, waits, peak = [], [], 0
    while heavy_load.poll() is None:
        began = time.perf_counter()
        visitor, _ = server.sign_in()
        sign_ins.append(1000 * (time.perf_counter() - began))
        for path in random.sample(searches, 3):
            began = time.perf_counter()
            visitor.open(server.address + path).read()
            waits.append(1000 * (time.perf_counter() - began))
        peak = max(peak, server.memory())
    stop.set()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", heavy_load.stdout.read()).group(1)
    part = lambda values, share: sorted(values)[min(len(values) - 1, int(share * len(values)))]
    print("| beside 200 slow connections and 20 heavy searches | p50 ms | p95 ms | number |\n|---|---|---|---|")
    print(f"| sign-in | {part(sign_ins, .5):.0f} | {part(sign_ins, .95):.0f} | {len(sign_ins)} |")
    print(f"| search | {part(waits, .5):.0f} | {part(waits, .95):.0f} | {len(waits)} |")
    print(f"\nHeavy searches {rate} a second. Memory idle {idle:.0f} MB, at most {peak:.0f} MB: {peak - idle:.0f} MB above.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--lantai", default=os.path.join(bench.repository, ".build", "release", "lantai"))
    bench.options = parser.parse_args()
    bench.options.work = os.path.abspath(os.environ.get("LANTAI_BENCH_WORK") or os.path.join(bench.repository, ".bench"))
    os.makedirs(bench.options.work, exist_ok=True)
    os.environ.pop("LANTAI_ARCHIVE", None)
    bench.machine()
    if not shutil.which("wrk"):
        sys.exit("wrk is needed: apt-get install wrk")
    archive = archive_with_users()
    for name, measure in (("pages", pages), ("slow", slow)):
        if not bench.options.names or name in bench.options.names:
            server = Server(archive)
            try:
                measure(server, bench.options.seconds)
            finally:
                server.end()


if __name__ == "__main__":
    main()
