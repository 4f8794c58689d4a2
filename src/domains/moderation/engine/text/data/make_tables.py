#!/usr/bin/env python3
"""Writes simplified.txt, lookalikes.txt, readings.txt and english.txt from their sources (README.md beside this
file names them). It must not fetch anything: all sources are given as paths.

  make_tables.py TSCHARACTERS UNICODE_DATA_FOLDER UNICODE_SECURITY_TABLES_RS WORD_LIST OUT_FOLDER
"""

import bz2
import hashlib
import pathlib
import re
import sys
import unicodedata
from collections import OrderedDict

TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
SCRIPTS = {"Latin", "Greek", "Cyrillic", "Armenian", "Cherokee", "Coptic", "Lisu",
           "Canadian_Aboriginal", "Common"}
# Not in the table of TR39, because the likeness is loose; seen in evasions all the same.
BY_HAND = {
    "a": "ᴀ", "b": "ʙвβ", "c": "ᴄ", "d": "ᴅ", "e": "ᴇεє", "f": "ꜰ", "g": "ɢ", "h": "ʜн", "i": "ɪι",
    "j": "ᴊ", "k": "ᴋкκ", "l": "ʟ", "m": "ᴍм", "n": "ɴпη", "o": "ᴏσ", "p": "ᴘ", "r": "ʀяɾ",
    "s": "ꜱ", "t": "ᴛтτ", "u": "ᴜиυ", "v": "ᴠν", "w": "ᴡшω", "x": "χ", "y": "ʏуγ", "z": "ᴢ",
}
# Letters in circles, squares and flags that have no compatibility decomposition.
RANGES = (0x1F150, 0x1F170, 0x1F1E6)

# First letters of Chinese syllables; i, u and v begin none.
INITIALS = set("abcdefghjklmnopqrstwxyz")
# Not in a dictionary, and no hint at a Chinese term either.
ABBREVIATIONS = """
    aac abc abs aes ajax amd amg apk app arm asap asmr bbc bbq bgm bmw bts btw byd byob cba cbd cbs
    cctv cds ceo cfo cgtn cnbc cnn cny cos cpr cpu crt css cto ddl ddos dhl diy dlc dns dota dps
    dslr dyn eng epl est etc exp faq fba fbi fda fed ffmpeg fgo fhd fmr fps fsd ftp gba gbp gdp gmt
    gog gop gpa gps gpt gsm gta hbo hdd hdmi hdr hkd hls hmm html hsk http https jk jpeg jpg jpop
    json kbps kda kfc kgb kol kpop kpl lan lbj lcd led lgd lol lpl ltd mac mba mbps mcn mcu mlb
    mmo mmorpg mnt moba mpeg mps mtr nasa nato nba nbc ncaa ndc nfc nfl nft nga nhl nsa nsfw nyc
    nyt obs oem ofc okr oled omg ooc ootd opec orz pbs pcb pdf pgc pga phd php png pov psa psg psp
    rpg rog rss sbs sdk sec seo sgd sgp sms sos spa sql src ssd ssr steam stem tbh tbs tcp tcl tcg
    tga tgs tls tnt tps ttl ttm tts wbc wcg wechat wnba wps wpa wsl wta wto wwdc www xgp xps yrs
""".split()


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def simplified(ts_path, unicode_folder):
    pairs = OrderedDict()
    for line in pathlib.Path(ts_path).read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        old, new = line.split("\t")
        new = new.split(" ")[0]
        if len(old) == 1 and len(new) == 1 and old != new:
            pairs[old] = new
    equal = pathlib.Path(unicode_folder, "EquivalentUnifiedIdeograph.txt").read_text("utf-8")
    for line in equal.splitlines():
        found = re.match(r"^(2E[0-9A-F]{2})(?:\.\.(2E[0-9A-F]{2}))?\s*;\s*([0-9A-F]{4,6})", line)
        if not found:
            continue
        first, last = int(found[1], 16), int(found[2] or found[1], 16)
        for code in range(first, last + 1):
            letter, target = chr(code), chr(int(found[3], 16))
            if unicodedata.normalize("NFKD", letter) == letter:
                pairs[letter] = target
    # A chain would make the result depend on how often it is applied.
    for old in list(pairs):
        seen = {old}
        while pairs[old] in pairs and pairs[old] not in seen:
            seen.add(pairs[old])
            pairs[old] = pairs[pairs[old]]
    return pairs


