"""The Telegram channel; nothing outside this package imports the Telegram library.

Put together in ``wiring`` from what ``channel`` holds; ``running`` starts, watches and stops it.

In: ``polling`` (with ``request`` and ``refusals``) or ``webhook`` (with ``web``) bring updates to
``service``, which keeps them in ``inbox``, gives them out in ``order`` and has each handled in a
``turn``, so that a restart repeats nothing.

Handling: ``handlers`` (messages, taps), ``feedback`` (marks), ``upload`` (documents), ``inline``
(cards); ``addressed`` tells what is meant for us, ``visitor`` who writes, ``files`` fetches,
``answers`` keeps replies until they are sent.

Out: ``buttons`` and ``send`` make calls, ``menu`` fills the commands, ``post`` delivers letters;
all go through ``courier``, at a ``pace``, over a ``line``, to where ``chats`` knows a chat to be.

Beside: ``health``, ``watch`` (a stuck loop), ``log`` (secrets stay out).
"""
