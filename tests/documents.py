"""Postings as files: Word documents, and PDF as programs write it."""

import io
from collections.abc import Sequence

import docx
import pypdf


def word(*paragraphs: str, style: str = "Normal") -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text, style)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(lines: Sequence[tuple[int, str]], pages: int = 1) -> bytes:
    """Lines of 12 points from the top, each at so many points from the left."""
    shown = "".join(
        f"BT /F1 12 Tf {x} {780 - 15 * place} Td ({text}) Tj ET\n"
        for place, (x, text) in enumerate(lines)
    ).encode()
    kids = " ".join(f"{5 + n} 0 R" for n in range(pages))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R "
    page += "/Resources << /Font << /F1 4 0 R >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        *[page.encode()] * pages,
    ]
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def locked(data: bytes, password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "of the owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
