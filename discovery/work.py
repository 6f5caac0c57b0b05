"""What workers do: tasks, whose formulas come back as the store writes them, as one driver has many workers."""

from results.rows import written
from search import tasks
from search.engines.base import Result, Task


def perform(task: Task) -> Result:
    """Do one task (`search.tasks.perform`). A worker of another machine looks this function up by its name."""
    return tasks.perform(task, row=written)
