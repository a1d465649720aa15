"""Writes gzip files with Python's zlib, for the reader's tests.

    python3 Tests/Goldens/gzip_files.py > Tests/Goldens/gzip_files.json
"""

import base64
import gzip
import json
import sys
import zlib


def flagged(content, flags):
    """Packs with the header fields that the flags ask for (RFC 1952, 2.3)."""
    packed = gzip.compress(content, mtime=0)
    header = packed[:3] + bytes([flags]) + packed[4:10]
    if flags & 4:
        header += b"\x05\x00AB\x01\x00\xff"
    if flags & 8:
        header += b"name \xe9.txt\0"
    if flags & 16:
        header += b"a comment\0"
    if flags & 2:
        header += (zlib.crc32(header) & 0xffff).to_bytes(2, "little")
    return header + packed[10:]


def main():
    first = b"".join(b"%d squared is %d\n" % (i, i * i) for i in range(400))
    second = b"the second member\n"
    named = gzip.compress(second, mtime=1700000000)
    named = named[:3] + b"\x08" + named[4:10] + b"name.txt\0" + named[10:]  # With a file name.
    files = {
        "one": gzip.compress(first, mtime=0),
        "two": gzip.compress(first, 9, mtime=0) + named,
        "empty": gzip.compress(b"", mtime=0),
        "stored": gzip.compress(second, 0, mtime=0),
        "flagged": flagged(second, 31),
        "all flags": b"".join(flagged(second, flags) for flags in range(32)),
    }
    content = {"one": first, "two": first + second, "empty": b"", "stored": second,
               "flagged": second, "all flags": 32 * second}
    json.dump(
        {"tools": {"python": sys.version.split()[0], "zlib": zlib.ZLIB_RUNTIME_VERSION},
         "files": {name: {"packed": base64.b64encode(packed).decode(),
                          "content": base64.b64encode(content[name]).decode()}
                   for name, packed in files.items()}},
        sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
