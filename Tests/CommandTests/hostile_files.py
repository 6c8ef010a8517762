#!/usr/bin/env python3
"""Files that are made to break whoever reads them.

    hostile_files.py make FOLDER            writes the specimens
    hostile_files.py run COMMAND...         runs a command, then says how much memory it and its descendants took at most
"""
import gzip
import io
import lzma
import os
import random
import resource
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib


def deflated_zip(members):
    """A zip of (name, bytes) pairs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def entry(name, packed, size, crc, flags=0x800, method=8, claimed=None):
    """Local header with content, and a function from its offset to its central header: a zip by hand (APPNOTE 4.3)."""
    claimed = size if claimed is None else claimed
    fields = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x5000, crc, len(packed), claimed, len(name), 0)
    local = b"PK\3\4" + fields + name + packed
    central = lambda offset: b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
    return local, central


def zip_by_hand(entries):
    body, directory = b"", b""
    for local, central in entries:
        directory += central(len(body))
        body += local
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def raw_deflate(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def overlapping(count, size):
    """Many entries of a directory that all lead to one stretch of the file."""
    content = bytes(size)
    local, _ = entry(b"0", raw_deflate(content), size, zlib.crc32(content))
    packed = raw_deflate(content)
    directory = b"".join(entry(b"0", packed, size, zlib.crc32(content))[1](0) for _ in range(count))
    return local + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)


def links():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, kind, target in [
            ("出口", tarfile.SYMTYPE, "/tmp"), ("口令", tarfile.LNKTYPE, "/etc/passwd"), ("设备", tarfile.CHRTYPE, ""),
            ("管道", tarfile.FIFOTYPE, ""), ("../上级", tarfile.DIRTYPE, ""),
        ]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
        for name in ["出口/写入.txt", "../../逃出.txt", "/tmp/绝对.txt"]:
            info = tarfile.TarInfo(name)
            content = "链接之后写入".encode()
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def lying_tar():
    info = tarfile.TarInfo("大.txt")
    info.size = 1 << 40
    return info.tobuf(tarfile.GNU_FORMAT) + b"small"


def nested(levels, width, inner):
    content = inner
    for level in range(levels):
        content = deflated_zip([(f"{level}-{number}.zip", content) for number in range(width)])
    return content


def word(document):
    return deflated_zip([
        ("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        ("word/document.xml", document)])


def many_parts(count):
    lines = ["From: a@example.org", "Subject: =?utf-8?b?5aSq5aSa?=", "MIME-Version: 1.0",
             'Content-Type: multipart/mixed; boundary="x"', ""]
    for number in range(count):
        lines += ["--x", f'Content-Disposition: attachment; filename="{number}.txt"', "", "a"]
    return "\r\n".join(lines + ["--x--", ""]).encode()


def deep_mail(depth):
    lines = ["From: a@example.org", "Subject: deep", "MIME-Version: 1.0"]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    return "\r\n".join(lines + ["Content-Type: text/plain", "", "bottom"]).encode()


def specimens():
    zeros = bytes(60 << 20)
    yield "路径.zip", deflated_zip([
        ("../../逃出.txt", "一"), ("/tmp/绝对.txt", "二"), ("C:\\Windows\\盘符.txt", "三"), ("甲/../../乙.txt", "四"),
        ("..", "五"), (".", "六"), ("重名.txt", "七"), ("重名.TXT", "八"), ("重名.txt/里面.txt", "九")])
    yield "零字节名.zip", zip_by_hand([entry("空\0字.txt".encode(), raw_deflate(b"nul"), 3, zlib.crc32(b"nul"))])
    yield "控制字符名.zip", deflated_zip([
        ("红\x1b[31m色\n行.txt", "控制字符"), ("\u202ecod.exe", "反写"), ("长" * 600 + ".txt", "长名")])
    yield "链接.tar", links()
    yield "谎称.tar", lying_tar()
    yield "平炸弹.zip", deflated_zip([(f"{number}", zeros) for number in range(3)])
    yield "大比例.zip", deflated_zip([("零.txt", zeros + zeros[:40 << 20])])
    yield "炸弹.txt.gz", gzip.compress(zeros + zeros)
    yield "炸弹.tar.xz", lzma.compress(zeros + zeros)
    yield "套七层.zip", nested(7, 1, "最里面".encode())
    yield "层层.zip", nested(4, 10, b"bottom")
    yield "重叠.zip", overlapping(20000, 1 << 20)
    local, central = entry(b"a.txt", raw_deflate(b"short"), 5, zlib.crc32(b"short"), claimed=0xFFFFFFF0)
    yield "谎称大小.zip", zip_by_hand([(local, central)])
    yield "加密.zip", zip_by_hand([entry("密.txt".encode(), os.urandom(64), 52, 1, flags=0x801)])
    yield "一万零一.zip", zip_by_hand([
        entry(f"{number}.txt".encode(), raw_deflate(b"x"), 1, zlib.crc32(b"x")) for number in range(10001)])
    entities = "".join(f'<!ENTITY e{n} "{("&e%d;" % (n - 1)) * 10}">' for n in range(1, 10))
    yield "笑.docx", word(f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><w:document>&e9;</w:document>')
    yield "外部.docx", word('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>')
    yield "深.docx", word("<a>" * 200000)
    yield "零件炸弹.docx", word(b"<w:document>" + zeros + zeros + b"</w:document>")
    yield "太多附件.eml", many_parts(20000)
    yield "深信.eml", deep_mail(3000)
    yield "深.html", b"<html>" + b"<div>" * 500000
    yield "截断.docx", word("<w:document><w:body/></w:document>" * 500)[:300]
    yield "截断.zip", deflated_zip([("甲.txt", os.urandom(5000))])[:2000]
    yield "空.docx", b""
    yield "空.pdf", b""
    yield "红\x1b[31m色\n行.txt", "名字里有控制字符".encode()
    yield "长" * 83 + ".txt", "名字有二百五十三个字节".encode()
    chance = random.Random(7)
    heads = {
        "pdf": b"%PDF-1.7\n", "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ofd": b"PK\3\4", "docx": b"PK\3\4", "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07\x01\x00", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff\xe0", "tif": b"II*\0",
        "rtf": b"{\\rtf1 ", "eml": b"From: a\nSubject: b\n\n", "cab": b"MSCF", "xz": b"\xfd7zXZ\0", "bmp": b"BM",
    }
    for ending, head in heads.items():
        yield "乱." + ending, head + chance.randbytes(20000)


def main():
    if sys.argv[1] == "make":
        for name, content in specimens():
            with open(os.path.join(sys.argv[2], name), "wb") as file:
                file.write(content)
        return 0
    status = subprocess.run(sys.argv[2:]).returncode
    # Of the largest process among all that were waited for; kilobytes.
    print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
    return status


sys.exit(main())
