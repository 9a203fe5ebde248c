"""The templates of mails: those that ship, and the operator's own in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
)
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from monitor.outlet.marks import hung, isolated, plain, wrapped

Finish = Callable[[str], str]

NAMES = (
    "digest.html.j2", "digest.txt.j2", "frame.html.j2", "notice.html.j2", "notice.txt.j2",
    "story_summary.html.j2", "story_summary.txt.j2",
)  # fmt: skip
_COLUMNS = 72


class BrokenTemplateError(Exception):
    """A template of the operator's cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Templates to fill: with `folder`, what is there stands in the place of what ships."""

    folder: Path | None = None

    def html(self, name: str, **values: object) -> str:
        """The page with its styles written into its elements. Raises BrokenTemplateError."""
        return self._guarded(name, lambda page: _inliner().inline(page), values)

    def text(self, name: str, **values: object) -> str:
        """The plain text. Raises BrokenTemplateError."""
        return self._guarded(name, lambda text: text, values)

    def _guarded(self, name: str, finish: Finish, values: dict[str, object]) -> str:
        if self.folder is None:
            return finish(_shipped().get_template(name).render(values))
        try:
            page = _own(self.folder).get_template(name).render(values)
            made = finish(page)
        except Exception as error:
            # Whatever a template of the operator's does: the digest goes out by what ships.
            raise BrokenTemplateError(_told(name, error)) from error
        if not page.strip():
            raise BrokenTemplateError(f"{name}: makes an empty mail")
        return made

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the templates that are the operator's own."""
        if self.folder is None:
            return ()
        return tuple(name for name in NAMES if (self.folder / name).is_file())


def shipped_text(name: str) -> str:
    """A template as it ships, to begin an own one with."""
    source, _, _ = _loader().get_source(_shipped(), name)
    return source


def _told(name: str, error: Exception) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or name}: line {error.lineno}: {plain(error.message or '', 200)}"
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    return f"{_place(name, error)}: {kind}{plain(str(error), 200)}"


def _place(name: str, error: Exception) -> str:
    """The template and line in which `error` arose, as far as the traceback tells."""
    place, trace = name, error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.name in NAMES:
            place = f"{file.name}: line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


@cache
def _shipped() -> Environment:
    return _filled(Environment, _loader(), auto_reload=False)


@cache
def _own(folder: Path) -> Environment:
    # A template is text that an operator may have from anywhere: it reaches no Python.
    loader = ChoiceLoader([FileSystemLoader(folder), _loader()])
    return _filled(SandboxedEnvironment, loader, auto_reload=True)


def _filled(kind: type[Environment], loader: BaseLoader, *, auto_reload: bool) -> Environment:
    environment = kind(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=lambda name: bool(name) and str(name).endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrapped"] = lambda text, indent="": wrapped(str(text), _COLUMNS, indent)
    environment.filters["hung"] = lambda phrase, around, lead, tail="": hung(
        phrase.text + tail, phrase.direction, around, _COLUMNS, lead
    )
    environment.filters["isolated"] = isolated
    return environment


@cache
def _loader() -> PackageLoader:
    return PackageLoader("monitor.outlet")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_at_rules=True, load_remote_stylesheets=False, remove_inlined_selectors=True
    )
