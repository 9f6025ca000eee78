"""A FHIR R4 Bundle: its resources, and what their references point to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.core.refused import Refused
from app.intake.fhir_element import Element
from app.intake.strict_json import Number, read_json
from app.intake.wording import refused, shown

_TYPES = ("collection", "transaction", "message", "searchset")
_OF_A_RECORD = (*_TYPES, "document")


@dataclass(frozen=True, slots=True)
class Resource:
    """One entry: the resource, its kind, and the names it can be referred to by."""

    element: Element
    kind: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The resources of one order file, in its order and by name."""

    resources: tuple[Resource, ...]
    named: dict[str, Resource]

    def of_kind(self, kind: str) -> tuple[Element, ...]:
        """Return the resources of one kind, such as Patient."""
        return tuple(each.element for each in self.resources if each.kind == kind)

    def resolve(self, reference: Element, holder: Element, kind: str) -> Element | None:
        """Return the resource of `kind` that a reference points to, or None.

        The reference may be a full address, a relative one (Patient/1), or "#name" for a
        resource contained in `holder`.
        """
        target = reference.text("reference") or ""
        if target.startswith("#"):
            return _contained(holder, target[1:], kind)
        found = self.named.get(target)
        return found.element if found and found.kind == kind else None


def _contained(holder: Element, name: str, kind: str) -> Element | None:
    found = [each for each in holder.parts("contained") if each.text("id") == name]
    if len(found) > 1:
        raise refused(holder.at("contained"), f"holds “{shown(name)}” twice", "it once")
    return found[0] if found and found[0].text("resourceType") == kind else None


def read_resources(text: str) -> Bundle:
    """Return the resources of a Bundle; raises Refused for any other text.

    It is refused whole if one resource is changed by something that Umbra does not know, or if
    two have one name.
    """
    bundle, kind = _opened(text, _TYPES)
    resources = tuple(_resources(bundle, transaction=kind == "transaction"))
    return Bundle(resources, _named(resources))


def read_each_resource(text: str) -> Bundle:
    """Return the resources of a Bundle, each to be checked by `whole` where it is read.

    For a patient's record, of which one spoilt part says nothing of the others. A name that two
    resources have leads to neither. Raises Refused for a text that is no Bundle.
    """
    bundle, _ = _opened(text, _OF_A_RECORD)
    resources = tuple(_each_resource(bundle))
    counts = Counter(name for resource in resources for name in resource.names)
    named = {name: each for each in resources for name in each.names if counts[name] == 1}
    return Bundle(resources, named)


def whole(element: Element) -> Element:
    """Return a resource; raises Refused where its meaning is changed by something unknown."""
    checked = Element.of(element.where, element.content)
    _rules_known(checked)
    return checked


def _opened(text: str, kinds: tuple[str, ...]) -> tuple[Element, str]:
    value = read_json(text)
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        raise Refused(
            "The file is not a FHIR R4 Bundle; expected resourceType Bundle at the top. Have it "
            "exported again."
        )
    bundle = Element.of("Bundle", value)
    expected = f"one of {', '.join(kinds)}"
    kind = bundle.needed("type", expected)
    if kind not in kinds:
        raise refused("Bundle.type", f"is “{shown(kind)}”", expected)
    _rules_known(bundle)
    if any(link.text("relation") == "next" for link in bundle.parts("link")):
        raise refused("Bundle.link", "says that this is only one page of several", "all in one")
    return bundle, kind


def _rules_known(element: Element) -> None:
    if "implicitRules" in element.content:
        raise refused(element.at("implicitRules"), "names rules that Umbra does not know", "none")


def _resources(bundle: Element, *, transaction: bool) -> Iterator[Resource]:
    for number, entry in enumerate(bundle.parts("entry"), start=1):
        if transaction:
            _creates(entry)
        resource = entry.part("resource")
        if resource is None:
            continue
        kind = resource.needed("resourceType", "a kind such as Patient")
        element = Element.of(f"{shown(kind)} (entry {number})", resource.content)
        _rules_known(element)
        yield Resource(element, kind, _names(kind, element.text("id"), entry.text("fullUrl")))


def _each_resource(bundle: Element) -> Iterator[Resource]:
    for number, entry in enumerate(bundle.parts("entry"), start=1):
        content = entry.content.get("resource")
        if not isinstance(content, dict):
            continue
        kind, name, address = (
            value if isinstance(value, str) and not isinstance(value, Number) else None
            for value in (
                content.get("resourceType"),
                content.get("id"),
                entry.content.get("fullUrl"),
            )
        )
        element = Element(f"{shown(kind or 'Resource')} (entry {number})", content)
        yield Resource(element, kind or "", _names(kind or "", name, address))


def _names(kind: str, name: str | None, address: str | None) -> frozenset[str]:
    names = {None if name is None else f"{kind}/{name}", address}
    return frozenset(each for each in names if each)


def _creates(entry: Element) -> None:
    request = entry.part("request")
    method = None if request is None else request.text("method")
    if method not in ("POST", "PUT"):
        raise refused(
            entry.at("request.method"), f"is “{shown(str(method))}”", "POST or PUT, a new order"
        )


def _named(resources: tuple[Resource, ...]) -> dict[str, Resource]:
    named: dict[str, Resource] = {}
    for resource in resources:
        for name in resource.names:
            if name in named:
                raise refused(
                    resource.element.where,
                    f"has the name “{shown(name)}” of {named[name].element.where}",
                    "a name of its own",
                )
            named[name] = resource
    return named
