"""What is found of a domain, in words for people who have never seen a text record."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str] = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC"}
MEANS: Mapping[str, str | Promise] = {
    "spf": _("Says which servers may send mail from your domain."),
    "dkim": _("Signs your mail, so that a receiver sees that nobody changed it."),
    "dmarc": _("Tells receivers what to do with mail that only claims to be yours."),
}
STATES: Mapping[str, str | Promise] = {
    "good": _("in order"),
    "weak": _("could be better"),
    "bad": _("to be mended"),
    "unknown": _("no answer"),
}
SENTENCES: Mapping[str, str | Promise] = {
    "no_answer": _("The name servers did not answer. Test again in a few minutes."),
    "spf_good": _("The domain says who may send, and closes the list."),
    "spf_missing": _(
        "The domain does not say who may send for it, so many receivers take our mail for spam. "
        "Add this text record at the provider of your domain."
    ),
    "spf_many": _("There are two records, so receivers read neither. Join them into one."),
    "spf_unreadable": _("The record holds a word that receivers do not know, so they ignore it. Mend its spelling."),
    "spf_anybody": _("The record lets anybody send for you (+all). Let it end with ~all."),
    "spf_too_long": _(
        "The record makes receivers ask more than ten questions, so they ignore it. Take out what you no longer use."
    ),
    "spf_not_ours": _(
        "The record does not name %(arg)s, through whom our mail goes. Put this in place of the present record."
    ),
    "spf_open_end": _("The record does not say what to do with others. Let it end with ~all."),
    "dkim_good": _("A key is published under the name %(arg)s."),
    "dkim_weak": _("The key %(arg)s has fewer than 2048 bits. It works; ask your mail provider for a longer one."),
    "dkim_missing": _(
        "There is no key called %(arg)s. Switch on DKIM at your mail provider and add the record it shows."
    ),
    "dkim_unknown": _(
        "No key stands under any of the usual names. Switch on DKIM at your mail provider, add the record it shows, "
        "and enter the key's name (the selector) under Mail."
    ),
    "dkim_revoked": _("The key %(arg)s was withdrawn: its record is empty. Make a new one at your mail provider."),
    "dkim_unreadable": _("The key %(arg)s cannot be read; it was probably cut off when it was pasted. Paste it anew."),
    "dkim_short": _(
        "The key %(arg)s is so short that receivers ignore it. Make one of 2048 bits at your mail provider."
    ),
    "dmarc_good": _("Receivers turn away what only claims to be yours."),
    "dmarc_watch": _("The record is there and only watches (p=none). That is enough to begin with."),
    "dmarc_missing": _(
        "The domain gives no such instruction; large providers ask for one. Add this text record at the provider "
        "of your domain."
    ),
    "dmarc_many": _("There are two records, so receivers read neither. Keep one."),
    "dmarc_unreadable": _("The record has no readable p=. Write p=none, p=quarantine or p=reject."),
}  # fmt: skip


def sentence(code: str, arg: str = "") -> str:
    """The sentence of a finding."""
    return str(SENTENCES[code]) % {"arg": arg} if "%(" in str(SENTENCES[code]) else str(SENTENCES[code])
