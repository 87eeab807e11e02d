"""Reader of HTML: what a page says, as Markdown with its headings, lists and tables.

The one module that knows Beautiful Soup and markdownify.
"""

import copy
import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from markdownify import MarkdownConverter

from corpus.reading.characters import byte_order_mark, decode, without_controls
from corpus.reading.extract import Extract, UnsuitableError

_FURNITURE = (
    "script,style,noscript,template,nav,footer,form,button,input,select,iframe,svg,canvas,object,"
    "[hidden],[role=navigation],[role=contentinfo],[aria-hidden=true]"
)
_INLINE = ["a", "b", "strong", "i", "em", "u", "span", "img", "code", "sub", "sup", "mark", "small"]
_MAX_SPAN = 50  # places that one cell covers; browsers take a thousand
_MAX_WIDTH = 1000  # cells of a row, as browsers have columns: in a longer one, none is filled in
_MAX_FILLED = 20_000  # places of a page that are filled in: more are no table that people read
_MAX_COPIED = 1000  # characters of a cell that is said again in each place
_MIN_LINKS = 2
_PAIR = 2
_HEADERS = frozenset(
    {"data", "description", "detail", "details", "specification", "value", "values"}
)


def read_html(data: bytes) -> Extract:
    """Read a web page, in the encoding that it declares (UTF-8 where it declares none)."""
    return read_markup(_decode(data))


def read_markup(source: str) -> Extract:
    """Read HTML that is decoded already."""
    try:
        soup = BeautifulSoup(source, "lxml")
        title, publisher = _title(soup), _publisher(soup)
        _prepare(soup)
        text = _markdown(soup.body or soup)
    except (RecursionError, AssertionError, ValueError) as error:
        what = "is HTML that cannot be parsed"
        raise UnsuitableError(what, "save the page as text") from error
    return Extract(text, "markdown", title, publisher)


def _decode(data: bytes) -> str:
    marked = byte_order_mark(data)
    declared = EncodingDetector.find_declared_encoding(data, is_html=True)
    encoding = marked or declared or "utf-8"
    try:
        text = decode(data, encoding.lower())
    except LookupError:
        text = decode(data)
    return text.removeprefix("\ufeff")


def _title(soup: BeautifulSoup) -> str | None:
    title = soup.title or soup.h1
    return " ".join(title.get_text(" ").split()) or None if title else None


def _publisher(soup: BeautifulSoup) -> str | None:
    site = soup.find("meta", attrs={"property": "og:site_name"})
    content = site.get("content") if isinstance(site, Tag) else None
    return content.strip() or None if isinstance(content, str) else None


def _prepare(soup: BeautifulSoup) -> None:
    for furniture in soup.select(_FURNITURE):
        furniture.decompose()
    for block in filter(_is_links, soup.select("header,p")):
        block.decompose()
    for summary in soup.select("summary"):
        summary.name = "h6"  # the question of a fold-out answer
    room = _MAX_FILLED
    for table in soup.select("table"):
        _flatten(table)
        room = _fill_merged_cells(soup, table, room)
        _join_heads(table)
        _head(soup, table)
    for cell in soup.select("td,th"):
        for words in cell.find_all(string=re.compile(r"\|")):
            words.replace_with(words.replace("|", r"\|"))
    lists = soup.select("dl")
    for entry in [one for one in lists if one.find_parent("dl") is None]:  # with those within
        _list_definitions(soup, entry)


def _is_links(block: Tag) -> bool:
    """Whether a block holds several links and no words beside them, as navigation does."""
    links = block.find_all("a")
    if len(links) < _MIN_LINKS or block.find(re.compile("h[1-6]")):
        return False
    linked = {id(words) for link in links for words in link.find_all(string=True)}
    beside = (w for w in block.find_all(string=True) if id(w) not in linked)
    return not any(character.isalnum() for words in beside for character in words)


def _flatten(table: Tag) -> None:
    """Leave nothing in a table but its rows, and put its caption before it.

    Only a row that nothing stands before heads a table in Markdown: neither a caption nor groups
    of rows or columns. A first row of one cell across all columns is a caption too.
    """
    captions = [c for c in table.find_all("caption") if _nearest(c) is table]
    first, *others = table.select("tr") or [table]
    if others and _lone(first):
        captions += [cell for cell in _cells(first) if "colspan" in cell.attrs]
    for caption in captions:
        caption.name = "p"
        table.insert_before(caption.extract())
        if not _cells(first):
            first.extract()
    for group in table.find_all(["thead", "tbody", "tfoot"]):
        if _nearest(group) is table:
            group.unwrap()
    for column in table.find_all(["colgroup", "col"]):
        column.decompose()


def _nearest(part: Tag) -> Tag | None:
    return part.find_parent("table")


def _lone(row: Tag) -> bool:
    """Whether a row is one cell."""
    return len(_cells(row)) == 1


