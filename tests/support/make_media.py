#!/usr/bin/env python3
"""Writes tests/fuzz/corpus/media, dicom and health, which unit tests read and damage too."""

import os
import struct
import zlib

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fuzz/corpus")


def tiff(order="<", width=None):
    """A directory, one of Exif and one of GPS: artist, camera, serial number, time, 51 N 0 W."""
    texts, entries = b"", []

    def entry(tag, kind, count, value):
        entries.append((tag, kind, count, value))

    def ascii_of(tag, text):
        entry(tag, 2, len(text) + 1, text + b"\0")

    if width:
        entry(0x100, 4, 1, struct.pack(order + "I", width))
        entry(0x101, 3, 1, struct.pack(order + "HH", 5, 0))
    ascii_of(0x10f, b"Maker")
    ascii_of(0x110, b"M1")
    ascii_of(0x131, b"Editor 1")
    ascii_of(0x13b, b"Ana Lee")
    entry(0x8769, 4, 1, "exif")
    entry(0x8825, 4, 1, "gps")
    exif = [(0x9003, 2, 20, b"2026:01:02 03:04:05\0"), (0xa431, 2, 8, b"SN12345\0")]
    gps = [(1, 2, 2, b"N\0\0\0"), (2, 5, 3, struct.pack(order + "6I", 51, 1, 28, 1, 0, 1))]
    size = 8 + 6 + 12 * len(entries)
    exif_at = size
    gps_at = exif_at + 6 + 12 * len(exif)
    free = gps_at + 6 + 12 * len(gps)

    def directory(rows):
        nonlocal texts
        out = struct.pack(order + "H", len(rows))
        for tag, kind, count, value in rows:
            if value in ("exif", "gps"):
                value = struct.pack(order + "I", exif_at if value == "exif" else gps_at)
            if len(value) > 4:
                place = free + len(texts)
                texts += value
                value = struct.pack(order + "I", place)
            out += struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
        return out + struct.pack(order + "I", 0)

    head = b"II*\0" if order == "<" else b"MM\0*"
    body = directory(entries) + directory(exif) + directory(gps)
    return head + struct.pack(order + "I", 8) + body + texts


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png():
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 0, 0, 0, 0))
            + chunk(b"tEXt", b"Comment\0to ana@mail-7f3kq.org")
            + chunk(b"zTXt", b"Deep\0\0" + zlib.compress(b"to bob@mail-7f3kq.org"))
            + chunk(b"iTXt", b"Title\0\0\0en\0Title\0plain") + chunk(b"eXIf", tiff(">"))
            + chunk(b"IDAT", zlib.compress(bytes(8))) + chunk(b"IEND", b"") + b"behind the end")


def jpeg():
    def segment(marker, data):
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
    return (b"\xff\xd8" + segment(0xe0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
            + segment(0xe1, b"Exif\0\0" + tiff()) + segment(0xfe, b"a comment")
            + segment(0xc0, b"\x08\0\2\0\3\1\1\x11\0") + segment(0xda, b"\1\1\0\0\x3f\0")
            + b"\x12\xff\0\x34\xff\xd0\x56" + b"\xff\xd9" + b"behind")


def gif():
    return (b"GIF89a" + struct.pack("<HHBBB", 4, 3, 0x80, 0, 0) + bytes(6)
            + b"\x21\xfe\x05hello\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 4, 3, 0)
            + b"\2\2\x4c\1\0" + b"\x3b")


def bmp():
    return b"BM" + struct.pack("<IHHI", 58, 0, 0, 54) + struct.pack("<IiiHH", 40, 7, -9, 1, 24) + bytes(28)


def riff(form, *chunks):
    body = form + b"".join(kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
                           for kind, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def wav():
    return riff(b"WAVE", (b"fmt ", struct.pack("<HHIIHH", 1, 2, 8000, 32000, 4, 16)),
                (b"LIST", b"INFOIART" + struct.pack("<I", 8) + b"Ana Lee\0"), (b"data", bytes(3200)))


def webp():
    return riff(b"WEBP", (b"VP8X", b"\x08\0\0\0" + b"\x09\0\0" + b"\x13\0\0"), (b"EXIF", tiff()))


def avi():
    header = struct.pack("<14I", 40000, 0, 0, 0, 25, 0, 1, 0, 320, 240, 0, 0, 0, 0)
    return riff(b"AVI ", (b"LIST", b"hdrlavih" + struct.pack("<I", 56) + header), (b"LIST", b"movi"))


def box(kind, *parts):
    data = b"".join(parts)
    return struct.pack(">I", len(data) + 8) + kind + data


def mp4():
    header = box(b"mvhd", bytes(12), struct.pack(">II", 1000, 2500), bytes(80))
    track = box(b"tkhd", bytes(76), struct.pack(">II", 640 << 16, 480 << 16))
    sound = box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), struct.pack(">I", 36), b"mp4a",
                             bytes(16), struct.pack(">HHI", 2, 16, 0), struct.pack(">I", 44100 << 16)))
    media = box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(12)), box(b"minf", sound))
    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 8, 0), b"+51.5-0.1/"))
    return (box(b"ftyp", b"isom", bytes(4)) + box(b"moov", header, box(b"trak", track, media), place)
            + box(b"mdat", bytes(16)))