def scripts(unicode_folder):
    ranges = []
    for line in pathlib.Path(unicode_folder, "Scripts.txt").read_text("utf-8").splitlines():
        found = re.match(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if found:
            ranges.append((int(found[1], 16), int(found[2] or found[1], 16), found[3]))
    ranges.sort()
    table = {}
    for first, last, name in ranges:
        if last - first < 20000:
            table.update((code, name) for code in range(first, last + 1))
    return table


def lookalikes(tables_path, unicode_folder):
    text = pathlib.Path(tables_path).read_text("utf-8")
    body = text.split("const CONFUSABLES:")[1].split("];")[0]
    script = scripts(unicode_folder)
    raw = {}
    for found in re.finditer(r"\('\\u\{([0-9a-f]+)\}',\s*&\[([^\]]*)\]\)", body):
        code = int(found[1], 16)
        proto = [chr(int(one, 16)) for one in re.findall(r"\\u\{([0-9a-f]+)\}", found[2])]
        letter = proto[0]
        if code < 0x80 or not (letter.isascii() and letter.isalpha()):
            continue
        if any(not unicodedata.combining(mark) for mark in proto[1:]):
            continue
        char = chr(code)
        stays = unicodedata.normalize("NFKD", char) == char
        if stays and char.isalpha() and script.get(code) in SCRIPTS:
            raw[char] = letter.lower()
    for letter, chars in BY_HAND.items():
        for char in chars:
            raw.setdefault(char, letter)
    for start in RANGES:
        for index in range(26):
            raw[chr(start + index)] = chr(ord("a") + index)
    # TR39 has one prototype for I, l, 1 and |: a capital goes by its small letter where that is in
    # the table, and the dotless and dotted i are no l.
    table = {}
    for char, letter in raw.items():
        lower = char.lower()
        if len(lower) == 1 and lower != char and lower in raw:
            continue
        table[char] = letter
    grouped = OrderedDict((chr(code), []) for code in range(ord("a"), ord("z") + 1))
    for char, letter in table.items():
        grouped[letter].append(char)
    return OrderedDict((letter, sorted(chars)) for letter, chars in grouped.items() if chars)


def toneless(reading):
    """`lǜ` → (`lv`, 4); the neutral tone is 5."""
    letters, tone = "", 5
    for char in unicodedata.normalize("NFD", reading):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        elif char == "\u0302":
            continue
        else:
            letters += char
    return letters, tone


def readings(unicode_folder, pairs):
    fields = {}
    path = pathlib.Path(unicode_folder, "Unihan_Readings.txt.bz2")
    with bz2.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            if not line.startswith("U+"):
                continue
            code, field, value = line.rstrip("\n").split("\t")
            code = int(code[2:], 16)
            is_wanted = field in ("kMandarin", "kHanyuPinlu", "kTGHZ2013")
            if is_wanted and (0x4E00 <= code <= 0x9FFF or code == 0x3007):
                fields.setdefault(chr(code), {})[field] = value
    first, other = OrderedDict(), OrderedDict()
    for char, found in sorted(fields.items()):
        if char in pairs:
            continue
        ordered = order(found)
        for index, reading in enumerate(ordered[:3]):
            (first if index == 0 else other).setdefault(reading, []).append(char)
    return first, other


def order(found):
    """Readings of one character: frequent first, the neutral tone behind the full ones, and no two
    that differ only by tone."""
    counted = re.findall(r"(\S+?)\((\d+)\)", found.get("kHanyuPinlu", ""))
    total = sum(int(count) for _, count in counted)
    ways = [toneless(one) for one, count in counted if int(count) * 20 >= total]
    ways.sort(key=lambda way: way[1] == 5)
    ways += [toneless(one) for one in found.get("kMandarin", "").split()]
    ways += [toneless(one) for one in re.findall(r":(\S+)", found.get("kTGHZ2013", ""))
             for one in one.split(",")]
    seen, kept = set(), []
    for letters, tone in ways:
        if letters.isalpha() and letters.isascii() and letters not in seen:
            seen.add(letters)
            kept.append((letters, tone))
    return kept


def splits(word, syllables):
    """Into how few syllables a word splits; 0 when it does not."""
    fewest = [0] * len(word) + [1]
    for start in range(len(word) - 1, -1, -1):
        ends = [start + size for size in range(1, 7) if word[start:start + size] in syllables]
        rests = [fewest[end] for end in ends if end <= len(word) and fewest[end]]
        fewest[start] = min(rests) + 1 if rests else 0
    return fewest[0] - 1 if fewest[0] else 0


def english(words_path, syllable_readings):
    """Words that could be taken for pinyin of two syllables or more, or for initials."""
    syllables = {letters.replace("v", "u") for letters, _ in syllable_readings
                 if any(vowel in letters for vowel in "aeiouv")}
    kept = set(word for word in ABBREVIATIONS if set(word) <= INITIALS)
    for word in pathlib.Path(words_path).read_text("utf-8").split():
        if not (word.isascii() and word.isalpha() and word.islower()):
            continue
        is_initials = 3 <= len(word) <= 6 and set(word) <= INITIALS
        if is_initials or splits(word, syllables) >= 2:
            kept.add(word)
    return sorted(kept)


def main():
    ts_path, unicode_folder, tables_path, words_path, out = sys.argv[1:6]
    out = pathlib.Path(out)
    pairs = simplified(ts_path, unicode_folder)
    out.joinpath("simplified.txt").write_text(
        "".join(f"{old}{new}\n" for old, new in pairs.items()), "utf-8")
    alike = lookalikes(tables_path, unicode_folder)
    out.joinpath("lookalikes.txt").write_text(
        "".join(f"{letter}{''.join(chars)}\n" for letter, chars in alike.items()), "utf-8")
    first, other = readings(unicode_folder, pairs)
    lines = [f"{letters}{tone} {''.join(chars)}\n"
             for (letters, tone), chars in sorted(first.items())]
    lines += [f"+{letters}{tone} {''.join(chars)}\n"
              for (letters, tone), chars in sorted(other.items())]
    out.joinpath("readings.txt").write_text("".join(lines), "utf-8")
    words = english(words_path, list(first) + list(other))
    out.joinpath("english.txt").write_text("".join(f"{word}\n" for word in words), "utf-8")
    unihan = pathlib.Path(unicode_folder, "Unihan_Readings.txt.bz2")
    equal = pathlib.Path(unicode_folder, "EquivalentUnifiedIdeograph.txt")
    scripts_path = pathlib.Path(unicode_folder, "Scripts.txt")
    for path in (ts_path, unihan, equal, scripts_path, tables_path, words_path):
        print(sha256(path), pathlib.Path(path).name)
    for name in ("simplified.txt", "lookalikes.txt", "readings.txt", "english.txt"):
        print(sha256(out / name), name, (out / name).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
