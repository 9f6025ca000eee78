"""The one error that a person sees."""


class Refused(Exception):
    """Something asked of Umbra cannot be done as asked.

    The sentence says what is wrong, what was expected and what to do. Every other exception is
    a fault of ours and stops work with the log intact.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
