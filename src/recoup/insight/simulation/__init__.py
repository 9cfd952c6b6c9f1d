"""What a ladder would have done in the last months, and does in the next days: in memory, writes nothing."""

from recoup.insight.simulation.outlook import Outlook, outlook
from recoup.insight.simulation.told import Deed, Line, Span

__all__ = ["Deed", "Line", "Outlook", "Span", "outlook"]
