"""Companies House: insolvency and profile as its public interface gives them, and its insolvency deltas."""

import re
from collections.abc import Iterator
from typing import Any

from recoup.lib.said import Said, say
from recoup.recourse.registers.notice import (
    NO_RECORD,
    NOBODY,
    Feed,
    Holder,
    Notice,
    day,
    effect_of,
    own_id,
    raw,
    text,
)

REGISTER = "companies_house"
_LINK = re.compile(r"/company/([A-Za-z0-9]{1,10})(?:/|$)")
_OPENED = ("wound-up-on", "ordered-to-wind-up-on", "administration-started-on", "voluntary-arrangement-started-on",
           "moratorium-started-on", "instrumented-on", "petitioned-on")  # fmt: skip
_OVER = ("administration-ended-on", "administration-discharged-on", "voluntary-arrangement-ended-on",
         "moratorium-ended-on", "case-end-on")  # fmt: skip
_DELTA_OPENED = ("wind_up_date", "order_date", "admin_start_date", "report_date", "start_date", "instrument_date",
                 "petition_date")  # fmt: skip
_DELTA_OVER = ("admin_end_date", "completed_unsuccessfully_date", "end_date", "case_end_date")
RUNNING = frozenset(
    ("liquidation", "receivership", "administration", "voluntary-arrangement", "insolvency-proceedings")
)


def is_event(data: Any) -> bool:
    """Whether a JSON value is an event of its streams."""
    return isinstance(data, dict) and "resource_kind" in data and isinstance(data.get("data"), dict)


def is_of(data: Any) -> bool:
    """Whether a JSON value is one of the shapes of Companies House."""
    if not isinstance(data, dict):
        return False
    if is_event(data):
        return True
    shapes = ("external_data", "company_status", "company_number")
    return any(key in data for key in shapes) or isinstance(data.get("insolvency", data.get("cases")), list)


def read(data: dict[str, Any], number: str = "") -> Feed:
    """The notices of a document. `number` is the company that was asked for: the public one does not name it."""
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    for where, made in _records(data, number):
        if isinstance(made, Notice):
            notices.append(made)
        else:
            faults.append((where, made))
    return Feed(REGISTER, tuple(notices), tuple(faults))


def _records(data: dict[str, Any], number: str) -> Iterator[tuple[str, Notice | Said]]:
    if is_event(data):
        yield from _streamed(data, data["data"], number)
    elif text(data.get("action")).upper() == "DELETE":
        yield _deleted(data)
    elif isinstance(data.get("insolvency"), list):
        for n, company in enumerate(data["insolvency"], 1):
            yield from _delta(company, f"insolvency {n}")
    elif "company_status" in data or ("company_number" in data and "cases" not in data):
        yield _profile(data)
    else:
        inner = data.get("external_data", data.get("data", data))
        cases = inner.get("cases") if isinstance(inner, dict) else None
        if not isinstance(cases, list):
            yield "cases", NO_RECORD
            return
        for n, case in enumerate(cases, 1):
            yield f"case {n}", _public(case, number)


def _streamed(
    event: dict[str, Any], inner: dict[str, Any], number: str
) -> Iterator[tuple[str, Notice | Said]]:
    """An event of its streams: the document of one company, and the address that says which."""
    link = _LINK.search(text(event.get("resource_uri")))
    number = number or (link[1] if link else "")
    what = event.get("event")
    if isinstance(what, dict) and text(what.get("type")) == "deleted":
        yield _deleted({**event, "company_number": number, "delta_at": text(what.get("published_at"))})
    elif "company_status" in inner or "cases" in inner:
        yield from _records({key: value for key, value in inner.items() if key != "data"}, number)


def _deleted(data: dict[str, Any]) -> tuple[str, Notice | Said]:
    number = text(data.get("company_number"), 20)
    if not number:
        return "company_number", NOBODY
    moment = text(data.get("delta_at"), 40)
    return "", Notice(
        REGISTER, f"{number}:deleted:{moment}", "GB", number, "", "ended", "Taken out of the register",
        published_on=day(moment[:8]) or day(moment), raw=raw(data),
    )  # fmt: skip


