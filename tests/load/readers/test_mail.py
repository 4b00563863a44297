"""Mail: what is said of the parts that are not read."""

from __future__ import annotations

from email.message import EmailMessage

from datasette_newswire.load.models import Document, Draft
from datasette_newswire.load.readers import mail


def read(message: EmailMessage) -> Draft:
    (draft,) = mail.read(Document("x.eml", message.as_bytes()))
    return draft


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Lee <ann@a.example>", "The bridge"
    message.set_content("The bridge is open again.")
    return message


def test_attachments_are_named() -> None:
    message = letter()
    assert read(message).notes == ()
    for number in range(4):
        message.add_attachment(b"text", maintype="text", subtype="plain", filename=f"Größe {number}.txt")
    (note,) = read(message).notes
    assert "Größe 0.txt, Größe 1.txt, Größe 2.txt, …" in note


def test_pictures_within_the_text_are_no_attachments() -> None:
    message = letter()
    message.add_alternative('<p>The bridge is open again.<img src="cid:1"></p>', subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<1>")  # type: ignore[union-attr,call-overload]
    assert read(message).notes == ()
