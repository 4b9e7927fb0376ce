"""What a browser would send when nobody changes anything in a form."""

from collections import defaultdict
from html.parser import HTMLParser


class Typed(HTMLParser):
    """The fields of the first form with steps, as they stand on the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = defaultdict(list)
        self.area = self.select = ""
        self.options: list[str] = []
        begins = page.index('<form class="form stack"')
        self.feed(page[begins : page.index("</form>", begins)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A field begins."""
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "input" and (kind not in ("radio", "checkbox") or "checked" in said):
            self.values[name].append(said.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.values[name] = [""]
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and (not self.options or "selected" in said):
            self.options = [said["value"]]

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self.area:
            self.values[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        """A field ends."""
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.values[self.select] = self.options
