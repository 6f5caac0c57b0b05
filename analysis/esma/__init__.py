"""ESMA: signed continued fractions whose terms obey a linear recurrence, from extraction to approval."""
