"""What a scan stands for: the shipped products, those of the site, and everything else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.core.product import Package
from app.core.refused import Refused
from app.core.step import Role
from app.products import SITE_FILE, Catalogue
from tests.app.pharmacy import BAG, COVER, SALINE, VIALS, WATER

TODAY = date(2026, 11, 2)
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


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """Scan against the shipped products."""
    catalogue = Catalogue.of(tmp_path_factory.mktemp("empty"))
    return lambda raw: catalogue.package(raw, TODAY)


def test_a_vial_says_lot_expiry_and_serial(scan: Scan) -> None:
    package = scan(VIALS[0])
    assert package.product is not None
    assert package.product.item == "inotuzumab ozogamicin"
    assert (package.gtin, package.lot) == ("00300080100011", "AB1234")
    assert (package.expiry, package.serial) == (date(2027, 3, 31), "100000000001")
    assert package.scanned == VIALS[0]


@pytest.mark.parametrize(
    ("code", "role"),
    [
        (WATER, Role.RECONSTITUTION_DILUENT),
        (SALINE, Role.DILUTION_DILUENT),
        (BAG, Role.CONTAINER),
        (COVER, Role.LIGHT_COVER),
        ("00300080100011", Role.VIAL),
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


def test_mylotarg_is_known_only_to_be_refused_by_name(scan: Scan) -> None:
    product = scan("]d201003000845100141727033110GO0001\x1d21900000000001").product
    assert product is not None
    assert product.name.startswith("MYLOTARG")
    assert not product.accepted


def test_an_unknown_product_is_a_package_without_a_product(scan: Scan) -> None:
    package = scan("]d20100312345678906")
    assert (package.gtin, package.product) == ("00312345678906", None)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("]d201003000801000121727033110AB1234", "wrong check digit"),
        ("00300080100012", "wrong check digit"),
        ("]d217270331", "This code names no product"),
        ("http://example.org/menu", "This code is not a product code"),
        ("", "This code is not a product code"),
        ("王", "This code is not a product code"),
        (
            "]d201003000801000111727033110AB123421100000000001",
            r"The scanner seems to drop the sign between lot and serial number \(FNC1\)",
        ),
    ],
)
def test_what_is_not_clearly_a_product_is_refused(scan: Scan, code: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        scan(code)


def test_a_site_adds_products_of_its_own(tmp_path: Path) -> None:
    shipped = len(Catalogue.of(tmp_path))
    (tmp_path / SITE_FILE).write_text(OF_THE_SITE)
    catalogue = Catalogue.of(tmp_path)
    assert len(catalogue) == shipped + 1
    product = catalogue.package("02000000010052", TODAY).product
    assert product is not None
    assert product.name == "the site's own container"
    assert catalogue.package(VIALS[0], TODAY).product is not None


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
        (OF_THE_SITE + OF_THE_SITE, "stands there twice"),
        (OF_THE_SITE.replace("02000000010052", "00300084510014"), "a number that Umbra knows"),
    ],
)
def test_a_list_that_is_wrong_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / SITE_FILE).write_text(text)
    with pytest.raises(Refused, match=sentence) as refused:
        Catalogue.of(tmp_path)
    assert str(tmp_path / SITE_FILE) in refused.value.sentence


def test_a_list_that_is_no_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / SITE_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="cannot be read as a list of products"):
        Catalogue.of(tmp_path)
    (tmp_path / SITE_FILE).unlink()
    (tmp_path / SITE_FILE).mkdir()
    with pytest.raises(Refused, match=r"list of products \(Is a directory\)"):
        Catalogue.of(tmp_path)
