"""Bytes → text: what was taken for the encoding, why, and how many characters had to be replaced.

The order of trust: byte order mark, UTF-16/32 seen by its zeros, valid UTF-8, the declared encoding, UTF-8 with some
broken bytes, and last what `charsets.detect` says.
"""

from __future__ import annotations

import codecs
import re

from ..models import Text
from . import charsets

# https://encoding.spec.whatwg.org/#names-and-labels: what is declared is often a subset of what is written.
SUPERSETS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "johab": "cp949", "big5": "cp950",
    "utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8",
}  # fmt: skip
ALIASES = {
    "x-sjis": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp", "x-mac-roman": "mac_roman", "unicode": "utf-8",
    "x-mac-cyrillic": "mac_cyrillic", "win-1251": "cp1251", "cp-1251": "cp1251",
}  # fmt: skip
_TEXTUAL = re.compile(r"(utf-(8|16|32)|cp\d|iso8859|iso2022|koi8|mac-|gb18030|euc_|big5|hz$)")
MULTIBYTE = frozenset(("gb18030", "cp932", "cp949", "cp950", "euc_jp", "iso2022_jp", "iso2022_kr", "hz"))
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HEAD = 2_048  # bytes in which a document declares its encoding and shows its nature
BROKEN_SHARE = 0.2  # of the bytes beyond ASCII: with more broken ones it is not UTF-8
SCRIPTS = 5  # blocks of 256 characters that an alphabetic text draws on: Latin, its own, punctuation
CONTROL_SHARE = 0.1  # of the head: text has next to none
_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # bytes of byte order marks, zeros of wide characters, white space

