"""The one error that a person sees."""

from app.core.refused import Refused


def test_a_refusal_says_its_sentence() -> None:
    refused = Refused("The bag is full; take an empty one.")
    assert refused.sentence == str(refused) == "The bag is full; take an empty one."
