"""`recoup worklist`: the tasks that need a person."""

from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen, count
from recoup.cli.wording import task_row


class Command(RecoupCommand):
    """Reads only."""

    help = "list the tasks for people, most urgent first"
    group: ClassVar[str] = "Every day"

    def answer(self, call: Call) -> Answer:
        """The tasks, in order; with --user those of one person."""
        from recoup.cases.queries import worklist
        from recoup.org.models import User

        user = User.objects.get(pk=call.user.user_id) if call["user"] else None
        return {"date": call.today, "tasks": worklist(call.creditor, user=user, today=call.today)}

    def words(self, answer: Answer, screen: Screen) -> None:
        """One line a task."""
        tasks = answer["tasks"]
        screen.line(f"{count(len(tasks), 'task')} on {answer['date']}.")
        if tasks:
            screen.line()
            screen.table(
                ["Task", "Case", "Due", "What", "Debtor", "Speak to", "Open"],
                [task_row(task) for task in tasks],
                right=["Task", "Case", "Open"],
            )
