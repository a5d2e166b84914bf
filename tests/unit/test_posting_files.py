"""Postings as text, PDF and Word become text, and what cannot says what to do."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview.errors import BadInput
from interview.posting.files import text_of
from tests.documents import locked, pdf, saved, word

LEFT, ITEM = 50, 80
FULL = "You work in a team of twelve nurses who look after all patients of"


def read(data: bytes) -> str:
    return text_of(data, "posting")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_taken_as_it_is(encoding: str) -> None:
    assert read("Nurse, Zo\u00eb\r\n".encode(encoding)) == "Nurse, Zo\u00eb\r\n"


def test_lines_of_a_pdf_become_paragraphs_again() -> None:
    page = [(LEFT, "Nurse"), (LEFT, ""), (LEFT, FULL), (LEFT, "the ward.")]
    assert read(pdf(page)) == f"Nurse\n\n{FULL} the ward.\n"


def test_what_is_set_in_is_an_item_of_a_list() -> None:
    page = [(LEFT, "Requirements"), (ITEM, "Triage"), (ITEM, "French"), (LEFT, "Perks")]
    assert read(pdf(page)) == "Requirements\n- Triage\n- French\nPerks\n"
    marked = [(LEFT, "Requirements"), (ITEM, "- Triage"), (ITEM, "1. French")]
    assert read(pdf(marked)) == "Requirements\n- Triage\n1. French\n"


def test_a_long_item_goes_on_below() -> None:
    page = [(LEFT, "Requirements"), (ITEM, FULL), (ITEM, "the ward"), (ITEM, "French")]
    assert read(pdf(page)) == f"Requirements\n- {FULL} the ward\n- French\n"


def test_word_gives_paragraphs_lists_and_tables() -> None:
    document = docx.Document()
    document.add_heading("Nurse")
    document.add_paragraph("Triage", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Shifts", "Nights"
    merged = document.add_table(1, 2)
    merged.cell(0, 0).merge(merged.cell(0, 1)).text = "Once"
    assert read(saved(document)) == "Nurse\n- Triage\nShifts\nNights\nOnce\n"


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert read(locked(pdf([(LEFT, "Nurse")]), "")) == "Nurse\n"


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


BAD = {
    "locked": (locked(pdf([(LEFT, "Nurse")]), "secret"), "password"),
    "scanned": (pdf([]), "paste its text"),
    "long": (pdf([(LEFT, "Nurse")], pages=31), "31 pages"),
    "cut": (pdf([(LEFT, "Nurse")])[:60], "broken"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1", "save it as .docx"),
    "sheet": (zipped(xl__workbook_xml=b"<x/>"), "no Word document"),
    "bomb": (zipped(word__document_xml=b" " * 50_000_001), "too big"),
    "not xml": (zipped(word__document_xml=b"x"), "broken"),
    "cut word": (word("Nurse")[:-50], "broken"),
    "empty": (word(""), "no text"),
    "latin": ("Zo\u00eb".encode("latin-1"), "UTF-8"),
    "picture": (b"\0\0", "give text"),
    "big": (b"x" * 5_000_001, "too big"),
    "endless": (b"x" * 300_000, "300000 characters"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_says_what_to_do(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(BadInput, match=words) as raised:
        read(data)
    assert str(raised.value).startswith("posting ")


def test_a_document_brings_in_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    entity = f'<!DOCTYPE w:document [<!ENTITY other SYSTEM "{secret.as_uri()}">]>'.encode()
    document = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word("PLACE"))) as plain,
        zipfile.ZipFile(document, "w") as archive,
    ):
        for name in plain.namelist():
            data = plain.read(name)
            if name == "word/document.xml":
                head, _, body = data.partition(b"?>")
                data = head + b"?>" + entity + body.replace(b"PLACE", b"Nurse &other;")
            archive.writestr(name, data)
    assert read(document.getvalue()) == "Nurse\n"


WHOLE = [pdf([(LEFT, "Nurse"), (ITEM, "Triage")]), word("Nurse", "Triage")]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_damage_is_told_or_mended(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(8, len(whole) - 2))
    damaged = whole[:place] + data.draw(st.binary(min_size=1, max_size=8)) + whole[place + 4 :]
    with suppress(BadInput):
        assert read(damaged)
