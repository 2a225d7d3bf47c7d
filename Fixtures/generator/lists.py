"""Hash lists: those of the known originals, and small ones for parser tests."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping

EMPTY_MD5 = hashlib.md5(b"").hexdigest()
Vpdq = list[tuple[int, int, str, str]]


def digest(kind: str, data: bytes) -> str:
    """Hex digest."""
    return hashlib.new(kind, data).hexdigest()


def lines(*rows: str, end: str = "\n") -> bytes:
    """Text lines as bytes."""
    return "".join(row + end for row in rows).encode()


def known(hashes: Mapping[str, tuple[str, int]], clips: Mapping[str, Vpdq], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The lists of the known originals, by file name."""
    def row(name: str) -> str:
        return f"{hashes[name][0]},{hashes[name][1]},{name}"

    alpine, letter, binary = files["alpine.jpg"], files["letter.txt"], files["ledger.vgx"]
    absent = b"a file that is not on the volume"
    deep = [f"{len(d)},{digest('md5', d)},{digest('sha256', d)},/known/{n}" for n, d in files.items()]
    return {
        "pictures.pdq": lines(*(row(n) for n in ("alpine", "harbour", "tiles", "poster"))),
        "more-pictures.txt": lines(hashes["marble"][0], hashes["rings"][0]),
        "threatexchange.csv": lines("signal_type,signal_str,collab,category,tags",
                                    *(f"pdq,{hashes[n][0]},vigie-test,picture,{n}" for n in ("icon", "tiny"))),
        "clip-ferry.vpdq.txt": lines(*(",".join(map(str, r)) for r in clips["ferry"])),
        "clip-carousel.vpdq.json": json.dumps([f"{h},{q},{t}" for _, q, h, t in clips["carousel"]], indent=1).encode() + b"\n",
        "files.md5": lines(f"{digest('md5', alpine)}  alpine.jpg", f"{digest('md5', letter)}  letter.txt",
                           f"{digest('md5', absent)}  absent.bin", f"{EMPTY_MD5}  empty.txt"),
        "files.sha1": lines(f"SHA1 (letter.txt) = {digest('sha1', letter)}", f"SHA1 (ledger.vgx) = {digest('sha1', binary)}"),
        "files.sha256": lines(f"{digest('sha256', alpine)}  alpine.jpg", f"{digest('sha256', binary)} *ledger.vgx"),
        "files.hashdeep": lines("%%%% HASHDEEP-1.0", "%%%% size,md5,sha256,filename", "## made for tests", *deep),
    }


def sample(kind: str, index: int) -> str:
    """A digest of nothing in particular."""
    return digest(kind, f"entry {index}".encode())


def pdq_sample(index: int) -> str:
    """64 hex digits with about as many ones as zeros."""
    return sample("sha256", 1000 + index)


def encase() -> bytes:
    """An EnCase hash set of three MD5."""
    head = b"HASH\r\n\xff\0" + struct.pack("<III", 1, 0, 3)
    head = head.ljust(1032, b"\0") + "vigie test".encode("utf-16-le")
    return head.ljust(1152, b"\0") + b"".join(bytes.fromhex(sample("md5", i)) + b"\0\0" for i in range(3))


