"""A one-line PDF, small and whole, that stands for a scan."""

from __future__ import annotations


def sheet_pdf(line: str) -> bytes:
    """A valid one-page PDF with one line of Latin text."""
    safe = line.replace("\\", "").replace("(", "[").replace(")", "]").encode("ascii", "ignore")
    stream = b"BT /F1 16 Tf 72 760 Td (" + safe + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += str(number).encode() + b" 0 obj\n" + content + b"\nendobj\n"
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
    return body + table + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"
