"""First run: from an empty home to the first reminder, in five steps."""