def heic():
    item = box(b"infe", b"\2\0\0\0", struct.pack(">HH", 1, 0), b"Exif", b"\0")
    exif = struct.pack(">I", 0) + tiff(">")

    def whole(offset):
        place = box(b"iloc", b"\0\0\0\0\x44\0", struct.pack(">H", 1),
                    struct.pack(">HHH", 1, 0, 1), struct.pack(">II", offset, len(exif)))
        meta = box(b"meta", bytes(4), box(b"iinf", bytes(4), struct.pack(">H", 1), item),
                   box(b"iprp", box(b"ipco", box(b"ispe", bytes(4), struct.pack(">II", 40, 30)))), place)
        return box(b"ftyp", b"heic", bytes(4)) + meta
    return whole(len(whole(0)) + 8) + box(b"mdat", exif)


def ebml(element, data):
    return bytes.fromhex(element) + bytes([0x80 | len(data)] if len(data) < 127
                                          else [0x40 | len(data) >> 8, len(data) & 255]) + data


def webm():
    info = ebml("1549a966", ebml("2ad7b1", b"\x0f\x42\x40") + ebml("4489", struct.pack(">d", 1500.0))
                + ebml("5741", b"writer 1"))
    video = ebml("ae", ebml("86", b"V_VP9") + ebml("e0", ebml("b0", b"\x01\x40") + ebml("ba", b"\xf0")))
    audio = ebml("ae", ebml("86", b"A_OPUS") + ebml("e1", ebml("b5", struct.pack(">f", 48000.0))
                                                    + ebml("9f", b"\2")))
    tags = ebml("1254c367", ebml("7373", ebml("67c8", ebml("4487", b"Ana Lee"))))
    return ebml("1a45dfa3", ebml("4282", b"webm")) + ebml(
        "18538067", info + ebml("1654ae6b", video + audio) + tags)


def flac():
    info = struct.pack(">HH", 16, 16) + bytes(6) + bytes([0x0a, 0xc4, 0x42, 0xf0]) + struct.pack(
        ">I", 88200) + bytes(16)
    comments = b"\4\0\0\0test\1\0\0\0\x0e\0\0\0ARTIST=Ana Lee"
    return (b"fLaC" + b"\0" + struct.pack(">I", len(info))[1:] + info
            + b"\x84" + struct.pack(">I", len(comments))[1:] + comments)


def page(data, granule, number):
    return (b"OggS\0\0" + struct.pack("<QIII", granule, 7, number, 0) + bytes([1, len(data)]) + data)


def ogg():
    head = b"\1vorbis" + struct.pack("<IBIIII", 0, 2, 44100, 0, 0, 0) + b"\xb8\1"
    comment = b"\3vorbis\4\0\0\0test\1\0\0\0\x0e\0\0\0ARTIST=Ana Lee\1"
    return page(head, 0, 0) + page(comment, 0, 1) + page(bytes(32), 88200, 2)


def mp3():
    def frame(name, data):
        return name + struct.pack(">IH", len(data), 0) + data
    tag = frame(b"TPE1", b"\0Ana Lee") + frame(b"TIT2", b"\1" + "Tag".encode("utf-16")) + bytes(10)
    return (b"ID3\3\0\0" + struct.pack(">I", len(tag)) + tag + b"\xff\xfb\x90\x40" + bytes(100)
            + b"TAG" + b"Title".ljust(125, b"\0"))


MEDIA = {"a.png": png, "b.jpg": jpeg, "c.gif": gif, "d.bmp": bmp, "e.tif": lambda: tiff("<", 11),
         "f.wav": wav, "g.webp": webp, "h.avi": avi, "i.mp4": mp4, "j.heic": heic, "k.webm": webm,
         "l.flac": flac, "m.ogg": ogg, "n.mp3": mp3}

LONG = ("OB", "OW", "SQ", "UN", "UT")


