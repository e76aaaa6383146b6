"""What may be brought into the library of files (setting WAGTAILDOCS_DOCUMENT_FORM_BASE)."""

from typing import Any

from django import forms
from wagtail.documents.forms import BaseDocumentForm

from cms.library import TAKEN, check_upload


class LibraryFileForm(BaseDocumentForm):
    """A file with its name; its size and its first bytes are looked at before it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = TAKEN

    def clean_file(self) -> Any:
        """Raises ValidationError with one sentence."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and (wrong := check_upload(file)):
            raise forms.ValidationError(wrong)
        return file

    def _post_clean(self) -> None:
        """One sentence is enough: a file that was refused is not looked at again."""
        if "file" not in self.errors:
            super()._post_clean()
