#!/usr/bin/env python3
"""How well and how fast incoming files are read.

    reading_bench.py recognition [--lantai BIN]      characters right on a clean page as printed at 300 dpi
    reading_bench.py speed [--lantai BIN] [--zoo DIR]  documents a second for each type, and memory

Recognition needs Pillow and the Debian package fonts-noto-cjk; speed needs the sample files (LANTAI_DATA/data/zoo).
"""
import argparse
import collections
import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"


def run(lantai, *arguments):
    return subprocess.run([lantai, *map(str, arguments)], capture_output=True, text=True)


def archive(lantai, folder):
    place = folder / "archive"
    run(lantai, "init", place, "--fonds", "J016", "--name", "测试站", "--org", "2102")
    os.environ["LANTAI_ARCHIVE"] = str(place)


def page(text, path, width=2480, height=3508, size=50, dpi=300):
    """An A4 page as a printer prints it and a good scanner sees it: 12 point type, black on white."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(FONT, size, index=2)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    margin, y, shown = 300, 300, []
    for paragraph in text.split("\n"):
        line = "　　"
        for character in paragraph.strip() + "\0":
            full = draw.textlength(line + character, font=font) > width - 2 * margin
            if character == "\0" or full and character not in "，。；：、）》”":
                draw.text((margin, y), line, font=font, fill=0)
                shown.append(line)
                y += int(size * 1.75)
                line = ""
                if y > height - 300:
                    image.save(path, dpi=(dpi, dpi))
                    return "".join(shown)
            if character != "\0":
                line += character
    image.save(path, dpi=(dpi, dpi))
    return "".join(shown)


def bare(text):
    """Without white space; signs of one meaning alike."""
    wide = dict(zip(":;,()?!", "：；，（）？！"))
    return "".join(wide.get(c, c) for c in text if not c.isspace())


def utf8(path):
    """The sample records come in several encodings; those in UTF-8 will do."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def recognition(options):
    texts = [t for t in map(utf8, sorted((ROOT / "Corpus/records").rglob("*.txt"))) if len(t) > 250][: options.pages]
    right = total = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        archive(options.lantai, folder)
        for number, text in enumerate(texts):
            picture = folder / f"扫描{number}.png"
            truth = bare(page(text, picture))
            filed = run(options.lantai, "file", picture, "--class", "FG", "--json")
            code = filed.stdout.split('"code":"', 1)[-1].split('"', 1)[0]
            found = bare(run(options.lantai, "show", code, "--text").stdout)
            blocks = difflib.SequenceMatcher(None, truth, found, autojunk=False).get_matching_blocks()
            same = sum(block.size for block in blocks)
            right, total = right + same, total + len(truth)
            print(f"{truth[:20]}…: {same} of {len(truth)} characters, {100 * same / max(1, len(truth)):.2f} %", flush=True)
    print(f"all: {100 * right / max(1, total):.2f} % of {total} characters")
    return 0 if total and right / total >= 0.985 else 1


def speed(options):
    kinds = collections.defaultdict(list)
    for file in sorted(options.zoo.rglob("*")):
        if file.is_file() and file.name not in ("README.md", "manifest.json"):
            kinds[file.suffix.lower().lstrip(".")].append(file)
    print(f"{'type':8} {'files':>5} {'docs/s':>8} {'cpu s/doc':>10} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        archive(options.lantai, folder)
        for kind, files in sorted(kinds.items()):
            place = folder / kind
            place.mkdir()
            for number in range(options.copies):
                for file in files:
                    shutil.copy(file, place / f"{number}-{file.name}")
            count = options.copies * len(files)
            began = time.monotonic()
            child = subprocess.Popen(
                [options.lantai, "file", str(place), "--class", "FG", "--dry-run"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # Of this run alone, with all it started and waited for: processor time is the sum, memory the largest one's.
            used = os.wait4(child.pid, 0)[2]
            wall = time.monotonic() - began
            cpu = used.ru_utime + used.ru_stime
            print(f"{kind:8} {count:5} {count / wall:8.1f} {cpu / count:10.3f} {used.ru_maxrss / 1024:8.0f}", flush=True)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["recognition", "speed"])
    parser.add_argument("--lantai", default=str(ROOT / ".build/release/lantai"))
    parser.add_argument("--zoo", type=pathlib.Path, default=pathlib.Path(os.environ.get("LANTAI_DATA", ".")) / "data/zoo")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--pages", type=int, default=12)
    options = parser.parse_args()
    return {"recognition": recognition, "speed": speed}[options.what](options)


if __name__ == "__main__":
    sys.exit(main())
