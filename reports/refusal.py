"""The two errors of printing; each carries a sentence for the person at the printer."""


class Unprintable(ValueError):
    """What was asked for cannot be drawn as it is: a character is missing or text has no room.

    `sentence` says what is wrong, what was expected and what to do.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Misprinted(ValueError):
    """A drawn page does not say, or its code does not scan as, what it should.

    `sentence` says what was expected and what was found.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
