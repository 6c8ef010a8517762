#!/usr/bin/env python3
"""What fuzzing begins with: well-formed inputs for each parser, written to FOLDER/PARSER/NUMBER.

    seeds.py FOLDER

Inputs that broke a parser once stand in Tests/Fuzz/Found, and are taken by the tests too.
"""
import io
import json
import pathlib
import struct
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def box():
    """A box of one frame: a fragment of tar, packed."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as fragment:
        for name, content in [("J016-1/v1/metadata.json", b"{}"), ("J016-1/v1/content/甲.txt", "甲".encode())]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            fragment.addfile(member, io.BytesIO(content))
    tar = file.getvalue()[:5120]
    return [subprocess.run(["zstd", "-q", "-c"], input=tar, capture_output=True, check=True).stdout, tar]


def frame(kind, body):
    return kind + struct.pack("<I", len(body)) + body


def reading():
    head = {"mediaType": "text/plain", "pages": [0], "confidence": 0.5, "properties": {}, "warnings": []}
    return [frame(b"x", b"10") + frame(b"h", json.dumps(head).encode()) + frame(b"t", "文".encode())
            + frame(b"n", b"a.txt") + frame(b"m", b"1") + frame(b".", b"")]


TEXT = "姓名：林小满\n关于做好监护评估工作的通知\n民发〔2023〕12号\n2023年5月19日"
SEEDS = {
    "analyzer": [TEXT, "Lin XIAOMAN ＡＢＣ１２ é 護・𠮷\u200b\u202e葉", "J016-ZY·WB·GA·2023·Y-007-003"],
    "archivalCode": ["j016-zy.wb.ga.2023.y-007-003", "Ｊ016－ZY・WB", "ß ŉ ı"],
    "boxFrame": box(),
    "checkpoint": ["lantai\n3\nqT5ToKeqEkxZQTF6vQF2HwYJ0GZ2gEBAYzHPUk1Nr2I=\n\n— lantai AAAAAQID\n"],
    "filePlan": [(ROOT / "Sources/Catalog/Resources/default-plan.yaml").read_text("utf-8"),
                 "name: 甲\nclasses:\n  - { code: A, name: 乙, series: B, access: open, retention: { years: 10 } }\n"],
    "manifestCSV": ['path,title,class,field.姓名\n"a,b.txt","多""行\n题",GA,林\n', "路径\t题名\na\tb\n"],
    "manifestJSON": ['{"path":"a.txt","title":"题","fields":{"姓名":"林"}}\n{"path":"b","date":"2023"}\n'],
    "mets": ['<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"><fileSec><fileGrp>'
             '<file ID="f" SIZE="3" CHECKSUM="ab" CHECKSUMTYPE="SHA-256"><FLocat xlink:href="data/%E7%94%B2" LOCTYPE="URL"/>'
             "</file></fileGrp></fileSec></mets>"],
    "office": ["\0<w:p><w:r><w:t>甲</w:t><w:tab/></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
               '\1<row r="1"><c r="A1" t="s"><v>0</v></c><c r="ZZ1" t="inlineStr"><is><t>甲</t></is></c></row>',
               '\2<ofd:TextObject Boundary="0 0 9 9" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 2 4">甲乙</ofd:TextCode>'
               "</ofd:TextObject>",
               '\3<ofd:CommonData><ofd:TemplatePage ID="9" BaseLoc="T.xml"/></ofd:CommonData>',
               '\4<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
               '<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum></w:numbering>',
               '\5<text:p xmlns:text="t">甲<text:s text:c="2"/><text:tab/></text:p>'],
    "query": ['"监护 评估" OR (题名:通知 -作废) 临* 日期:2023-05..今年', "甲 邻近/5 乙 NEAR(a b, 3)", "民发〔2023〕12号", "字段.姓名:林"],
    "reading": reading(),
    "text": [TEXT, "!<html><meta charset=gbk><title>题</title><p title='>'>甲<script>x</script><table><tr><td>乙&amp;&#x4e00;"],
}


def main():
    folder = pathlib.Path(sys.argv[1])
    for parser, seeds in SEEDS.items():
        (folder / parser).mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (folder / parser / str(number)).write_bytes(seed if isinstance(seed, bytes) else seed.encode())


main()
