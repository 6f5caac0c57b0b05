"""Integer sequences: which recurrence they obey, and how surely."""
