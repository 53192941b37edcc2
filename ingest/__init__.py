"""From a file on disk to passages in the index.

The modules, in the order in which a file meets them; ``document`` is the way in for one file.

Commands: ``__main__`` (``show``, ``draft``, ``vectors`` and the ingest itself), ``commands``
(``remove``, ``rollback``, ``status``), ``draft_command``, ``show``, ``journaling``.

Documents brought by chat: ``upload`` (the door for whoever talks with people), ``preview``.

Files into the index: ``candidates`` (which files), ``pipeline`` (what is new is read, what is not
is kept), ``base`` (the index built upon), ``contents`` (what the next one will hold), ``publish``
(built aside, made current in one step), ``words`` and ``vectors`` (its two halves), ``upkeep`` and
``status`` (between ingests).

Children that read, within limits: ``readers`` (the parent's side), ``worker`` (the child's),
``confined`` (one child for one command), ``pacing`` (time for a file, and for a page of a scan).

A file to lines of text: ``read`` tells the format and calls ``decode`` (text), ``web``,
``office`` (with ``packages`` before, ``word97`` for want of LibreOffice) or ``pdf``;
``encoding`` and ``spelling`` convert old fonts.

Scans: ``scan`` has pages made straight by ``page_image``, read by ``tesseract``, put together by
``page_text``; ``stamps`` looks for degrees of secrecy, ``misreadings`` mends what is certain.

Refused: ``refusals`` (the sentences), ``secrecy``, ``personal`` with ``rosters`` and ``names``.

Lines to parts: ``document`` has ``front_matter`` taken off, marks mended by ``mending``, lines
joined by ``clean``. Official texts go through ``structure``, with ``markers``, ``headings``,
``order``, ``running_text`` and ``codified``, into ``parts``; press and portal pages through
``furniture``, statements with sources through ``digest``. ``chunk`` cuts passages, ``outline``
lists the headings.

What a text says of itself: ``metadata``, from ``numbers``, ``kinds``, ``issuers``, ``signers``,
``subjects``, ``dates``, ``effect``, ``relations``, ``quotations``, ``places`` and ``unmarked``
(typed without diacritics); ``draft`` makes an entry of the register of it.
"""
