"""Writes gzip files with Python's zlib, for the reader's tests.

    python3 Tests/Goldens/gzip_files.py > Tests/Goldens/gzip_files.json
"""

import base64
import gzip
import json
import sys
import zlib


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
    }
    content = {"one": first, "two": first + second, "empty": b"", "stored": second}
    json.dump(
        {"tools": {"python": sys.version.split()[0], "zlib": zlib.ZLIB_RUNTIME_VERSION},
         "files": {name: {"packed": base64.b64encode(packed).decode(),
                          "content": base64.b64encode(content[name]).decode()}
                   for name, packed in files.items()}},
        sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
