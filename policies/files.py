"""What a PDF must be before its bytes are kept for good."""

from django.core.exceptions import ValidationError

PDF = "application/pdf"
PDF_LIMIT = 20 * 2**20  # bytes


def check_pdf(data: bytes) -> None:
    """Raise ValidationError unless the bytes are a PDF of a size that we keep."""
    if len(data) > PDF_LIMIT:
        raise ValidationError("This file is larger than 20 MB. Save a smaller copy of the PDF.")
    if not data.startswith(b"%PDF-"):
        raise ValidationError("This file is not a PDF. Save or print the document as a PDF first.")
