"""The pages of the ladders: all of them and who gets which, one with its draft, its versions, what it would do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from recoup.cases.models import Case, PolicyDraft, PolicyUse, PolicyVersion
from recoup.cases.policies import in_force, policy_of
from recoup.cases.policies.choice import GROUPS, Chosen
from recoup.cases.policies.drafts import data_of, draft_of, faults_of, newest_of
from recoup.cases.policies.edits import ASKING, NUMBERS, numbers
from recoup.cases.policies.moving import Running, running, versions
from recoup.insight.simulation import outlook
from recoup.ladder.changes import changes
from recoup.ladder.policy import Caps, Policy, Rung
from recoup.ladder.schema import AMOUNTS, BY_RUNG, HALVED, policy_from_data, rung_from_data
from recoup.ladder.shipped import NAMES
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.org.models import User
from recoup.web import words as all_words
from recoup.web.doors import page
from recoup.web.here import Here
from recoup.web.outbox.views import next_run
from recoup.web.policies import forms, words

MOST_SEGMENTS = 200


@page()
def policies(request: HttpRequest, here: Here) -> HttpResponse:
    """All ladders, who gets which, and a new one."""
    return show_all(request, here)


def show_all(request: HttpRequest, here: Here, refused: Refused | None = None) -> HttpResponse:
    """The list, with what was typed where it was refused."""
    _known, chosen = in_force(here.creditor)
    open_cases = running(here.creditor, moment=here.moment)
    newest = {row.name: row for row in PolicyVersion.objects.of(here.creditor).order_by("version")}
    drafts = {draft.name: draft for draft in PolicyDraft.objects.of(here.creditor)}
    people = _people([row.published_by for row in newest.values()])
    rows = [
        {
            "name": name,
            "words": words.ladder(name),
            "version": newest.get(name),
            "by": people.get(newest[name].published_by, "") if name in newest else "",
            "draft": drafts.get(name),
            "groups": [words.GROUPS[group] for group in chosen.groups_of(name)],
            "running": open_cases.get(name, Running(0, {})),
        }
        for name in sorted({*newest, *drafts}, key=lambda one: (one not in NAMES, str(words.ladder(one))))
    ]
    segments = Debtor.objects.of(here.creditor).exclude(segment="").order_by("segment")
    context = {
        "page": "policies",
        "rows": rows,
        "groups": [_use_of(chosen, group) for group in GROUPS],
        "segment_uses": _segment_uses(here),
        "segments": segments.values_list("segment", flat=True).distinct()[:MOST_SEGMENTS],
        "ladders": [(name, words.ladder(name)) for name in newest],
        "refused": refused,
        "typed": request.POST,
        "why_not": here.why_not("policy"),
    }
    return render(request, "web/policies.html", context, status=422 if refused else 200)


def _use_of(chosen: Chosen, group: str) -> dict[str, Any]:
    name = chosen.uses.get((group, ""), group)
    return {"group": group, "words": words.GROUPS[group], "name": name, "ladder": words.ladder(name)}


def _segment_uses(here: Here) -> list[dict[str, Any]]:
    rows = PolicyUse.objects.of(here.creditor).exclude(segment="").order_by("segment", "group")
    return [
        {
            "segment": row.segment,
            "group": row.group,
            "words": words.GROUPS[row.group],
            "ladder": words.ladder(row.name),
        }
        for row in rows
    ]


@page()
def policy(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """One ladder as it is written now, with its draft's difference and faults."""
    given = request.GET.get("rung", "")
    number = int(given) if given.isascii() and given.isdigit() and here.may("policy") else 0
    return show(request, here, name, opened=number)


