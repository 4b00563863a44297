"""What stands among articles in folders and archives and is none: leavings of desktops, office programs, version
control, and the parts of pages that a browser has saved."""

from __future__ import annotations

import re
from collections.abc import Container

_DESKTOP = "It belongs to the desktop, and is no article."
_OFFICE = "It is the lock that an office program keeps while a document is open."
_CONTROL = "It belongs to version control, and is no article."
_PAGE = "It belongs to the saved page beside its folder. To load it all the same, give its own path, with --retry."

_NAMES = {
    **dict.fromkeys(("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".localized"), _DESKTOP),
    **dict.fromkeys((".git", ".hg", ".svn"), _CONTROL),
}
_STARTS = {"._": _DESKTOP, "~$": _OFFICE, ".~lock.": _OFFICE}
# What browsers add to the name of a page, in their own language, for the folder of its parts.
_PARTS = re.compile(
    r"(?P<page>.+)(?:[_-](?:files?|fichiers|archivos|arquivos|bestanden|filer|pliki|dateien)|\.files)", re.I
)
_PAGES = (".html", ".htm", ".xhtml", ".HTML", ".HTM")


def litter(name: str, siblings: Container[str] = ()) -> str | None:
    """Why a file of this name, or all in a folder of this name, is no article; None if it may be one.

    `siblings` are the names of what stands in the same folder.
    """
    if why := _NAMES.get(name):
        return why
    if match := _PARTS.fullmatch(name):
        return _PAGE if any(match["page"] + ending in siblings for ending in _PAGES) else None
    return next((why for start, why in _STARTS.items() if name.startswith(start)), None)


def member_litter(name: str) -> str | None:
    """The same of an archive's member, whose name has the names of its folders in it."""
    return next((why for part in name.replace("\\", "/").split("/") if (why := litter(part))), None)
