"""Column mappings: documents that say what a file's headers mean, in TOML, or JSON of the same shape over the API."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from adapters.importing.cells import header_key
from adapters.library.toml_documents import parse_toml
from application.importing import KINDS, ColumnMapping, MappedColumn, fault
from domain.errors import InvalidDocument, NotFound
from domain.scoring.plain import Place, Table, raise_faults

MAX_HEADER = 60

_FACT = re.compile(rf"({'|'.join(KINDS)})\.[a-z0-9]+([_-][a-z0-9]+)*")


@cache
def built_in_mappings() -> Mapping[str, ColumnMapping]:
    """The mappings that ship with the program, by id, in order of id."""
    folder = resources.files("adapters.importing") / "mappings"
    texts = [entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")]
    found = [_from_toml(text) for text in texts]
    return {mapping.id: mapping for mapping in sorted(found, key=lambda mapping: mapping.id)}


def built_in_mapping(id: str) -> ColumnMapping:
    """One of them. Raises NotFound, naming those that there are."""
    try:
        return built_in_mappings()[id]
    except KeyError:
        known = ", ".join(built_in_mappings())
        message = f"没有列映射 {id!r}，可用：{known} / there is no column mapping {id!r}; use one of: {known}"
        raise NotFound(message, code="mapping-unknown") from None


def mapping_from_file(path: Path) -> ColumnMapping:
    """One's own mapping from a TOML file, for the command line: never from a path that came over the network.

    Raises:
        InvalidDocument: every fault of the document.
        OSError: the file cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        zh, en = "映射文件不是 UTF-8 文本", "the mapping is not UTF-8 text"
        raise InvalidDocument([fault("", "malformed-toml", zh, en)]) from error
    return _from_toml(text)


def mapping_from_document(document: Mapping[str, object]) -> ColumnMapping:
    """A mapping from its document.

    Raises:
        InvalidDocument: every fault of the document, by its place.
    """
    place = Place(document)
    mapping = _MappingReader().read(place)
    raise_faults(place.faults)
    return mapping


def _from_toml(text: str) -> ColumnMapping:
    document, twice = parse_toml(text)
    place = Place(document, faults=twice)
    mapping = _MappingReader().read(place)
    raise_faults(place.faults)
    return mapping


class _MappingReader:
    """Reads one mapping and remembers which headers and facts are taken."""

    def __init__(self) -> None:
        self._headers: dict[str, str] = {}
        self._facts: set[str] = set()

    def read(self, place: Place) -> ColumnMapping:
        """The mapping; what is wrong with it is noted in the place."""
        table = place.table()
        id, title = table.need("id").kebab(), table.need("title").words().plain()
        key_headers = self._column_names(table.need("key"))
        period_headers, name_headers = (self._optional(table, part) for part in ("period", "name"))
        summary_keys = _texts(table, "summary_keys")
        columns = tuple(self._column(entry) for entry in table.need("columns").list(least=1))
        table.done()
        return ColumnMapping(id, title, key_headers, summary_keys, columns, period_headers, name_headers)

    def _optional(self, table: Table, part: str) -> tuple[str, ...]:
        """The headers of a column that only says again whose row it is."""
        none: tuple[str, ...] = ()
        return table.get(part, self._column_names, none)

    def _column_names(self, place: Place) -> tuple[str, ...]:
        table = place.table()
        names = self._names(table)
        table.done()
        return names

    def _column(self, place: Place) -> MappedColumn:
        table = place.table()
        column = MappedColumn(
            headers=self._names(table),
            facts=self._fed(table.need("fact")),
            required=table.get("required", Place.flag, False),
        )
        table.done()
        return column

    def _names(self, table: Table) -> tuple[str, ...]:
        """The preferred header and its aliases; a header means one thing in the whole mapping."""
        names = (_header(table.need("header")), *_texts(table, "aliases"))
        for name in names:
            key = header_key(name)
            if key and key in self._headers:
                zh = f"表头 {name} 已用于 {self._headers[key]}，一个表头只能有一个含义"
                table.place.fault(
                    "header-taken", zh, f"the header {name} is taken by {self._headers[key]}; a header means one thing"
                )
            self._headers.setdefault(key, table.place.pointer)
        return names

    def _fed(self, place: Place) -> tuple[str, ...]:
        """The facts that a column feeds: one path, or a list of them."""
        listed = place.list(least=1) if isinstance(place.value, list) else [place]
        facts = tuple(_fact(entry) for entry in listed if not entry.is_absent)
        for entry, fact in zip(listed, facts, strict=False):
            if fact and fact in self._facts:
                zh, en = f"{fact} 已由另一列提供", f"{fact} is fed by another column already"
                entry.fault("fact-taken", f"{zh}；请把表头加为别名", f"{en}; add this header to its aliases")
            self._facts.add(fact)
        return facts


def _texts(table: Table, key: str) -> tuple[str, ...]:
    none: tuple[str, ...] = ()
    return table.get(key, lambda place: tuple(_header(entry) for entry in place.list()), none)


def _header(place: Place) -> str:
    text = place.text()
    if len(text) > MAX_HEADER:
        place.fault("too-long", f"最多 {MAX_HEADER} 个字符", f"at most {MAX_HEADER} characters")
    return text


def _fact(place: Place) -> str:
    text = place.text()
    if text and _FACT.fullmatch(text) is None:
        place.fault(
            "wrong-fact",
            f"{text} 不是指标路径，应为 measures.名称、counts.项目 或 ranks.项目",
            f"{text} is not a fact's path: measures.NAME, counts.ITEM or ranks.ITEM",
        )
    return text
