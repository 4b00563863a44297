"""What the documents say is true: every command they name exists, every example runs."""

from __future__ import annotations

import re
import runpy
import types
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from datasette_newswire import schema
from datasette_newswire.cli import newswire

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_documented_command_exists(page: Path) -> None:
    for command in set(re.findall(r"datasette newswire ([a-z-]+)", page.read_text("utf-8"))):
        assert command in newswire.commands, f"{page.name} speaks of {command}"
        assert CliRunner().invoke(newswire, [command, "--help"]).exit_code == 0


def test_the_page_of_commands_is_their_help() -> None:
    program = runpy.run_path(str(ROOT / "docs" / "commands.py"))
    assert program["PAGE"].read_text("utf-8") == program["page"](), "run: python docs/commands.py"


def test_the_reference_names_every_public_table_and_column() -> None:
    tables = (ROOT / "docs" / "reference.md").read_text("utf-8").partition("## URLs")[0]
    rows = [line.split("|", 2)[1:] for line in tables.splitlines() if line.startswith("| `")]
    told = {name: columns for names, columns in rows for name in re.findall(r"`(\w+)`", names)}
    db = Database(memory=True)
    schema.ensure(db)
    for table in schema.PUBLIC_TABLES:
        assert not [column.name for column in db[table].columns if f"`{column.name}`" not in told[table]], table


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.fixture(scope="module")
def extending() -> tuple[types.ModuleType, bytes]:
    """The module that the page on extending makes, and the export that it reads."""
    pytest.importorskip("lxml")
    text = (ROOT / "docs" / "extending.md").read_text("utf-8")
    export, reader, _, more = re.findall(r"```(?:python)?\n(.*?)```", text, re.DOTALL)
    module = types.ModuleType("harbour_export")
    exec(f"{reader}\n{more}", module.__dict__)
    return module, export.encode()


def test_the_reader_of_the_extending_page_reads(extending: tuple[types.ModuleType, bytes]) -> None:
    from datasette_newswire.load.models import Document, Unreadable

    module, export = extending
    document = Document("harbour.txt", export)
    (reader,) = module.newswire_readers()
    (draft,) = reader.read(document)
    assert reader.matches(document) == 1.0
    assert (draft.title, draft.published) == ("Harbour master retires", "2009-03-12")
    assert draft.body.startswith("After thirty-one years")
    with pytest.raises(Unreadable, match="export it again"):
        reader.read(Document("cut.txt", b"#HEAD Nothing more"))


def test_the_other_hooks_of_the_extending_page_work(extending: tuple[types.ModuleType, bytes]) -> None:
    from datasette_newswire.load.models import Article, Document, Draft

    module, _ = extending
    article = Article("Storm", "metadata", "The MV Polaris lies in port. (hw)")
    (credit,) = module.newswire_credits(Draft(article.body), article.body)
    assert (credit.name, credit.role) == ("Harbour Wire", "agency")
    dated = module.newswire_post_process(article, Document("/old/2009-03-12/7.txt", b""))
    assert dated.published == "2009-03-12" and module.newswire_post_process(dated, Document("/x/7.txt", b"")) is None
    (extractor,) = module.newswire_extractors()
    ((mention,),) = extractor.extract([article])
    assert mention.text == "MV Polaris" == article.body[mention.start : mention.end]