def show(
    request: HttpRequest, here: Here, name: str, *, opened: int = 0, refused: Refused | None = None, of: str = "",
    values: forms.Values | None = None,
) -> HttpResponse:  # fmt: skip
    """The ladder's page; `opened` is the rung whose fields are open, `of` the form that was refused."""
    data = data_of(here.creditor, name)
    draft, newest = draft_of(here.creditor, name), newest_of(here.creditor, name)
    _known, chosen = in_force(here.creditor)
    written = policy_of(newest) if newest else None
    rungs = tuple(rung_from_data(rung) for rung in data["rungs"])
    for_amounts = _bare(data)
    faults = faults_of(here.creditor, name, data) if draft else []
    is_whole = draft is not None and not faults
    differs = changes(written, policy_from_data(data)) if written and is_whole else ()
    context = {
        "page": "policies",
        "name": name,
        "title": words.ladder(name),
        "draft": draft,
        "draft_by": _people([draft.changed_by]).get(draft.changed_by, "") if draft else "",
        "revision": draft.revision if draft else 0,
        "version": newest,
        "by": _people([newest.published_by]).get(newest.published_by, "") if newest else "",
        "next_version": newest.version + 1 if newest else 1,
        "groups": [words.GROUPS[group] for group in chosen.groups_of(name)],
        "rows": _rows(here, rungs, for_amounts, faults, opened, values),
        "faults": [fault for fault in faults if not fault.where.startswith("rung ")],
        "fault_count": len(faults),
        "is_same": bool(written) and is_whole and not differs,
        "changes": [words.change(one, here.creditor.currency) for one in differs],
        "running": running(here.creditor, moment=here.moment).get(name, Running(0, {})),
        "missing": [(n, all_words.RUNGS[n]) for n in NUMBERS if n not in numbers(data)],
        "limits": _limits(here, for_amounts, request if of == "limits" else None),
        "shipped": [(one, words.ladder(one)) for one in NAMES],
        "may": here.may("policy"),
        "why_not": here.why_not("policy"),
        "opened": opened,
        "refused": refused,
        "of": of,
    }
    return render(request, "web/policy.html", context, status=422 if refused else 200)


def _bare(data: dict[str, Any]) -> Policy:
    """The amounts and caps of a ladder whose rungs may not stand together yet."""
    amounts = {currency: dict(named) for currency, named in data["amounts"].items()}
    return Policy(data["name"], data["version"], (), amounts, caps=Caps(**data["caps"]))


def _rows(
    here: Here,
    rungs: tuple[Rung, ...],
    policy: Policy,
    faults: list[Refused],
    opened: int,
    values: forms.Values | None,
) -> list[dict[str, Any]]:
    currency = here.creditor.currency
    rows: list[dict[str, Any]] = []
    before: Rung | None = None
    taken = {rung.number for rung in rungs}
    for rung in rungs:
        is_asking = rung.number in ASKING
        row: dict[str, Any] = {
            "number": rung.number,
            "name": words.rung(rung.number, rung.name),
            "when": words.when(rung, before),
            "texts": words.texts(rung, here.settings.language),
            "ways": [{"kind": way.kind, "words": words.way(way, policy, currency)} for way in rung.ways],
            "by": words.by_whom(rung),
            "tone": words.TONES.get(rung.tone, rung.tone),
            "approval": rung.needs_approval,
            "needs": words.needs(rung.needs),
            "skip": words.causes(rung.skip_causes),
            "shorten": words.causes(rung.shorten_causes),
            "stop": words.causes(rung.stop_causes),
            "faults": [fault for fault in faults if fault.where.split(",")[0] == f"rung {rung.number}"],
            "is_asking": is_asking,
            "up": is_asking and rung.number > 1,
            "down": is_asking
            and (rung.number + 1 in taken or rung.number + 1 in ASKING)
            and rung.number < ASKING[-1],
        }
        if rung.number == opened and here.may("policy"):
            row["form"] = _form(rung, values)
        rows.append(row)
        before = rung
    return rows


def _form(rung: Rung, values: forms.Values | None) -> dict[str, Any]:
    from recoup.ladder.schema import rung_to_data

    shown = values or forms.from_rung(rung_to_data(rung))
    effects = [
        (code, label) for code, label in words.EFFECTS.items() if code != "shorten" or rung.number in HALVED
    ]
    return {
        **shown,
        "kinds": [(kind, all_words.KINDS[kind]) for kind in words.BY],
        "wordings": list(words.WORDINGS.items()),
        "minimums": [(name, words.AMOUNTS[name]) for name in ("call", "visit")],
        "tones": list(words.TONES.items()),
        "need_words": list(words.NEEDS.items()),
        "effects": effects,
        "is_formal": rung.number in BY_RUNG,
        "kind_words": all_words.kind(rung.ways[0].kind),
    }


