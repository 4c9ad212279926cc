#!/usr/bin/env python3
"""Makes unihan.txt from Unicode's Unihan data: python3 generate.py > unihan.txt

The source is the system package unicode-data (apt-get install unicode-data), /usr/share/unicode/Unihan_*.txt.bz2.
Readings: kMandarin, kHanyuPinlu, kXHC1983 and kTGHZ2013 together, so that a surname's rare reading (Shan, Zeng, Qiu) is there.
Tones are dropped, u with diaeresis is written v. Pairs: kSimplifiedVariant, the first that is another character.
"""
import bz2
import re
import sys
import unicodedata

FOLDER = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
READINGS = ("kMandarin", "kHanyuPinlu", "kXHC1983", "kTGHZ2013")


def lines(name):
    with bz2.open(f"{FOLDER}/{name}.txt.bz2", "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("U+"):
                code, key, value = line.rstrip("\n").split("\t")
                yield int(code[2:], 16), key, value
            elif line.startswith("# Date:") or line.startswith("# Unicode version:"):
                versions.add(line[2:].strip())


def plain(reading):
    text = unicodedata.normalize("NFD", reading.lower()).replace("u\u0308", "v")
    text = "".join(c for c in text if not unicodedata.combining(c))
    return text if re.fullmatch("[a-z]*[aeiouv][a-z]*", text) else None


versions = set()
syllables = {}
for code, key, value in lines("Unihan_Readings"):
    if key in READINGS and code <= 0xFFFF:
        for part in value.split(" "):
            for reading in re.sub(r"\(.*?\)", "", part.split(":")[-1]).split(","):
                syllable = plain(reading)
                if syllable:
                    syllables.setdefault(syllable, set()).add(chr(code))
                    if syllable in ("lve", "nve"):   # written both ways
                        syllables.setdefault(syllable[0] + "ue", set()).add(chr(code))

pairs = []
for code, key, value in lines("Unihan_Variants"):
    if key == "kSimplifiedVariant" and code <= 0xFFFF:
        others = [int(v[2:], 16) for v in value.split(" ")]
        others = [o for o in others if o != code and o <= 0xFFFF]
        if others:
            pairs.append(chr(code) + chr(others[0]))

print("# Made by generate.py out of the Unihan database of Unicode; changed: tones dropped, grouped by syllable. See LICENSE-UNICODE.txt.")
for version in sorted(versions):
    print(f"# {version}")
print("# First line: each traditional character and its simplified one. Then each syllable and the characters read so.")
print("=" + "".join(sorted(pairs)))
for syllable in sorted(syllables):
    print(syllable + "".join(sorted(syllables[syllable])))
