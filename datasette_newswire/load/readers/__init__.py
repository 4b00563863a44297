"""Readers, one module a format: Document → Draft."""

from ...hookspecs import Reader
from . import (
    docx,
    feeds,
    html,
    jsonfeed,
    mail,
    markdown,
    newsml,
    newsml1,
    ninjs,
    nitf,
    pdf,
    records,
    reuters,
    text,
    warc,
    wires,
    wxr,
)

READERS: tuple[Reader, ...] = (
    text.READER,
    markdown.READER,
    html.READER,
    records.JSON_READER,
    records.CSV_READER,
    feeds.READER,
    jsonfeed.READER,
    wxr.READER,
    newsml.READER,
    newsml1.READER,
    nitf.READER,
    ninjs.READER,
    wires.READER,
    reuters.READER,
    warc.READER,
    mail.READER,
    mail.MHTML_READER,
    docx.READER,
    pdf.READER,
)
