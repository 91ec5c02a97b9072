"""Twelve people whose names, and numbers of cards, are seen by the columns that they stand in."""

given = "James Mary Robert Linda David Susan Joseph Karen Daniel Nancy Paul Laura".split()
family = "Smith Jones Garcia Miller Davis Lopez Wilson Moore Taylor Lee Clark Hall".split()


def card(i):
    """The number of a card, with its check digit."""
    body = f"45{73910027 * (i + 3):013d}"
    total = sum(sum(divmod(int(d) * (2 if at % 2 == 0 else 1), 10)) for at, d in enumerate(reversed(body)))
    return body + str(-total % 10)