def element(syntax, tag, vr, value):
    order = ">" if syntax == "big" else "<"
    size = 0xffffffff if value is None else len(value)
    head = struct.pack(order + "HH", tag >> 16, tag & 0xffff)
    value = value or b""
    if syntax == "implicit":
        return head + struct.pack("<I", size) + value
    if vr in LONG:
        return head + vr.encode() + bytes(2) + struct.pack(order + "I", size) + value
    return head + vr.encode() + struct.pack(order + "H", size) + value


def item(syntax, data, open_ended=False):
    order = ">" if syntax == "big" else "<"

    def mark(tag, size):
        return struct.pack(order + "HHI", tag >> 16, tag & 0xffff, size)
    if open_ended:
        return mark(0xfffee000, 0xffffffff) + data + mark(0xfffee00d, 0)
    return mark(0xfffee000, len(data)) + data


UIDS = {"explicit": b"1.2.840.10008.1.2.1\0", "implicit": b"1.2.840.10008.1.2\0",
        "big": b"1.2.840.10008.1.2.2\0", "deflated": b"1.2.840.10008.1.2.1.99"}


def dicom(syntax, removed=False, depth=1):
    def one(tag, vr, value):
        return element(syntax, tag, vr, value + b" " * (len(value) % 2) if value else value)
    order = ">" if syntax == "big" else "<"
    inner = one(0x0040a123, "PN", b"LEE^BOB")
    for level in range(depth):
        ends = struct.pack(order + "HHI", 0xfffe, 0xe0dd, 0)
        if level % 2:
            inner = one(0x00081140, "SQ", None) + item(syntax, inner, True) + ends
        else:
            inner = element(syntax, 0x00081140, "SQ", item(syntax, inner))
    data = one(0x00080060, "CS", b"MR") + inner
    data += one(0x00100010, "PN", b"LEE^ANA") + one(0x00100020, "LO", b"MRN12345")
    data += one(0x00100030, "DA", b"19840229") + one(0x00101040, "LO", b"")
    if removed:
        data += one(0x00120062, "CS", b"YES") + one(0x00120063, "LO", b"by hand")
    data += one(0x00280010, "US", struct.pack(order + "H", 4))
    data += one(0x00280011, "US", struct.pack(order + "H", 6)) + one(0x00280301, "CS", b"NO")
    data += one(0x7fe00010, "OW", bytes(48))
    meta = element("explicit", 0x00020010, "UI", UIDS[syntax])
    return bytes(128) + b"DICM" + element("explicit", 0x00020000, "UL",
                                          struct.pack("<I", len(meta))) + meta + data


def encapsulated():
    made = dicom("explicit")
    pixels = made.index(b"\xe0\x7f\x10\0OW")
    fragments = item("explicit", b"") + item("explicit", b"\xff\xd8\xff\xd9")
    return made[:pixels] + b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff" + fragments + b"\xfe\xff\xdd\xe0\0\0\0\0"


DICOM = {"explicit.dcm": lambda: dicom("explicit"), "implicit.dcm": lambda: dicom("implicit"),
         "big.dcm": lambda: dicom("big"), "removed.dcm": lambda: dicom("explicit", True),
         "nested.dcm": lambda: dicom("explicit", depth=5), "frames.dcm": encapsulated,
         "nested-implicit.dcm": lambda: dicom("implicit", depth=4)}

HL7 = "\r".join([
    "MSH|^~\\&|APP|FAC|||20260101||ADT^A01|1|P|2.5.1",
    "PID|1||MRN12345^^^H||LEE^ANA||19840229|F|||12 STATION ROAD^^X||+12025550143||||||536904399",
    "NK1|1|LEE^BOB|SPO||", "OBX|1|NM|X||5", "OBX|2|NM|Y||6", ""]).encode()
FHIR = (b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"family":"Lee",'
        b'"given":["Ana","B"]}],"birthDate":"1984-02-29","identifier":[{"system":"x","value":"MRN12345"}],'
        b'"address":[{"line":["12 Station Road"],"city":"X"}]}},{"resource":{"resourceType":"Observation",'
        b'"valueQuantity":{"value":5}}}]}')
BULK = b'{"resourceType":"Patient","birthDate":"1984-02-29"}\n{"resourceType":"Patient","gender":"x"}\n'
HEALTH = {"message.hl7": lambda: HL7, "framed.hl7": lambda: b"\x0b" + HL7 + b"\x1c\r",
          "bundle.json": lambda: FHIR, "bulk.ndjson": lambda: BULK}

if __name__ == "__main__":
    for folder, files in (("media", MEDIA), ("dicom", DICOM), ("health", HEALTH)):
        os.makedirs(os.path.join(HERE, folder), exist_ok=True)
        for name, make in files.items():
            with open(os.path.join(HERE, folder, name), "wb") as file:
                file.write(make())
