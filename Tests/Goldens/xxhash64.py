"""The XXH64 of some byte strings by the reference library.

    pip install xxhash && python3 Tests/Goldens/xxhash64.py > Tests/Goldens/xxhash64.json

String `n` of a length is the bytes (7 i + 13 length) mod 251, so the tests can make it anew.
"""

import json
import sys

import xxhash

LENGTHS = [0, 1, 3, 4, 5, 7, 8, 11, 12, 15, 16, 31, 32, 33, 39, 63, 64, 100, 1000, 65543]


def main():
    cases = [{"length": n, "hash": xxhash.xxh64_hexdigest(bytes((7 * i + 13 * n) % 251
                                                                for i in range(n)))}
             for n in LENGTHS]
    json.dump({"tools": {"python": sys.version.split()[0], "xxhash": xxhash.VERSION,
                         "libxxhash": xxhash.XXHASH_VERSION}, "cases": cases},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
