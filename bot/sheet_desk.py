"""The desk for workbooks: hands out the template, returns a list of communes checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from knowledge.answer import Attachment, Reply
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.ports import SheetChecker


class SheetDesk:
    """Answers workbooks of communes.

    Args:
        checker: gives the checker, made at the first use.
        messages: section ``sheet_desk``.
    """

    def __init__(self, checker: Callable[[], SheetChecker], messages: Messages) -> None:
        self._checker = checker
        self._say = messages

    def template(self) -> Reply:
        """Return the template to fill in."""
        name = self._say("sheet_desk.template_name")
        content = self._checker().template()
        file = Attachment(name, content, "document", self._say("sheet_desk.template_caption"))
        return Reply("answer", self._say("sheet_desk.template"), attachments=(file,))

    def check(self, name: str, content: bytes, on: date, province: str | None) -> Reply:
        """Return the workbook with a verdict per row; a file that cannot be read is refused.

        Args:
            name: file name as it was sent.
            content: its bytes.
            on: the day of the check.
            province: province of rows that name none.
        """
        try:
            checked = self._checker().check(
                name, content, province=province, submission_year=None, on=on, progress=None
            )
        except DocumentError as error:
            return Reply("clarify", str(error))
        file = Attachment(checked.name, checked.content, "document")
        assumed = (self._say("sheet_desk.assumed", province=province),) if province else ()
        return Reply("answer", checked.summary, notices=assumed, attachments=(file,))
