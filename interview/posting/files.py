"""The text of a posting's file: plain text, PDF or Word, told apart by what is in it.

Libraries that only read do this: no macro, script or link of a file is ever followed.
"""

import codecs
import io
import logging
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence

from interview.errors import BadInput
from interview.posting import LONGEST
from interview.posting.piece import BULLET

LARGEST = 5_000_000
"""Bytes of a file; a posting's have some ten thousand, with pictures some hundred thousand."""
_MOST_PAGES = 30
_LARGEST_UNPACKED = 50_000_000
_WORD = "word/document.xml"
_PASTE = "open it in the program it was made with and paste its text"
_STUMBLES = (
    ValueError, TypeError, AttributeError, LookupError, AssertionError, ArithmeticError,
    RecursionError, OSError, EOFError, NotImplementedError, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What the libraries raise besides errors of their own, depending on where a file is broken."""
_INDENT = 3
_FULL, _NARROW = 0.93, 70
"""Share of the widest line, or of so many characters, from which on a line had no more room."""


def text_of(data: bytes, name: str) -> str:
    """BadInput, with the file's name and what to do, for one that cannot be read."""
    if len(data) > LARGEST:
        raise BadInput(f"{name} is too big for a posting: {_PASTE}")
    text = _read(data, name)
    if len(text) > LONGEST:
        raise BadInput(f"{name} has {len(text)} characters: give the posting alone")
    return text


def _read(data: bytes, name: str) -> str:
    if b"%PDF-" in data[:1024]:
        return _of_pdf(data, name)
    if data.startswith(b"PK\x03\x04"):
        return _of_word(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # OLE: Word until 2003, or encrypted since
        raise BadInput(
            f"{name} is an old Word file or locked by a password: save it as .docx without one"
        )
    return _of_text(data, name)


def _of_text(data: bytes, name: str) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not text in UTF-8: save it as such, .pdf or .docx") from error
    if "\0" in text:
        raise BadInput(f"{name} is no posting: give text, .pdf or .docx")
    return text


# PDF


def _of_pdf(data: bytes, name: str) -> str:
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw it mends
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadInput(f"{name} is locked by a password: save it without one, or {_PASTE}")
        if len(reader.pages) > _MOST_PAGES:
            raise BadInput(f"{name} has {len(reader.pages)} pages: give the posting alone")
        pages = [page.extract_text(extraction_mode="layout") for page in reader.pages]
    except (PyPdfError, *_STUMBLES) as error:
        raise _broken(name, error) from error
    if not any(map(str.strip, pages)):
        raise BadInput(f"{name} holds pictures of text, as from a scanner: paste its text")
    return unwrapped("\n\n".join(pages))


def unwrapped(laid_out: str) -> str:
    """Paragraphs as one line each, of text whose lines stand where they stand on the page.

    What is set in without a mark is an item of a list, whose mark was drawn.
    """
    lines = [line.rstrip() for line in laid_out.splitlines()]
    widest = max(_NARROW, *map(len, lines))
    left = min(_indent(line) for line in lines if line)
    paragraphs: list[str] = []
    above = ""
    for line in lines:
        bare, item = line.strip(), _indent(line) - left >= _INDENT
        if above and line and _goes_on(above, line, widest) and not (item and bare[0].isupper()):
            paragraphs[-1] += f" {bare}"
        else:
            paragraphs.append(f"- {bare}" if bare and item and not BULLET.match(bare) else bare)
        above = line
    return re.sub(r"\n{3,}", "\n\n", "\n".join(paragraphs)).strip() + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _goes_on(above: str, line: str, widest: int) -> bool:
    """Whether the first word of a line had no room above and it begins no item."""
    first = line.split()[0]
    begins = BULLET.match(line.strip()) or _indent(line) < _indent(above)
    return not begins and len(above) + 1 + len(first) > _FULL * widest


# Word


def _of_word(data: bytes, name: str) -> str:
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_word(archive.infolist(), name)
        content = docx.Document(io.BytesIO(data)).iter_inner_content()
        text = "\n".join(_lines_of(content))
    except (PythonDocxError, OpcError, SyntaxError, *_STUMBLES) as error:
        raise _broken(name, error) from error
    if not text.strip():
        raise BadInput(f"{name} holds no text: {_PASTE}")
    return text.strip() + "\n"


def _check_word(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    if _WORD not in {part.filename for part in parts}:
        raise BadInput(f"{name} is no Word document: save it as .docx, or {_PASTE}")
    if sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
        raise BadInput(f"{name} is too big for a posting: {_PASTE}")


def _lines_of(content: Iterable[object]) -> Iterator[str]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for block in content:
        if isinstance(block, Paragraph):
            yield _line(block.text, bool(block._p.xpath("./w:pPr/w:numPr")), block.style)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):  # a merged one stands in several columns
                    yield from _lines_of(cell.iter_inner_content())


def _line(text: str, numbered: bool, style: object) -> str:
    item = numbered or str(getattr(style, "name", "")).startswith("List")
    marked = item and text.strip() and not BULLET.match(text.strip())
    return f"- {text.strip()}" if marked else text.strip()


def _broken(name: str, error: Exception) -> BadInput:
    return BadInput(f"{name} is broken ({type(error).__name__}): save it again, or {_PASTE}")