def _profile(data: dict[str, Any]) -> tuple[str, Notice | Said]:
    number, status = text(data.get("company_number"), 20), text(data.get("company_status"), 60)
    if not number:
        return "company_number", NOBODY
    name = text(data.get("company_name"))
    if status in RUNNING:
        effect = "opening"
    else:
        effect = "petition" if status in ("dissolved", "removed", "closed") else "clear"
    return "", Notice(
        REGISTER, f"{number}:profile:{status}"[:120], "GB", number, name, effect, status or "no status given",
        published_on=day(data.get("date_of_cessation")), raw=raw(data),
    )  # fmt: skip


def _delta(company: Any, where: str) -> Iterator[tuple[str, Notice | Said]]:
    number = text(company.get("company_number"), 20) if isinstance(company, dict) else ""
    cases = company.get("case_numbers") if isinstance(company, dict) else None
    if not number or not isinstance(cases, list):
        yield where, NOBODY if isinstance(cases, list) else NO_RECORD
        return
    for n, case in enumerate(cases, 1):
        if not isinstance(case, dict):
            yield f"{where}, case {n}", NO_RECORD
            continue
        words = text(case.get("case_type"), 200)
        is_over = any(day(case.get(key)) for key in _DELTA_OVER)
        effect = "ended" if is_over else effect_of(words)
        opened = next((on for key in _DELTA_OPENED if (on := day(case.get(key)))), None)
        holders = _holders(
            case.get("appointments"), "appt_date", "ceased_to_act_appt", "practitioner_address"
        )
        yield where, _notice(number, text(case.get("case_number"), 20), words, effect, opened, holders, case)


def _public(case: Any, asked: str) -> Notice | Said:
    if not isinstance(case, dict):
        return NO_RECORD
    links = case.get("links")
    link = _LINK.search(text(links.get("charge") or links.get("self"))) if isinstance(links, dict) else None
    number = asked or (link[1] if link else "")
    if not number:
        return say("It does not say which company it is about; load it on the page of the debtor.")
    listed = case.get("dates")
    dates = {
        text(one.get("type"), 60): day(one.get("date"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    }
    words = text(case.get("type"), 200).replace("-", " ")
    effect = "ended" if any(dates.get(key) for key in _OVER) else effect_of(words)
    if effect == "opening" and set(dates) == {"petitioned-on"}:
        effect = "petition"
    opened = next((on for key in _OPENED if (on := dates.get(key))), None)
    holders = _holders(case.get("practitioners"), "appointed_on", "ceased_to_act_on", "address")
    return _notice(number, text(case.get("number"), 20), words, effect, opened, holders, case)


def _notice(
    number: str, case: str, words: str, effect: str, opened: Any, holders: tuple[Holder, ...], record: Any
) -> Notice:
    named = case or own_id(record)
    return Notice(
        REGISTER, f"{number}:{named}:{effect}"[:120], "GB", number, "", effect, words or "insolvency", opened,
        holders=holders, reference=case, raw=raw(record),
    )  # fmt: skip


def _holders(listed: Any, appointed: str, ceased: str, address: str) -> tuple[Holder, ...]:
    """Those who still act."""
    found = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict) or day(one.get(ceased)):
            continue
        name = text(one.get("name")) or " ".join(
            part for part in (text(one.get(key)) for key in ("forename", "middle_name", "surname")) if part
        )
        where = one.get(address)
        lines = where if isinstance(where, dict) else {}
        keys = ("address_line_1", "address_line_2", "locality", "region", "postal_code", "country")
        if name:
            found.append(
                Holder(
                    name,
                    "\n".join(line for line in (text(lines.get(key)) for key in keys) if line),
                    text(one.get("role"), 60),
                    day(one.get(appointed)),
                )
            )
    return tuple(found[:20])
