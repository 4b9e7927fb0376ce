"""Templates in which everything is worked out beforehand that is the same for all who read a language: words, addresses, icons.

A page says forty words, names twenty addresses and draws ten icons. As the text of the compiled template they cost a request nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import jinja2
from django.conf import settings
from django.template.backends.jinja2 import Jinja2
from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

# The same answer for the same arguments and language, for as long as the process runs.
KNOWN = ("_", "pgettext", "url", "static")
ICONS = "parts/icons.html"


class Pages(Jinja2):
    """Django's Jinja2 backend with an environment for each language."""

    _spoken: Mapping[str, "Environment"]

    @property  # type: ignore[override]  # ours is one of Jinja2's
    def env(self) -> "Environment":
        """The environment of the language that is spoken now."""
        return self._spoken.get(translation.get_language() or "en", self._spoken["en"])

    @env.setter
    def env(self, made: "Environment") -> None:
        self._spoken = {code: made.speaking(code) for code, _ in settings.LANGUAGES}


class Environment(jinja2.Environment):
    """Jinja2's, which puts what is known beforehand into the template when it compiles it."""

    language = "en"

    def speaking(self, language: str) -> "Environment":
        """The same environment for another language."""
        made = self.overlay()
        made.language = language
        return made

    def compile(self, source: str | nodes.Template, *arguments: Any, **named: Any) -> Any:
        """As Jinja2's. While developing, a static file may change under a template that does not: then nothing is known beforehand."""
        if isinstance(source, str) and not settings.DEBUG:
            with translation.override(self.language):
                source = _Foreknown(self).visit(self.parse(source, *arguments[:2]))
        return super().compile(source, *arguments, **named)


class _Foreknown(NodeTransformer):
    """Puts the answer in place of a call whose arguments are all written down, and an included template in the place where it is included."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.known: dict[str, Callable[..., Any]] = {name: cast("Callable[..., Any]", environment.globals[name]) for name in KNOWN}

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node | list[nodes.Node]:  # noqa: N802  Jinja2's way to name visitors
        if not isinstance(node.template, nodes.Const) or node.with_context:
            return node
        module = self.environment.get_template(node.template.value).module
        names = [(each, each) if isinstance(each, str) else each for each in node.names]
        if node.template.value == ICONS:
            self.known |= {alias: getattr(module, name) for name, alias in names}
        return [self._given(alias, getattr(module, name)) for name, alias in names]

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  as above
        loader = self.environment.loader
        if loader is None or not isinstance(node.template, nodes.Const) or not node.with_context or node.ignore_missing:
            return node
        source, filename, _ = loader.get_source(self.environment, node.template.value)
        included = self.environment.parse(source, node.template.value, filename)
        if included.find(nodes.Extends) or included.find(nodes.Block):
            return node
        self.generic_visit(included)
        return nodes.Scope(included.body, lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  as above
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in self.known or node.dyn_args or node.dyn_kwargs:
            return node
        try:
            arguments = [each.as_const() for each in node.args]
            named = {each.key: each.value.as_const() for each in node.kwargs}
        except nodes.Impossible:
            return node
        return nodes.Const(self.known[node.node.name](*arguments, **named), lineno=node.lineno, environment=self.environment)

    def _given(self, name: str, macro: Callable[..., Any]) -> nodes.Node:
        """The macro under its name, without asking for its template in every request."""
        kept = f"given_{id(macro)}"
        setattr(self.environment, kept, macro)
        return nodes.Assign(nodes.Name(name, "store"), nodes.EnvironmentAttribute(kept))
