"""Reads small tables in several dialects with pandas.

    python3 Tests/Goldens/table_dialects.py > Tests/Goldens/table_dialects.json

Each case is a text, the decoder settings of a manifest, and what pandas makes of the text with the
same options: numeric columns as numbers (null where missing), columns of words as words. The class
column is named c, its classes are a and b.
"""

import io
import json
import sys

import pandas as pd

NUMBERS = "columns: [{name: n, kind: numeric}, {name: w, kind: categorical}, {name: c, kind: class}]"
CASES = [
    ("comma", NUMBERS, "1.5,red,a\n-2,blue,b\n1e3,red,a\n", {}),
    ("decimal comma", "separator: \";\"\ndecimal: \",\"\n" + NUMBERS,
     "1,5;red;a\n-2,25;blue;b\n1000;red;a\n", {"sep": ";", "decimal": ","}),
    ("tab and CR LF", "separator: tab\n" + NUMBERS, "1.5\tred\ta\r\n-2\tblue\tb\r\n", {"sep": "\t"}),
    ("blanks", "separator: blanks\n" + NUMBERS, "  1.5   red a\n-2 blue\t b\n", {"sep": r"\s+"}),
    ("quotes", "quote: \"\\\"\"\n" + NUMBERS, "\"1.5\",\"light, red\",a\n2,\"a \"\"b\"\"\",b\n", {}),
    ("single quotes", "quote: \"'\"\n" + NUMBERS, "1.5,'light, red',a\n2,'b',b\n", {"quotechar": "'"}),
    ("comment lines", "comment: \"#\"\n" + NUMBERS, "# about\n1.5,red,a\n# more\n2,blue,b\n",
     {"comment": "#"}),
    ("rows to skip", "skipLines: 2\n" + NUMBERS, "about\nmore, or less\n1.5,red,a\n2,blue,b\n",
     {"skiprows": 2}),
    ("header", "header: yes\n" + NUMBERS, "n,w,c\n1.5,red,a\n2,blue,b\n", {"header": 0}),
    ("missing words", "missing: [\"?\", \"-999\", \"\"]\n" + NUMBERS,
     "?,red,a\n-999,?,b\n,,a\n3,blue,b\n", {"na_values": ["?", "-999", ""]}),
    ("blank lines", NUMBERS, "1.5,red,a\n\n2,blue,b\n\n", {}),
    ("columns to drop", "columns: [{name: i, kind: ignored}, {name: n, kind: numeric}, "
     "{name: w, kind: categorical}, {name: c, kind: class}]",
     "7,1.5,red,a\n8,2,blue,b\n", {"names": ["i", "n", "w", "c"], "usecols": ["n", "w", "c"]}),
    ("class by index", "class: 1\ncolumns: [{name: c, kind: ignored}, {name: n, kind: numeric}, "
     "{name: w, kind: categorical}]", "a,1.5,red\nb,2,blue\n", {"names": ["c", "n", "w"]}),
    ("class by name", "class: c\ncolumns: [{name: n, kind: numeric}, {name: c, kind: ignored}, "
     "{name: w, kind: categorical}]", "1.5,a,red\n2,b,blue\n", {"names": ["n", "c", "w"]}),
    ("Latin-1", "encoding: latin-1\nmissing: [\"n\u00e9ant\"]\n" + NUMBERS,
     "1,caf\u00e9,a\n2,n\u00e9ant,b\n3,\u00e4,a\n",
     {"encoding": "latin-1", "na_values": ["n\u00e9ant"]}),
    ("letters beyond ASCII", NUMBERS, "1,caf\u00e9,a\n2,\u6771\u4eac,b\n", {}),
]


def main():
    cases = []
    for name, settings, text, options in CASES:
        options = {"names": ["n", "w", "c"], "header": None, "skipinitialspace": True,
                   "keep_default_na": False} | options
        encoded = io.BytesIO(text.encode(options.get("encoding", "utf-8")))
        table = pd.read_csv(encoded, dtype={"w": str, "c": str}, **options)
        numbers = [None if pd.isna(v) else float(v) for v in table["n"]]
        words = [None if pd.isna(v) else v for v in table["w"]]
        cases.append({"name": name, "settings": settings, "text": text,
                      "encoding": options.get("encoding", "utf-8"), "numbers": numbers,
                      "words": words, "labels": ["ab".index(c) for c in table["c"]]})
    json.dump({"tools": {"python": sys.version.split()[0], "pandas": pd.__version__},
               "cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
