"""The labels that go with a preparation: on vials, syringes, the light cover and the transport.

Facts come from the record and the monograph alone. A label that has nothing to say yet, such as
that of a vial before its reconstitution, is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.core.container import ContainerKind
from app.core.label_kind import LabelKind
from app.core.light import Stage
from app.core.preparation import Done, Preparation, Vial
from app.core.quantity import show
from app.core.refused import Refused
from app.core.timing import Name, deadline_named
from app.label_code import drug_in, figures_code, signed_code
from app.label_parts import (
    finish_by,
    lot_of,
    preparation,
    rate,
    start_by,
    start_not_before,
    storage,
    take_out_by,
    time_of,
)
from app.label_signing import Key
from app.label_words import LabelWords
from app.site import Site
from reports.companion_label import CompanionLabel

_Moments = tuple[tuple[str, str], ...]


def companion_label(
    kind: LabelKind,
    number: int,
    state: Preparation,
    site: Site,
    copy: int,
    words: LabelWords,
    key: Key,
) -> CompanionLabel:
    """Return a label that goes with a preparation, `copy` counting from 1, its code signed.

    `number` counts vials and syringes from 1, and is 0 for the others. Raises Refused where there
    is nothing to label yet, or the template does not translate what the monograph says; ValueError
    for the bag's own label, which is no companion.
    """
    if kind not in _OF_KIND:
        raise ValueError(kind)
    label = _OF_KIND[kind](state, site, words, number)
    if copy > 1:
        void = words.say("notes.void-one", copy=str(copy))
        label = replace(label, cautions=(void,))
    figures = figures_code(state, copy, kind, number)
    return replace(label, code=signed_code(figures, (text for _, text in label.parts()), key))


def _vial(state: Preparation, site: Site, words: LabelWords, number: int) -> CompanionLabel:
    monograph = state.monograph
    vial = _reconstituted(state, number)
    assert vial.reconstituted is not None
    diluent = words.of_monograph(monograph.reconstitution_diluent)
    content = words.say(
        "vial.content",
        volume=show(monograph.reconstitution_volume.value),
        diluent=diluent,
        delivered=show(monograph.delivered_volume.value),
    )
    when = words.say("vial.reconstituted", time=time_of(vial.reconstituted, site))
    title = words.say("vial.title", number=str(number), count=str(state.plan.vials))
    return replace(
        _blank(state, site, words, title),
        amount=show(monograph.reconstituted_concentration.value),
        lines=(content, when, lot_of(vial.material, words)),
        moments=_dilute_by(state, site, words.say("vial.dilute-by")),
        forbids=words.say("vial.forbids"),
    )


def _reconstituted(state: Preparation, number: int) -> Vial:
    found = next((each for each in state.vials if each.number == number), None)
    if found is None or found.reconstituted is None:
        raise Refused(
            f"Vial {number} is not reconstituted, so there is nothing to label yet. Reconstitute "
            "it first."
        )
    return found


def _syringe(state: Preparation, site: Site, words: LabelWords, number: int) -> CompanionLabel:
    drawn, draws = _drawn(state, number), state.draws
    volume = draws[number - 1].volume
    content = words.say(
        "syringe.content",
        volume=show(volume),
        concentration=show(state.monograph.reconstituted_concentration.value),
    )
    when = words.say("syringe.drawn", time=time_of(drawn.at, site))
    title = words.say("syringe.title", number=str(number), count=str(len(draws)))
    return replace(
        _blank(state, site, words, title),
        amount=show(drug_in(state, volume)),
        lines=(content, when),
        moments=_dilute_by(state, site, words.say("syringe.dilute-by")),
        forbids=words.say("syringe.forbids"),
    )


def _drawn(state: Preparation, number: int) -> Done:
    found = next((each for each in state.done if each.step == f"withdraw-{number}"), None)
    if found is None:
        raise Refused(
            f"Nothing is drawn into syringe {number} yet, so there is nothing to label. Withdraw "
            "the dose first."
        )
    return found


def _light_cover(state: Preparation, site: Site, words: LabelWords, _: int) -> CompanionLabel:
    _require_diluted(state)
    # The cover hides the label of what it covers, so it says the same.
    route = f"{words.of_monograph(state.monograph.route)} {rate(state, words)}"
    lines = [_content(state, words, "light-cover.content"), route]
    # The monograph says that it is protected during the infusion by naming what protects it then.
    if any(each.stage == Stage.INFUSION.value for each in state.monograph.light):
        lines.append(words.say("light-cover.keep-on"))
    blank = _blank(state, site, words, words.say("light-cover.title"))
    return replace(
        blank,
        amount=show(state.plan.delivered),
        lines=tuple(lines),
        moments=_as_on_the_bag(state, site, words),
        notes=(storage(state, words), *blank.notes),
    )


def _transport(state: Preparation, site: Site, words: LabelWords, _: int) -> CompanionLabel:
    _require_diluted(state)
    is_hazardous = state.monograph.hazardous
    title = words.say("transport.hazardous" if is_hazardous else "transport.title")
    blank = _blank(state, site, words, title)
    sender = words.say("transport.from", name=site.name, telephone=site.telephone)
    return replace(
        blank,
        amount=show(state.plan.delivered),
        lines=(*_transported(state, words), sender),
        moments=_as_on_the_bag(state, site, words),
        notes=(storage(state, words), preparation(state, words)),
    )


def _transported(state: Preparation, words: LabelWords) -> Iterator[str]:
    yield _content(state, words, "transport.content")
    if state.monograph.hazardous:
        yield words.say("transport.handling")
    if state.order.location:
        yield words.say("transport.to", location=state.order.location)


def _blank(state: Preparation, site: Site, words: LabelWords, title: str) -> CompanionLabel:
    """Return what every one of these labels says; the rest of it is its own."""
    patient = state.order.patient
    pharmacy = words.say("notes.pharmacy", name=site.name, telephone=site.telephone)
    return CompanionLabel(
        title=title,
        patient=patient.name,
        identifier=words.say("patient.identifier", number=patient.identifier),
        drug=words.of_monograph(state.monograph.drug),
        amount="",
        lines=(),
        moments=(),
        forbids="",
        warnings=tuple(words.of_monograph(each.words) for each in state.monograph.warnings),
        notes=(preparation(state, words), pharmacy),
        code="",
        captions=words.captions,
        mark=site.mark,
    )


def _content(state: Preparation, words: LabelWords, text: str) -> str:
    is_bag = state.plan.container is ContainerKind.BAG
    what = words.say("dose.one-bag" if is_bag else "dose.one-syringe")
    diluent = words.of_monograph(state.monograph.diluent)
    return words.say(text, what=what, volume=show(state.plan.total), diluent=diluent)


def _require_diluted(state: Preparation) -> None:
    if state.diluted is None:
        raise Refused("The drug is not in the bag yet, so there is nothing to label. Dilute first.")


def _dilute_by(state: Preparation, site: Site, caption: str) -> _Moments:
    return ((caption, time_of(deadline_named(state.deadlines(), Name.DILUTE).at, site)),)


def _as_on_the_bag(state: Preparation, site: Site, words: LabelWords) -> _Moments:
    captions = words.captions
    moments = (
        (captions.take_out, take_out_by(state, site)),
        (captions.not_before, start_not_before(state, site)),
        (captions.start, start_by(state, site)),
        (captions.finish, finish_by(state, site)),
    )
    return tuple((caption, time) for caption, time in moments if time)


_OF_KIND: dict[LabelKind, Callable[[Preparation, Site, LabelWords, int], CompanionLabel]] = {
    LabelKind.VIAL: _vial,
    LabelKind.SYRINGE: _syringe,
    LabelKind.LIGHT_COVER: _light_cover,
    LabelKind.TRANSPORT: _transport,
}