def bloom_filter() -> bytes:
    """DCSO's format with room for 100: upper-case SHA-1 of three samples, and other data behind the bits."""
    capacity, rate, hashes, bits, elements = 100, 0.0001, 14, 1917, 3
    words = bytearray((bits + 63) // 64 * 8)
    for index in range(elements):
        state = 14695981039346656037
        for byte in sample("sha1", index).upper().encode():
            state = state * 1099511628211 % 2**64 ^ byte
        state %= 2**64 - 59
        for _ in range(hashes):
            state = state * (2**64 - 1469) % 2**64 % (2**64 - 59)
            words[state % bits // 8] |= 1 << state % bits % 8
    return struct.pack("<QQdQQQ", 1, capacity, rate, hashes, bits, elements) + words + b"vigie test"


def vics(version: int) -> bytes:
    """A Project VIC hash set: three media, the third with a damaged MD5."""
    media = []
    for index in range(3):
        md5 = sample("md5", index).upper()
        entry: dict[str, object] = {"MediaID": index + 1, "Category": (1, 2, None)[index], "MD5": md5 if index < 2 else md5[:30],
                                    "SHA1": sample("sha1", index).upper() if index < 2 else None, "MediaSize": 1000 + index,
                                    "VictimIdentified": "true" if version == 1 else True, "Series": "test series"}
        if index == 0:
            entry["AlternativeHashes"] = [{"MD5": md5, "HashName": "PDQ", "HashValue": pdq_sample(0)}]
        media.append(entry)
    context = ({"odata.metadata": "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media"} if version == 1 else
               {"@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"})
    return json.dumps({**context, "value": media}, indent=1).encode() + b"\n"


def stop_ncii() -> bytes:
    """Two hashes in force, one withdrawn."""
    rows = [("ImagePDQ", pdq_sample(1), "Active"), ("VideoMD5", sample("md5", 1), "Active"), ("ImagePDQ", pdq_sample(2), "Withdrawn")]
    return json.dumps({"count": 3, "hashRecords": [{"signalType": s, "hashValue": v, "hashStatus": t} for s, v, t in rows]}, indent=1).encode() + b"\n"


def ncmec() -> bytes:
    """One picture, one video, one tombstone."""
    return lines('<?xml version="1.0" encoding="UTF-8"?>', "<queryResult>", "<images>", '<image><id>1</id><member id="1">Test</member>',
                 "<classification>B2</classification>", f"<fingerprints><md5>{sample('md5', 1)}</md5><pdq>{pdq_sample(3)}</pdq></fingerprints></image>",
                 '<deletedImage><id>2</id><member id="1">Test</member></deletedImage>', "</images>", "<videos>",
                 '<video><id>3</id><member id="1">Test</member><classification>A1</classification>',
                 f"<fingerprints><md5>{sample('md5', 2)}</md5><sha1>{sample('sha1', 2)}</sha1></fingerprints></video>", "</videos>", "</queryResult>")


def pdq_lists() -> dict[str, bytes]:
    """PDQ and vPDQ lists."""
    p = [pdq_sample(i) for i in range(6)]
    return {
        "pdq-bare.txt": lines(*p),
        "pdq-upper-crlf.txt": lines(*(h.upper() for h in p), end="\r\n"),
        "pdq-bom.txt": b"\xef\xbb\xbf" + lines(*p[:2]),
        "pdq-no-last-newline.txt": "\n".join(p[:3]).encode(),
        "pdq-quality.csv": lines(f"{p[0]},100,a.jpg", f"{p[1]},49,b, with comma.jpg", f"{p[2]},0,c.jpg"),
        "pdq-bad.csv": lines(f"{p[0]},100,a.jpg", f"{p[1][:63]},100,short.jpg", f"{p[2]}0,100,long.jpg", f"{p[3][:63]}g,100,letter.jpg",
                              f"{p[4]},many,b.jpg", f"{p[5]},90,c.jpg"),
        "pdq-comments.txt": lines("# a comment", "", p[0], "", p[1]),
        "threatexchange.csv": lines("signal_type,signal_str,collab,category,tags", f"pdq,{p[0]},test,picture,a", f'pdq,{p[1]},"test, two",picture,"a b"',
                                     f"video_md5,{sample('md5', 0)},test,video,", f"pdq,{p[2][:40]},test,picture,"),
        "signals.txt": lines(f"pdq {p[0]}", f"video_md5 {sample('md5', 0)}", p[1], "pdq not-a-hash"),
        "vpdq.txt": lines(*(f"{i},{100 - i},{h},{i}.000" for i, h in enumerate(p))),
        "vpdq-bad.txt": lines(f"0,100,{p[0]},0.000", f"1,100,{p[1]}", f"x,100,{p[2]},2.000", f"3,100,{p[3]},3.000"),
        "vpdq.json": json.dumps([f"{h},100,{i}.0" for i, h in enumerate(p)]).encode(),
        "vpdq-bad.json": json.dumps([f"{p[0]},100,0.0", f"{p[1][:60]},100,1.0", f"{p[2]},100"]).encode(),
    }


def exact_lists() -> dict[str, bytes]:
    """Lists of MD5, SHA-1 and SHA-256."""
    m, s1, s256 = ([sample(k, i) for i in range(4)] for k in ("md5", "sha1", "sha256"))
    nsrl = '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"'
    keeper = '"file_id","hashset_id","file_name","directory","hash","file_size","date_modified","time_modified","time_zone","comments","date_accessed","time_accessed"'
    icse = "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline"
    return {
        "md5sum.md5": lines(f"{m[0]}  a.jpg", f"{m[1]} *b.jpg", f"\\{m[2]}  two\\nlines.jpg", f"{m[3]}  name  with  spaces.jpg"),
        "md5sum-bad.md5": lines(f"{m[0]}  a.jpg", f"{m[1][:31]}  short.jpg", "no hash here", f"{EMPTY_MD5}  empty.txt", f"{m[2]}  b.jpg"),
        "sha1-bsd.sha1": lines(f"SHA1 (a.jpg) = {s1[0]}", f"SHA1 (b (1).jpg) = {s1[1].upper()}", f"SHA1 (c.jpg) {s1[2]}"),
        "sha256sum.sha256": lines(*(f"{h}  {i}.jpg" for i, h in enumerate(s256)), end="\r\n"),
        "griffeye.txt": b"\xef\xbb\xbf" + lines(*(h.upper() for h in m), end="\r\n"),
        "hashlookup.bloom": bloom_filter(),
        "xways.txt": lines("MD5", *(h.upper() for h in m), end="\r\n"),
        "hashdeep.txt": lines("%%%% HASHDEEP-1.0", "%%%% size,md5,sha256,filename", "## Invoked from: a test", f"10,{m[0]},{s256[0]},/a/b.jpg",
                               f"11,{m[1]},{s256[1]},/a/one, two, three.jpg", f"12,{m[2]}", f"13,{m[3]},{s256[3][:60]},/a/short.jpg"),
        "nsrl-rdsv2.txt": lines(nsrl, *(f'"{s1[i].upper()}","{m[i].upper()}","0000000{i}","f ""{i}"", x.dll",{100 + i},1,"358",""' for i in range(3)),
                                 f'"{s1[3][:20]}","{m[3][:20]}","00000000","x",1,1,"358",""', end="\r\n"),
        "hashkeeper.csv": lines(keeper, *(f'{i},7,"f{i}.jpg","C:\\","{m[i].upper()}",{100 + i},"","","","","",""' for i in range(2))),
        "icse.csv": b"\xef\xbb\xbf" + lines(icse, f"{m[0]};{s1[0]};;101;true;false;false;Series one;3;true;Image;true",
                                           f"{m[1]};;;102;false;false;false;;1;true;Video;false", f"{m[2][:5]};;;103;;;;;;;;", end="\r\n"),
        "encase.hash": encase(),
        "encase-truncated.hash": encase()[:-9],
        "vics-1.3.json": vics(1),
        "vics-2.0.json": vics(2),
        "vics-truncated.json": vics(2)[:600],
        "ncmec.xml": ncmec(),
        "stopncii.json": stop_ncii(),
        "empty.txt": b"",
        "binary.txt": b"\0\x01\xfe\xff" * 60 + b"\n",
    }
