"""The Overview's charts, and the tables behind them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recoup.insight.ageing import BUCKETS, Bucket
from recoup.insight.forecast import WEEK, Week
from recoup.insight.overview import Overview
from recoup.web.charts import Chart, Column, chart
from recoup.web.here import Here
from recoup.web.tongue import amount, compact, day, month

AGES: dict[str, tuple[Any, Any, Any]] = {
    "not_due": (gettext_lazy("not due"), "", gettext_lazy("Not due yet")),
    "d1_30": (gettext_lazy("1–30"), gettext_lazy("days late"), gettext_lazy("1 to 30 days late")),
    "d31_60": (gettext_lazy("31–60"), gettext_lazy("days late"), gettext_lazy("31 to 60 days late")),
    "d61_90": (gettext_lazy("61–90"), gettext_lazy("days late"), gettext_lazy("61 to 90 days late")),
    "d90_plus": (gettext_lazy("over 90"), gettext_lazy("days late"), gettext_lazy("More than 90 days late")),
}
"""Under the column in two lines, and in the table."""


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One age: what is open, and where the debtors behind it are listed."""

    code: str
    words: str
    bucket: Bucket
    href: str

    @property
    def minor(self) -> int:
        """What is open."""
        return self.bucket.minor

    @property
    def is_late(self) -> bool:
        """Whether it is past its day."""
        return self.code != "not_due"


def age_rows(here: Here, figures: Overview) -> list[AgeRow]:
    """From not due to the oldest."""
    return [
        AgeRow(code, str(AGES[code][2]), _bucket(figures, code), _behind(here, code, figures.currency))
        for code in BUCKETS
    ]


def _bucket(figures: Overview, code: str) -> Bucket:
    return getattr(figures.ageing, code) if figures.ageing else Bucket()


def _behind(here: Here, code: str, currency: str) -> str:
    """The list of who is behind a column: debtors that are late; what is not due is listed by invoice."""
    if code == "not_due":
        return reverse("invoices", kwargs={"creditor": here.creditor.pk}) + "?" + urlencode({"show": "open"})
    at = reverse("debtors", kwargs={"creditor": here.creditor.pk})
    return at + "?" + urlencode({"age": code, "currency": currency})


def age_chart(here: Here, figures: Overview) -> Chart:
    """A column an age; each leads to its debtors."""
    columns = []
    for row in age_rows(here, figures):
        words, under, _long = AGES[row.code]
        told = _("%(age)s: %(sum)s, %(debtors)s") % {
            "age": row.words,
            "sum": amount(row.minor, figures.currency),
            "debtors": ngettext("%(n)s debtor", "%(n)s debtors", row.bucket.debtors)
            % {"n": row.bucket.debtors},
        }
        columns.append(
            Column(
                str(words), [(row.code, row.minor)], under=str(under), text=compact(row.minor, figures.currency),
                told=told, href=row.href,
            )
        )  # fmt: skip
    return chart(columns)


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of what is expected; amounts in minor units."""

    begins_on: date
    ends_on: date
    week: Week

    @property
    def promised(self) -> int:
        """Promised or agreed in instalments."""
        return round(self.week.promised)

    @property
    def own(self) -> int:
        """As the debtor usually pays."""
        return round(self.week.own)

    @property
    def common(self) -> int:
        """As others pay."""
        return round(self.week.common)


def week_rows(figures: Overview) -> list[WeekRow]:
    """The weeks from tomorrow on."""
    first = figures.on + timedelta(days=1)
    starts = [first + timedelta(days=WEEK * n) for n in range(len(figures.weeks))]
    return [
        WeekRow(start, start + timedelta(days=WEEK - 1), week)
        for start, week in zip(starts, figures.weeks, strict=True)
    ]


def week_chart(figures: Overview) -> Chart:
    """A column a week, in three degrees of sureness, with its likely range."""
    columns = []
    for row in week_rows(figures):
        week = row.week
        told = _("week from %(day)s: %(sum)s, likely between %(low)s and %(high)s") % {
            "day": day(row.begins_on),
            "sum": amount(week.minor, figures.currency),
            "low": amount(week.low, figures.currency),
            "high": amount(week.high, figures.currency),
        }
        parts = [("promised", row.promised), ("own", row.own), ("common", row.common)]
        columns.append(
            Column(
                str(row.begins_on.day),
                parts,
                under=month(row.begins_on),
                text=compact(week.minor, figures.currency),
                told=told,
                low=week.low if week.minor else None,
                high=week.high if week.minor else None,
            )
        )
    return chart(columns)