_DECLARED = (
    re.compile(rb"""^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I),
    re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I),
)
# Controls that no text has; what the wire formats use of them, their readers take away before.
_CONTROLS = "".join(map(chr, (*range(9), *range(14, 32), 0x7F))) + "\ufeff\ufffe\uffff"
_CONTROL_BYTES = bytes(range(9)) + bytes(range(14, 32)) + b"\x7f"
# What the first and the following bytes of UTF-8 look like in windows-125x, Mac and DOS: without such a pair there is
# no mojibake, and ftfy, which looks far closer, need not be asked.
_FOLLOWING = "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122"
_LEADS = "ÂÃâäåæçèéêëìíîïðÄÅÆÎÏÐÑØÙĂĹВГРСвгр√‚├┬Γ\x80\x85\x91\x92\x93\x94\x96\x97\x99"
_SUSPECT = re.compile(
    f"[\x80-\x9f]|[\xc2-\xf4\u0102\u0139][{_FOLLOWING}]|[ВГРСвгр][\xa0-\xbf\u0401-\u040f\u0451-\u0491\u2010-\u203a\u20ac\u2122]"
    "|√[^ ]|‚Ä|[├┬Γ][^ ]|[ÂÃ] "
)
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+[\x00-\x7f]?")
_LINE_ENDS = (("\u2029", "\n\n"), ("\r\n", "\n"), *((end, "\n") for end in "\r\u2028\x85\x0b\x0c"))
_BINARY = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd",
    b"SQLite format 3\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"7z\xbc\xaf'\x1c", b"Rar!", b"\x7fELF", b"OggS",
    b"RIFF", b"ID3\x03", b"ID3\x04",
)  # fmt: skip


def decode(content: bytes, declared: str | None = None) -> Text:
    """The text of a document. Never raises; `declared` is the encoding named outside of it (HTTP, a container).

    Line ends become "\\n" and mojibake is repaired (origin "mojibake"). NULs and other controls, lone surrogates and
    bytes that mean nothing are counted as replaced.
    """
    found = _decoded(content, declared)
    repaired = repair(found.text)
    text, scrubbed = scrub(repaired)
    origin = found.origin if repaired == found.text else "mojibake"
    return Text(text, found.encoding, origin, found.replaced + scrubbed)


def repair(text: str) -> str:
    """Text with its mojibake undone line by line, by ftfy, and nothing else changed."""
    if text.isascii() or not any(lead in text for lead in _LEADS) or not _suspect(text):
        return text
    from ftfy import fix_encoding

    return "".join(fix_encoding(line) if _suspect(line) else line for line in text.splitlines(keepends=True))


def _suspect(text: str) -> bool:
    """Whether a text has a pair of characters that mojibake has. Most of a page is ASCII and need not be looked at."""
    return not text.isascii() and _SUSPECT.search("\n".join(_BEYOND_ASCII.findall(text))) is not None


def scrub(text: str) -> tuple[str, int]:
    """Text that any database takes, and how many characters were taken out or replaced for it.

    Surrogate pairs become their character, lone ones U+FFFD; controls go; line ends become "\\n".
    """
    text, count = _without_surrogates(text)
    for control in _CONTROLS:  # looking for one character after the other is much faster than for all at once
        if control in text:
            count += text.count(control)
            text = text.replace(control, "")
    for end, line_end in _LINE_ENDS:
        text = text.replace(end, line_end)
    return text, count


def _without_surrogates(text: str) -> tuple[str, int]:
    try:
        text.encode("utf-8")
        return text, 0
    except UnicodeEncodeError:
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole, whole.count("\ufffd") - text.count("\ufffd")


def name_of(label: str | None) -> str | None:
    """Python's name of the encoding that a label stands for (of its superset), None if it is no text encoding."""
    label = (label or "").strip().strip("\"'").lower()
    try:
        name = codecs.lookup(ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = SUPERSETS.get(name, name)
    return name if _TEXTUAL.match(name) else None


def declared_in(content: bytes) -> str | None:
    """The encoding that an XML declaration or a `<meta>` in the head of the document names."""
    matches = (pattern.search(content[:HEAD]) for pattern in _DECLARED)
    return next((match[1].decode("ascii") for match in matches if match), None)


def wide(head: bytes) -> str | None:
    """The encoding of text that starts so if its characters have two or four bytes each, else None."""
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return None if encoding == "utf-8" else encoding
    return _by_zeros(head)


def starts_with(content: bytes, characters: bytes) -> bool:
    """Whether the first character, white space left aside, is one of some; in ASCII or any encoding of Unicode."""
    first = content[:HEAD].lstrip(_BLANK)[:1]
    return bool(first) and first in characters


def is_binary(content: bytes) -> bool:
    """Whether these bytes are no text in any encoding: a known signature, or controls all over the head."""
    if content.startswith(_BINARY):
        return True
    head = content[:HEAD]
    if not head or _by_zeros(head) or any(head.startswith(bom) for bom, _ in BOMS):
        return False
    return len(head) - len(head.translate(None, _CONTROL_BYTES)) > max(2, CONTROL_SHARE * len(head))


def _decoded(content: bytes, declared: str | None) -> Text:
    """The text by the most trusted way that gives one, before repair."""
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _lossy(content[len(bom) :], encoding, "bom")
    if by_zeros := _by_zeros(content):
        return _lossy(content, by_zeros, "detected")
    named = [name for name in (name_of(declared), name_of(declared_in(content))) if name]
    if b"\x1b" in content and (seven_bit := charsets.escaped(content)):
        return _lossy(content, seven_bit, "detected")
    text = _strict(content, "utf-8")
    if text is not None and not (named and named[0] in MULTIBYTE and max(text, default="") < "\u0800"):
        return Text(text, "utf-8", "utf-8")
    for name in named:
        if (text := _strict(content, name)) is not None and not (name.startswith("utf-") and content[:2].isascii()):
            return Text(text, name, "declared")
    return _guessed(content, named)


def _guessed(content: bytes, named: list[str]) -> Text:
    """The text of bytes that are broken or do not say their encoding."""
    if salvaged := _salvaged(content):
        return salvaged
    if detected := charsets.detect(content):
        return _lossy(content, detected, "detected")
    return _lossy(content, named[0] if named else "cp1252", "declared" if named else "guessed")


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return None


def _lossy(content: bytes, encoding: str, origin: str) -> Text:
    text = content.decode(encoding, "replace")
    strict = "" if "\ufffd" not in text else content.decode(encoding, "ignore")
    return Text(text, encoding, origin, text.count("\ufffd") - strict.count("\ufffd"))


def _by_zeros(content: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: where the zeros stand tells which."""
    head = content[: HEAD // 4 * 4]
    if b"\x00" not in head or len(head) < 4:
        return None
    zeros = [head[n::4].count(0) / len(head[n::4]) for n in range(4)]
    if min(zeros[2:]) > 0.9 > zeros[0] or min(zeros[:2]) > 0.9 > zeros[3]:
        encoding = "utf-32-le" if zeros[0] < zeros[3] else "utf-32-be"
    elif zeros[0] == zeros[2] == 0 and len(set(head[1::2])) <= SCRIPTS:
        encoding = "utf-16-le"
    elif zeros[1] == zeros[3] == 0 and len(set(head[::2])) <= SCRIPTS:
        encoding = "utf-16-be"
    else:
        return None
    text = head.decode(encoding, "replace")
    strange = sum(not (c.isprintable() or c in "\r\n\t") for c in text) + text.count("\ufffd")
    return encoding if strange <= len(text) * 0.05 + 1 else None


def _salvaged(content: bytes) -> Text | None:
    """Text that is UTF-8 but for some bytes: those are taken for windows-1252 where they stand alone and give
    something printable. Each counts as replaced. None if too many are broken."""
    text = content.decode("utf-8", "surrogateescape")
    text = re.sub("\udced[\udca0-\udcbf][\udc80-\udcbf]", _surrogate, text)  # surrogates written as UTF-8 (CESU-8)
    broken = len(re.findall("[\udc80-\udcff]", text))
    if broken > BROKEN_SHARE * sum(byte > 0x7F for byte in content):
        return None
    origin = "mixed" if broken else "utf-8"
    return Text(re.sub("[\udc80-\udcff]+", _foreign, text), "utf-8", origin, broken)


def _surrogate(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", "surrogateescape").decode("utf-8", "surrogatepass")


def _foreign(match: re.Match[str]) -> str:
    """Bytes that are not UTF-8 → windows-1252, or one U+FFFD for the rest of a cut sequence."""
    run = match[0].encode("utf-8", "surrogateescape")
    text = run.decode("cp1252", "replace")
    return "\ufffd" if re.search(rb"[\xc2-\xf4][\x80-\xbf]", run) or not text.isprintable() else text