def _limits(here: Here, policy: Policy, refused: HttpRequest | None) -> dict[str, Any]:
    """Amounts in the currencies that are in use, and caps; as typed where they were refused."""
    used = Case.objects.of(here.creditor).filter(state="open").order_by().values_list("currency", flat=True)
    currencies = [here.creditor.currency, *sorted({*used.distinct()} - {here.creditor.currency})]
    typed = refused.POST if refused else {}
    return {
        "amounts": [
            {
                "currency": currency,
                "fields": [
                    {
                        "key": f"{name}-{currency}",
                        "label": words.AMOUNTS[name],
                        "minor": policy.amount(currency, name),
                        "typed": typed.get(f"{name}-{currency}", ""),
                    }
                    for name in AMOUNTS
                ],
            }
            for currency in currencies
        ],
        "caps": [
            {"key": key, "label": label, "value": typed.get(key, getattr(policy.caps, key))}
            for key, label in words.CAPS.items()
        ],
    }


@page()
def policy_outlook(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """This ladder on the debts of today: a part of the ladder's page, or a page by itself."""
    data = data_of(here.creditor, name)
    faults = faults_of(here.creditor, name, data)
    newest = newest_of(here.creditor, name)
    context: dict[str, Any] = {
        "page": "policies",
        "name": name,
        "title": words.ladder(name),
        "faults": faults,
    }
    if not faults:
        beside = policy_of(newest) if newest and draft_of(here.creditor, name) else None
        _on, moment = next_run(here)
        found = outlook(here.creditor, policy_from_data(data), moment=moment, beside=beside)
        context |= {"found": found, "beside": beside, "lines": _lines(found), "said": _said(found)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "web/parts/policy_outlook.html" if is_part else "web/policy_outlook.html", context)


def _lines(found: Any) -> list[dict[str, Any]]:
    spans = {
        "past": found.past,
        "ahead": found.ahead,
        "past_now": found.past_now,
        "ahead_now": found.ahead_now,
    }
    by = {
        at: {(line.rung, line.kind): line for line in one.lines} if one else {} for at, one in spans.items()
    }
    keys = sorted({key for lines in by.values() for key in lines})
    return [
        {
            "rung": rung,
            "kind": kind,
            **{at: lines[rung, kind].count if (rung, kind) in lines else 0 for at, lines in by.items()},
            "asked": by["ahead"][rung, kind].asked if (rung, kind) in by["ahead"] else {},
            "examples": by["ahead"][rung, kind].examples if (rung, kind) in by["ahead"] else (),
        }
        for rung, kind in keys
    ]


def _said(found: Any) -> list[dict[str, Any]]:
    """The difference to the ladder in force: more and fewer of each kind."""
    return [
        {
            "kind": kind,
            "past": found.past_difference.get(kind, 0),
            "ahead": found.ahead_difference.get(kind, 0),
        }
        for kind in sorted({*found.past_difference, *found.ahead_difference})
    ]


@page()
def policy_versions(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Every version with who, when and what changed; two of them compared."""
    rows = versions(here.creditor, name)
    if not rows:
        if draft_of(here.creditor, name):
            return redirect("policy", creditor=here.creditor.pk, name=name)
        raise Http404
    people = _people([row.published_by for row in rows])
    currency = here.creditor.currency
    shown = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        found = changes(policy_of(before), policy_of(row)) if before else ()
        shown.append(
            {
                "row": row,
                "by": people.get(row.published_by, ""),
                "is_first": before is None,
                "changes": [words.change(one, currency) for one in found],
            }
        )
    by_version = {str(row.version): row for row in rows}
    first, second = (by_version.get(request.GET.get(key, "")) for key in ("a", "b"))
    compared = changes(policy_of(first), policy_of(second)) if first and second else None
    context = {
        "page": "policies",
        "name": name,
        "title": words.ladder(name),
        "rows": shown,
        "first": first,
        "second": second,
        "compared": None if compared is None else [words.change(one, currency) for one in compared],
    }
    return render(request, "web/policy_versions.html", context)


def _people(actors: list[str]) -> dict[str, str]:
    ids = {int(actor[5:]): actor for actor in actors if actor.startswith("user:") and actor[5:].isdigit()}
    found = {ids[user.pk]: str(user) for user in User.objects.filter(pk__in=ids)}
    return {actor: found.get(actor, "Recoup") for actor in actors}
