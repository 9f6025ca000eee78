"""What a scan stands for: what two people confirmed, and nothing else."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core.bag import Fill
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.product import Item, Package, Product
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Role
from app.product_facts import PREFIX, ProductConfirmed, ProductProposed, shipped
from app.products import SHIPPED, SITE_FILE, Stage
from app.store import Fact
from app.verification import verify
from app.workplace import Workplace
from tests.app.pharmacy import (
    ADMINISTRATOR,
    BAG,
    BEGINS,
    CHECKER,
    COVER,
    PHARMACIST,
    PINS,
    SALINE,
    SITE,
    TECHNICIAN,
    VIALS,
    WATER,
)
from tests.approving import confirm_products

TODAY = date(2026, 11, 2)
BESPONSA = "00300080100011"
OWN = Product(
    gtin="02000000010052",
    role=Role.CONTAINER,
    item="empty container",
    name="the site's own container",
    traced=False,
    accepted=True,
    source="site code",
    fill=Fill.EMPTY,
)
OF_THE_SITE = """
[[product]]
gtin = "02000000010052"
role = "container"
item = "empty container"
name = "the site's own container"
traced = false
accepted = true
source = "site code"
"""

Scan = Callable[[str], Package]


def staffed(folder: Path) -> Workplace:
    """Open a new folder with four people, in which no product is confirmed."""
    work = Workplace.open(folder, SetClock(BEGINS))
    work.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
    for person in (PHARMACIST, CHECKER, TECHNICIAN):
        work.people.add(person.name, person.office, PINS[person.name], by=ADMINISTRATOR)
    return work


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workplace]:
    opened = staffed(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    """Scan where everything that is shipped was confirmed."""
    opened = staffed(tmp_path_factory.mktemp("confirmed") / "data")
    confirm_products(opened, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
    yield lambda raw: opened.catalogue.package(raw, TODAY)
    opened.close()


def sign(work: Workplace, person: object, *numbers: str) -> None:
    assert hasattr(person, "name")
    work.products.sign(numbers, work.people.named(person.name), PINS[person.name])


def test_a_vial_says_lot_expiry_and_serial(scan: Scan) -> None:
    package = scan(VIALS[0])
    assert package.product is not None
    assert package.product.item == "inotuzumab ozogamicin"
    assert (package.gtin, package.lot) == (BESPONSA, "AB1234")
    assert (package.expiry, package.serial) == (date(2027, 3, 31), "100000000001")
    assert package.scanned == VIALS[0]
    assert package.ndc is None


@pytest.mark.parametrize(
    ("code", "role"),
    [
        (WATER, Role.RECONSTITUTION_DILUENT),
        (SALINE, Role.DILUTION_DILUENT),
        (BAG, Role.CONTAINER),
        (COVER, Role.LIGHT_COVER),
        (BESPONSA, Role.VIAL),
        ("NDC 0008-0100-01", Role.VIAL),
        ("(01)00300080100011(17)270331(10)AB1234(21)7", Role.VIAL),
    ],
)
def test_each_material_is_known_however_it_is_scanned_or_typed(
    scan: Scan, code: str, role: Role
) -> None:
    product = scan(code).product
    assert product is not None
    assert product.role is role
    assert product.accepted


def test_an_ndc_of_twelve_digits_finds_the_product_confirmed_with_it(scan: Scan) -> None:
    package = scan("NDC 000008-0100-01")
    assert package.product is not None
    assert (package.gtin, package.ndc) == (BESPONSA, "000008-0100-01")
    unknown = scan("NDC 000008-0100-02")
    assert (unknown.product, unknown.gtin, unknown.withheld) == (None, "", "")
    assert unknown.ndc == "000008-0100-02"


def test_mylotarg_is_known_only_to_be_refused_by_name_and_always(
    scan: Scan, work: Workplace
) -> None:
    code = "]d201003000845100141727033110GO0001\x1d21900000000001"
    for product in (scan(code).product, work.catalogue.package(code, TODAY).product):
        assert product is not None
        assert product.name.startswith("MYLOTARG")
        assert not product.accepted
    standing = work.products.standing("00300084510014")
    assert (standing.stage, standing.waits) == (Stage.REFUSED_BY_NAME, False)


def test_an_unknown_product_is_a_package_without_a_product(scan: Scan) -> None:
    package = scan("]d20100312345678906")
    assert (package.gtin, package.product, package.withheld) == ("00312345678906", None, "")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("]d201003000801000121727033110AB1234", "wrong check digit"),
        ("00300080100012", "wrong check digit"),
        ("]d217270331", "This code names no product"),
        ("", "This code is not a product code"),
        ("王", "This code is not a product code"),
        (
            "]d201003000801000111727033110AB123421100000000001",
            r"The scanner seems to drop the character between lot and serial number \(FNC1\)",
        ),
    ],
)
def test_what_is_not_clearly_a_product_is_refused(scan: Scan, code: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        scan(code)


def test_a_scanner_that_was_seen_to_send_the_separator_is_believed(work: Workplace) -> None:
    code = "]d201003000801000111727033110AB123421100000000001"
    package = work.catalogue.package(code, TODAY, separator_proved=True)
    assert package.lot == "AB123421100000000001"


def test_nothing_shipped_is_a_match_before_two_people_said_so(work: Workplace) -> None:
    for product in shipped():
        found = work.catalogue.package(product.gtin, TODAY)
        assert found.product is None or not found.product.accepted
    assert "is not confirmed here yet. Two people" in work.catalogue.package(BAG, TODAY).withheld
    standing = work.products.standing(BESPONSA)
    assert (standing.stage, standing.how) == (Stage.SUGGESTED, SHIPPED)
    sign(work, TECHNICIAN, BESPONSA)
    assert work.products.standing(BESPONSA).stage is Stage.PROPOSED
    package = work.catalogue.package(VIALS[0], TODAY)
    assert package.product is None
    assert "is proposed and not confirmed; another person confirms it" in package.withheld
    sign(work, PHARMACIST, BESPONSA)
    standing = work.products.standing(BESPONSA)
    assert (standing.stage, standing.waits) == (Stage.IN_FORCE, False)
    assert [each.name for each in standing.signed] == [TECHNICIAN.name, PHARMACIST.name]
    assert work.catalogue.package(VIALS[0], TODAY).product == standing.product


def test_products_stand_in_the_log(work: Workplace) -> None:
    sign(work, PHARMACIST, BESPONSA)
    sign(work, CHECKER, BESPONSA)
    names = [row.name for row in work.log.history(PREFIX + BESPONSA)]
    assert names == ["product-proposed", "product-confirmed"]
    proposed: ProductProposed = decode(ProductProposed, work.log.history(PREFIX + BESPONSA)[0].data)
    assert (proposed.product.gtin, proposed.how) == (BESPONSA, SHIPPED)
    again = Workplace(work.log, work.clock, work.folder)
    assert again.catalogue.package(VIALS[0], TODAY).product == proposed.product
    assert len(again.products) == 2  # and the one refused by name


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (PHARMACIST, PHARMACIST, "Pharmacist One proposed .*; another person confirms it"),
        (PHARMACIST, ADMINISTRATOR, "An administrator proposes products and does not confirm"),
        (ADMINISTRATOR, TECHNICIAN, "who is no pharmacist; a pharmacist confirms it"),
    ],
)
def test_who_may_not_confirm(work: Workplace, first: object, second: object, sentence: str) -> None:
    sign(work, first, BESPONSA)
    assert hasattr(second, "name")
    assert work.products.may_sign(BESPONSA, work.people.named(second.name))
    with pytest.raises(Refused, match=sentence):
        sign(work, second, BESPONSA)
    assert work.products.in_force(BESPONSA) is None
    work.people.sign_in(CHECKER.name, PINS[CHECKER.name])
    sign(work, CHECKER, BESPONSA)
    assert work.products.in_force(BESPONSA) is not None


def test_whoever_set_the_pin_does_not_confirm_alone(work: Workplace) -> None:
    sign(work, ADMINISTRATOR, BESPONSA)
    refusal = "Administrator One, who proposed .*, set the PIN of Pharmacist Two. Another person"
    with pytest.raises(Refused, match=refusal):  # the first PIN, which nobody used yet
        sign(work, CHECKER, BESPONSA)
    work.people.sign_in(CHECKER.name, PINS[CHECKER.name])
    assert work.products.may_sign(BESPONSA, CHECKER) == ""
    work.people.set_pin(CHECKER.name, "4826", by=ADMINISTRATOR)
    work.people.sign_in(CHECKER.name, "4826")
    for people in (work.people, Workplace(work.log, work.clock, work.folder).people):
        assert people.knows_pin_of(ADMINISTRATOR.name, CHECKER.name)
        assert not people.knows_pin_of(PHARMACIST.name, CHECKER.name)
        assert not people.knows_pin_of(ADMINISTRATOR.name, "Nobody")
        assert not people.knows_pin_of(ADMINISTRATOR.name, ADMINISTRATOR.name)
    with pytest.raises(Refused, match=refusal):
        work.products.sign([BESPONSA], CHECKER, "4826")
    work.people.set_pin(CHECKER.name, "4827", by=CHECKER)
    work.products.sign([BESPONSA], CHECKER, "4827")
    assert work.products.in_force(BESPONSA) is not None


def test_one_who_left_and_came_back_is_the_same_person(work: Workplace) -> None:
    sign(work, TECHNICIAN, BESPONSA)
    work.people.leave(TECHNICIAN.name, by=ADMINISTRATOR)
    with pytest.raises(
        Refused, match=r"Technician Two worked here before\. Write the name that way"
    ):
        work.people.add("technician  two", Office.PHARMACIST, "7391", by=ADMINISTRATOR)
    back = work.people.add(TECHNICIAN.name, Office.PHARMACIST, "7391", by=ADMINISTRATOR)
    with pytest.raises(Refused, match=r"proposed .*; another person confirms it"):
        work.products.sign([BESPONSA], back, "7391")


def test_only_the_office_that_the_pin_proves_counts(work: Workplace) -> None:
    sign(work, TECHNICIAN, BESPONSA)
    second = work.people.add("Technician Nine", Office.TECHNICIAN, "7391", by=ADMINISTRATOR)
    with pytest.raises(Refused, match="who is no pharmacist; a pharmacist confirms it"):
        work.products.sign([BESPONSA], Person(second.name, Office.PHARMACIST), "7391")
    assert work.products.in_force(BESPONSA) is None


MYLOTARG = "00300084510014"


def test_what_is_refused_by_name_never_becomes_another_product(work: Workplace) -> None:
    besponsa = work.products.standing(BESPONSA).product
    for wrong in (
        replace(besponsa, gtin=MYLOTARG, ndc=""),
        replace(besponsa, gtin="10300084510011", ndc=""),
        replace(besponsa, gtin="04150123456782", ndc="000008-4510-01"),
    ):
        with pytest.raises(Refused, match=r"MYLOTARG .*, which is always refused by name"):
            work.products.suggest([wrong], "list.csv")
    case = replace(besponsa, gtin="10300084510011", ndc="", name="MYLOTARG, a case", accepted=False)
    assert work.products.suggest([case], "list.csv") == (case.gtin,)
    named = work.products.standing(MYLOTARG).product
    assert work.products.suggest([replace(named, name="as a table says it")], "list.csv") == ()
    assert work.products.standing(MYLOTARG).product == named


def confirm_in_log(work: Workplace, product: Product) -> None:
    """Record a product as confirmed that no rule of today would let in."""
    first = ProductProposed(product, "by an earlier Umbra", PHARMACIST.name, PHARMACIST.office)
    second = ProductConfirmed(1, CHECKER.name, CHECKER.office)
    facts = (Fact("product-proposed", encode(first)), Fact("product-confirmed", encode(second)))
    reading = work.clock.reading()
    at, running = reading.wall.isoformat(), reading.text()
    stream = PREFIX + product.gtin
    work.log.append(stream, 0, facts, at=at, clock=running, actor=PHARMACIST.name)


def test_what_a_log_confirms_of_a_refused_number_is_not_in_force(work: Workplace) -> None:
    besponsa = work.products.standing(BESPONSA).product
    for gtin in (MYLOTARG, "10300084510011"):
        confirm_in_log(work, replace(besponsa, gtin=gtin, ndc=""))
    again = Workplace(work.log, work.clock, work.folder)
    for gtin in (MYLOTARG, "10300084510011"):
        found = again.catalogue.package(gtin, TODAY).product
        assert found is not None
        assert not found.accepted
        assert found.name.startswith("MYLOTARG")
    assert again.products.standing(MYLOTARG).stage is Stage.REFUSED_BY_NAME
    faults = verify(work.log).faults
    assert any("which is refused by name, proposed as another" in each for each in faults)


def test_a_vial_is_traced_whatever_a_list_says(work: Workplace, tmp_path: Path) -> None:
    besponsa = work.products.standing(BESPONSA).product
    untraced = replace(besponsa, gtin="04150123456782", ndc="", traced=False)
    with pytest.raises(Refused, match="a vial, a diluent and a bag that comes filled are always"):
        work.products.suggest([untraced], "list.csv")
    vial = OF_THE_SITE.replace('"container"', '"vial"').replace("empty container", besponsa.item)
    (tmp_path / SITE_FILE).write_text(vial)
    site = staffed(tmp_path)
    with pytest.raises(Refused, match="are always traced"):
        sign(site, PHARMACIST, OWN.gtin)
    site.close()
    confirm_in_log(work, untraced)
    found = Workplace(work.log, work.clock, work.folder).products.in_force(untraced.gtin)
    assert found == replace(untraced, traced=True)


def test_the_ndc_of_a_code_must_be_that_of_its_product(work: Workplace) -> None:
    besponsa = work.products.standing(BESPONSA).product
    other = replace(besponsa, gtin="04150123456782", ndc="", name="the vial of another maker")
    work.products.suggest([other], "scanned")
    for person in (PHARMACIST, CHECKER):
        sign(work, person, BESPONSA, other.gtin)

    def package(gtin: str, ndc: str) -> Package:
        return work.catalogue.package(f"(01){gtin}(715){ndc}(17)270331(10)L1", TODAY)

    assert package(BESPONSA, "000008010001").product == besponsa
    assert package(other.gtin, "000777000101").product == other
    for gtin, ndc, named in (
        (other.gtin, "000008010001", "BESPONSA"),
        (other.gtin, "000008451001", "MYLOTARG"),
        ("04150123456799", "000008010001", "no product here"),
    ):
        with pytest.raises(Refused, match=rf"The code names two products, {gtin} .*{named}"):
            package(gtin, ndc)
    with_ndc = replace(other, ndc="000777-0001-01")
    work.products.suggest([with_ndc], "scanned")
    for person in (PHARMACIST, CHECKER):
        sign(work, person, other.gtin)
    with pytest.raises(Refused, match=r"NDC 000777-0001-01\) and NDC 000778-0001-01"):
        package(other.gtin, "000778000101")
    assert package(other.gtin, "000777000101").product == with_ndc
    assert package("04150123456799", "000779000101").product is None


def test_a_proposal_keeps_the_digest_of_its_file(work: Workplace) -> None:
    work.products.suggest([OWN], "list.csv", "ab" * 32)
    sign(work, PHARMACIST, OWN.gtin)
    (row,) = work.log.history(PREFIX + OWN.gtin)
    fact: ProductProposed = decode(ProductProposed, row.data)
    assert (fact.how, fact.digest) == ("list.csv", "ab" * 32)


def test_a_wrong_pin_signs_nothing(work: Workplace) -> None:
    with pytest.raises(Refused, match="That is not the PIN"):
        work.products.sign([BESPONSA], PHARMACIST, "0000")
    assert not work.log.streams(PREFIX)


def test_many_are_signed_with_one_pin_and_all_or_none(work: Workplace) -> None:
    numbers = [each for each in work.products.numbers() if work.products.standing(each).waits]
    assert work.products.sign(numbers, PHARMACIST, PINS[PHARMACIST.name]) == len(numbers)
    with pytest.raises(Refused, match="another person confirms"):
        work.products.sign(numbers, PHARMACIST, PINS[PHARMACIST.name])
    with pytest.raises(Refused, match="No product is taken up"):
        work.products.sign([], CHECKER, PINS[CHECKER.name])
    with pytest.raises(Refused, match="is not on this site's list"):
        work.products.standing("123")
    work.products.sign(numbers, CHECKER, PINS[CHECKER.name])
    assert not [each for each in work.products.numbers() if work.products.standing(each).waits]
    with pytest.raises(Refused, match="needs no signature now"):
        work.products.sign(numbers[:1], PHARMACIST, PINS[PHARMACIST.name])


def test_a_change_is_a_new_proposal_and_what_was_confirmed_stays_meanwhile(
    work: Workplace,
) -> None:
    work.products.suggest([OWN], "scanned")
    sign(work, PHARMACIST, OWN.gtin)
    sign(work, CHECKER, OWN.gtin)
    assert work.products.suggest([OWN], "list.csv") == ()
    changed = replace(OWN, name="another maker's container", nominal=quantity(150, "mL"))
    assert work.products.suggest([changed], "list.csv") == (OWN.gtin,)
    standing = work.products.standing(OWN.gtin)
    assert (standing.stage, standing.in_force, standing.product) == (Stage.CHANGE, OWN, changed)
    work.products.drop(OWN.gtin)
    assert work.products.standing(OWN.gtin).stage is Stage.IN_FORCE
    work.products.suggest([changed], "list.csv")
    sign(work, CHECKER, OWN.gtin)
    standing = work.products.standing(OWN.gtin)
    assert (standing.stage, standing.in_force) == (Stage.CHANGE, OWN)
    assert work.catalogue.package(OWN.gtin, TODAY).product == OWN
    sign(work, PHARMACIST, OWN.gtin)
    assert work.catalogue.package(OWN.gtin, TODAY).product == changed


def test_a_withdrawn_product_is_no_match_and_says_why(work: Workplace) -> None:
    with pytest.raises(Refused, match="nothing is withdrawn"):
        work.products.withdraw(BESPONSA, "other maker", PHARMACIST)
    sign(work, PHARMACIST, BESPONSA)
    sign(work, CHECKER, BESPONSA)
    with pytest.raises(Refused, match="in a few words why"):
        work.products.withdraw(BESPONSA, " x ", PHARMACIST)
    work.products.withdraw(BESPONSA, "the package is another one now", PHARMACIST)
    assert work.products.standing(BESPONSA).stage is Stage.WITHDRAWN
    package = work.catalogue.package(VIALS[0], TODAY)
    assert package.product is None
    assert "was withdrawn (the package is another one now)" in package.withheld
    assert work.catalogue.package("NDC 000008-0100-01", TODAY).product is None
    again = Workplace(work.log, work.clock, work.folder)
    assert again.products.standing(BESPONSA).reason == "the package is another one now"
    product = again.products.standing(BESPONSA).product
    assert again.products.suggest([product], "scanned") == (BESPONSA,)
    again.products.sign([BESPONSA], PHARMACIST, PINS[PHARMACIST.name])
    again.products.sign([BESPONSA], CHECKER, PINS[CHECKER.name])
    assert again.products.in_force(BESPONSA) == product


def test_one_ndc_stands_for_one_product(work: Workplace) -> None:
    twin = replace(
        work.products.standing(BESPONSA).product, gtin="10300080100018", name="BESPONSA, a box"
    )
    work.products.suggest([twin], "scanned")
    with pytest.raises(Refused, match="have the same NDC 000008-0100-01"):
        sign(work, PHARMACIST, BESPONSA, twin.gtin)
    sign(work, PHARMACIST, BESPONSA)
    sign(work, CHECKER, BESPONSA)
    with pytest.raises(Refused, match="is that of 00300080100011 already"):
        sign(work, PHARMACIST, twin.gtin)


def test_an_ndc_that_is_proposed_only_says_so(work: Workplace) -> None:
    package = work.catalogue.package("NDC 000008-0100-01", TODAY)
    assert (package.product, package.gtin) == (None, BESPONSA)
    assert "is not confirmed here yet" in package.withheld


def test_an_item_that_no_monograph_knows_is_refused_unless_only_to_be_named(
    work: Workplace,
) -> None:
    other = replace(
        work.products.standing(BESPONSA).product,
        gtin="00312345678906",
        ndc="",
        item="trastuzumab emtansine",
        name="KADCYLA 100 mg vial",
    )
    with pytest.raises(Refused, match="is nothing that a monograph here asks for as vial"):
        work.products.suggest([other], "scanned")
    named = replace(other, accepted=False)
    work.products.suggest([named], "scanned")
    sign(work, PHARMACIST, named.gtin)
    sign(work, CHECKER, named.gtin)
    assert work.catalogue.package(named.gtin, TODAY).product == named


def test_what_monographs_ask_for(work: Workplace) -> None:
    assert Item(Role.VIAL, "inotuzumab ozogamicin") in work.items()
    bag = Item(Role.CONTAINER, "ready-filled bag of sodium chloride 0.9%", Fill.READY_FILLED)
    assert bag in work.items()
    # The monograph of Mylotarg is a draft.
    assert Item(Role.VIAL, "gemtuzumab ozogamicin") not in work.items()


def test_the_list_of_an_earlier_release_holds_proposals(tmp_path: Path) -> None:
    (tmp_path / SITE_FILE).write_text(OF_THE_SITE)
    work = staffed(tmp_path)
    standing = work.products.standing(OWN.gtin)
    assert (standing.stage, standing.how, standing.product) == (Stage.SUGGESTED, SITE_FILE, OWN)
    assert work.catalogue.package(OWN.gtin, TODAY).product is None
    sign(work, PHARMACIST, OWN.gtin)
    sign(work, CHECKER, OWN.gtin)
    assert work.catalogue.package(OWN.gtin, TODAY).product == OWN
    again = Workplace(work.log, work.clock, work.folder)
    assert again.products.standing(OWN.gtin).stage is Stage.IN_FORCE
    work.close()


def without(line: str) -> str:
    return "".join(row for row in OF_THE_SITE.splitlines(True) if not row.startswith(line))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not toml", "cannot be read as a list of products"),
        ("", "'product' is missing"),
        ("product = 5", "cannot be read as a list of products"),
        (without("name"), "'name' is missing"),
        (OF_THE_SITE.replace("02000000010052", "02000000010053"), "with its check digit"),
        (OF_THE_SITE.replace("02000000010052", "٠٢٠٠٠٠٠٠٠١٠٠٥٢"), "with its check digit"),
        (OF_THE_SITE.replace('"02000000010052"', "2000000010052"), "gtin is not a text"),
        (OF_THE_SITE.replace('"container"', '"bucket"'), "'bucket' is not a valid Role"),
        (OF_THE_SITE.replace('"the site\'s own container"', "5"), "name is not a text in quotes"),
        (OF_THE_SITE.replace('"site code"', '""'), "source is not a text in quotes"),
        (OF_THE_SITE.replace("traced = false", 'traced = "yes"'), "traced is neither true nor"),
        (OF_THE_SITE + 'colour = "blue"', "colour is nothing that a product has"),
        (OF_THE_SITE + 'nominal = "1,5 mL"', "has a comma"),
        (OF_THE_SITE + OF_THE_SITE, "stands there twice"),
        (OF_THE_SITE.replace("02000000010052", "00300084510014"), "a number that Umbra knows"),
    ],
)
def test_a_list_that_is_wrong_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / SITE_FILE).write_text(text)
    with pytest.raises(Refused, match=sentence) as refused:
        Workplace.open(tmp_path, SetClock(BEGINS))
    assert str(tmp_path / SITE_FILE) in refused.value.sentence


def test_a_list_that_is_no_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / SITE_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="cannot be read as a list of products"):
        Workplace.open(tmp_path, SetClock(BEGINS))
    (tmp_path / SITE_FILE).unlink()
    (tmp_path / SITE_FILE).mkdir()
    with pytest.raises(Refused, match=r"list of products \(Is a directory\)"):
        Workplace.open(tmp_path, SetClock(BEGINS))


def test_every_shipped_product_says_where_its_number_is_from() -> None:
    for product in shipped():
        assert product.source.startswith(("seen: ", "from knowledge", "site code"))
        assert json.dumps(product.name).isascii()