def _join_heads(table: Tag) -> None:
    """Give two rows of headers one corner, by which layout knows them."""
    heads = [_cells(row) for row in table.select("tr")[:_PAIR]]
    headed = len(heads) == _PAIR and all(c.name == "th" for row in heads for c in row)
    if not headed or not all(heads):
        return
    above, below = (row[0] for row in heads)
    words = above.get_text(strip=True) or below.get_text(strip=True)
    if not (above.get_text(strip=True) and below.get_text(strip=True)):
        above.string = below.string = words


def _fill_merged_cells(soup: BeautifulSoup, table: Tag, room: int) -> int:
    """Write a cell that spans rows or columns into each place that it covers.

    Of so many places; gives how many are left.
    """
    room = _fill_columns(table, room)
    rows = table.select("tr")
    laid = [_cells(row) for row in rows]
    for index, cells in enumerate(laid):
        for column, cell in enumerate(cells):
            last = index + 1 + min(_extent(cell, "rowspan"), room)
            for below in range(index + 1, min(last, len(rows))):
                room -= _insert(soup, (rows[below], laid[below]), column, cell)
    return room


def _fill_columns(table: Tag, room: int) -> int:
    """The same along each row."""
    widths: dict[int, int] = {}
    for cell in table.select("td[colspan],th[colspan]"):
        row = cell.parent
        filled = copy.copy(cell)
        filled.attrs.pop("colspan")
        if row is not None and _lone(row):  # it heads the rows below and is of no column
            filled.clear()
            cell.string = f"**{cell.get_text(' ', strip=True)}**"
        width = widths.get(id(row)) or (len(_cells(row)) if row is not None else 0)
        count = max(0, min(_extent(cell, "colspan"), room, _MAX_WIDTH - width))
        if len(cell.get_text()) > _MAX_COPIED:
            filled.clear()
        for _ in range(count):
            cell.insert_after(copy.copy(filled))
        widths[id(row)] = width + count
        room -= count
    return room


def _head(soup: BeautifulSoup, table: Tag) -> None:
    """Give a table of two columns whose first row is no header an empty one, as it has in Markdown.

    "Memory | 16 GB" over "Power | 75 W": only the first column, if any, holds headers.
    """
    rows = [_cells(row) for row in table.select("tr")]
    pairs = len(rows) > 1 and all(len(row) == _PAIR for row in rows)
    if not pairs or rows[0][1].name == "th" or rows[0][1].get_text(strip=True).lower() in _HEADERS:
        return
    if not rows[0][0].get_text(strip=True):
        return
    head = soup.new_tag("tr")
    for _ in rows[0]:
        head.append(soup.new_tag("th"))
    table.select("tr")[0].insert_before(head)


def _cells(row: Tag) -> list[Tag]:
    return [
        child for child in row.children if isinstance(child, Tag) and child.name in {"td", "th"}
    ]


def _extent(cell: Tag, name: str) -> int:
    """How many further places the cell covers; the attribute is taken off."""
    written = str(cell.attrs.pop(name, "1"))
    return min(int(written), _MAX_SPAN) - 1 if written.isdecimal() and int(written) > 1 else 0


def _insert(soup: BeautifulSoup, below: tuple[Tag, list[Tag]], column: int, cell: Tag) -> bool:
    """Say a cell again in a row below, if that is none too long."""
    row, cells = below
    if len(cells) >= _MAX_WIDTH:
        return False
    filled = soup.new_tag(cell.name)
    words = cell.get_text(" ", strip=True)
    filled.string = words if len(words) <= _MAX_COPIED else ""
    if column < len(cells):
        cells[column].insert_before(filled)
    else:
        row.append(filled)
    cells.insert(column, filled)
    return True


def _list_definitions(soup: BeautifulSoup, entry: Tag) -> None:
    """Write a list of terms and definitions as "term: definition" lines."""
    items = soup.new_tag("ul")
    term = ""
    for child in entry.find_all(["dt", "dd"]):
        words = " ".join(child.get_text(" ").split())
        if child.name == "dt":
            term = words.removesuffix(":")
            continue
        item = soup.new_tag("li")
        item.string = f"{term}: {words}" if term else words
        items.append(item)
    entry.replace_with(items)


def _markdown(root: Tag) -> str:
    converter = MarkdownConverter(
        heading_style="ATX",
        bullets="-",
        strip=_INLINE,
        table_infer_header=True,
        escape_asterisks=False,
        escape_underscores=False,
    )
    text = without_controls(converter.convert_soup(root))
    return "\n".join(_without_gaps(line.rstrip() for line in text.split("\n"))).strip("\n")


def _without_gaps(lines: Iterable[str]) -> Iterable[str]:
    """Lines with no two blank ones in a row."""
    blank = True
    for line in lines:
        if line or not blank:
            yield line
        blank = not line
