"""Column mappings are data: the built-in ones are sound, and a shop's own is checked to the last field."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.importing import FactFiles, built_in_mapping, built_in_mappings, mapping_from_document, mapping_from_file
from application.importing import ColumnMapping, FactFileReader, MappedColumn
from domain.errors import InvalidDocument, NotFound
from tests.adapters.importing.files import places, read

DOCUMENT: Mapping[str, Any] = {
    "id": "own",
    "title": {"zh": "自定", "en": "Own"},
    "key": {"header": "工号"},
    "columns": [{"header": "销售", "fact": "measures.actual_sales", "required": True, "aliases": ["sales"]}],
}


def test_own_document_becomes_a_mapping() -> None:
    """JSON over the API and TOML in a file have the same shape."""
    assert mapping_from_document(DOCUMENT) == ColumnMapping(
        id="own",
        title={"zh": "自定", "en": "Own"},
        key_headers=("工号",),
        summary_keys=(),
        columns=(MappedColumn(("销售", "sales"), ("measures.actual_sales",), True),),
    )
    assert read("工号,SALES\nE001,5\n", mapping_from_document(DOCUMENT)).columns == {
        "SALES": ("measures.actual_sales",)
    }


def test_built_in_mappings_are_listed_and_found_by_id() -> None:
    """A shop starts with what ships."""
    reader: FactFileReader = FactFiles()
    assert [mapping.id for mapping in reader.mappings()] == list(built_in_mappings())
    assert reader.mapping("seller-month") == built_in_mapping("seller-month")
    assert reader.mapping(DOCUMENT).id == "own"


def test_one_column_may_feed_facts_of_several_schemes() -> None:
    """Operations call sales what the staff scheme calls turnover; the shop exports one column."""
    table = read("工号,实际销售额,目标销售额,订单量,访客数\nE001,5,6,7,8\n", built_in_mapping("seller-month"))
    assert table.columns["访客数"] == ("measures.unique_visitors", "measures.visitors")
    assert table.rows[0].measures["actual_turnover"] == table.rows[0].measures["actual_sales"] == 5
    assert table.header_of("actual_turnover") == table.header_of("measures.actual_sales") == "实际销售额"
    assert table.header_of("orders") == "订单量"
    assert table.header_of("previous_orders") == ""


def test_unknown_id_names_those_that_there_are() -> None:
    """A path that came over the network is an unknown id, never a file."""
    with pytest.raises(NotFound, match="seller-month") as refusal:
        built_in_mapping("../../secret.toml")
    assert refusal.value.code == "mapping-unknown"


def test_mapping_is_read_from_a_file(tmp_path: Path) -> None:
    """On the command line a shop's own mapping is a TOML file."""
    path = tmp_path / "own.toml"
    path.write_text(
        'id = "own"\ntitle = {zh = "自定", en = "Own"}\nkey = {header = "工号"}\n'
        '[[columns]]\nheader = "销售"\naliases = ["sales"]\nfact = "measures.actual_sales"\nrequired = true\n',
        "utf-8",
    )
    assert mapping_from_file(path) == mapping_from_document(DOCUMENT)


@pytest.mark.parametrize("content", [b"id = ", "id = '自定'".encode("gbk")])
def test_file_that_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    """In whatever way."""
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(InvalidDocument) as refusal:
        mapping_from_file(path)
    assert places(list(refusal.value.faults)) == [("", "malformed-toml")]


def test_key_written_twice_is_named_beside_the_other_faults(tmp_path: Path) -> None:
    """Of two meanings the later one must not win silently."""
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\nid = "other"\nkey = {header = "工号"}\ncolumns = []\n', "utf-8")
    with pytest.raises(InvalidDocument) as refusal:
        mapping_from_file(path)
    assert [fault.code for fault in refusal.value.faults][:2] == ["duplicate-key", "missing"]


def test_all_faults_of_a_document_are_named_at_once() -> None:
    """Each by its place, with what is allowed there."""
    document = {
        "id": "Own Mapping",
        "title": {"zh": "自定"},
        "key": {"header": "工号", "colour": "red"},
        "summary_keys": "汇总",
        "columns": [
            {"header": "销售", "fact": "actual_sales"},
            {"header": " 工号", "fact": "measures.orders", "required": "yes"},
            {"header": "订单", "fact": "measures.orders", "aliases": [5]},
            {"fact": "counts.new-listings"},
            "访客",
        ],
        "version": 1,
    }
    assert _places(document) == [
        "/id",
        "/title/en",
        "/key/colour",
        "/summary_keys",
        "/columns/0/fact",
        "/columns/1",
        "/columns/1/required",
        "/columns/2/aliases/0",
        "/columns/2/fact",
        "/columns/3/header",
        "/columns/4",
        "/version",
    ]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("columns", [], ["/columns"]),
        ("columns", "销售", ["/columns"]),
        ("columns", None, ["/columns"]),
        ("columns", [None], ["/columns/0"]),
        ("columns", [{"header": None, "fact": None}], ["/columns/0/header", "/columns/0/fact"]),
        ("columns", [{"header": "a", "fact": []}], ["/columns/0/fact"]),
        ("columns", [{"header": "a", "fact": ["ranks.a", "ranks.a"]}], ["/columns/0/fact/1"]),
        ("columns", [{"header": "a", "fact": ["ranks.a", 5]}], ["/columns/0/fact/1"]),
        ("columns", [{"header": "a"}], ["/columns/0/fact"]),
        ("key", "工号", ["/key"]),
        ("key", None, ["/key"]),
        ("key", {}, ["/key/header"]),
        ("key", {"header": " "}, ["/key/header"]),
        ("key", {"header": "x" * 61}, ["/key/header"]),
        ("key", {"header": "工号", "aliases": ["工 号"]}, ["/key"]),
        ("title", "自定", ["/title"]),
        ("title", None, ["/title"]),
        ("id", 5, ["/id"]),
        ("id", None, ["/id"]),
    ],
)
def test_wrong_field_is_named(field: str, value: object, expected: list[str]) -> None:
    """A document from outside may hold anything anywhere."""
    assert _places({**DOCUMENT, field: value}) == expected


def test_empty_document_names_what_it_needs() -> None:
    """Every required field, once."""
    assert _places({}) == ["/id", "/title", "/key", "/columns"]


def _places(document: Mapping[str, object]) -> list[str]:
    with pytest.raises(InvalidDocument) as refusal:
        mapping_from_document(document)
    return [fault.pointer for fault in refusal.value.faults]
