"""From the texts of the files to one configuration, noting on the way what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Environment
from typing import TypeVar

from config.building import channel_of, feed_of, watchlist_of
from config.home import DIGESTS, FEEDS, REGISTRY, WATCHLISTS
from config.plans import CheckConcept, mutes_of, plan_of, plan_problems
from config.references import Section, check_references, collect_ids, texts
from config.schema import (
    FILES,
    DigestRecord,
    DigestsFile,
    FeedRecord,
    NoticesRecord,
    WatchlistRecord,
)
from config.schema_channels import CHANNEL_MODELS, CHANNEL_TYPES, AnyChannel, WebhookRecord
from config.schema_types import Record
from config.source import (
    Document,
    Listing,
    Mapping,
    Node,
    Place,
    Scalar,
    is_empty,
    parse,
    problem_at,
)
from config.validation import unknown_key, validate
from config.variables import Variables
from monitor.core.configuration import Configuration, FileText
from monitor.core.delivery import Channel
from monitor.core.digest import DigestPlan
from monitor.core.errors import Problem, QueryError
from monitor.core.feed import Feed
from monitor.core.watchlist import Watchlist

CheckQuery = Callable[[str], object]
CheckExamples = Callable[[Watchlist], Sequence[tuple[str, str, str]]]

R = TypeVar("R", bound=Record)

_START = Place(line=1, column=1)


class Assembly:
    """One loading: `assemble` returns the configuration and fills `problems` and `warnings`."""

    def __init__(
        self,
        environment: Environment[str, str],
        check_query: CheckQuery | None,
        check_examples: CheckExamples | None,
        examples_only_warn: bool,
        check_concept: CheckConcept | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._environment = environment
        self._check_query, self._check_examples = check_query, check_examples
        self._check_concept = check_concept
        self._bad_examples = self.warnings if examples_only_warn else self.problems

    def assemble(self, files: Sequence[FileText], skipped: Collection[str]) -> Configuration:
        """What the files say, as far as it is right; of `skipped` files nothing is said at all."""
        written = {file.name: file.text for file in files}
        names = (*FILES, REGISTRY)
        roots = {name: self._root(name, written.get(name), name in skipped) for name in names}
        feeds = self._section(FEEDS, "feeds", roots[FEEDS])
        watchlists = self._section(WATCHLISTS, "watchlists", roots[WATCHLISTS])
        channels = self._section(DIGESTS, "channels", roots[DIGESTS])
        digests = self._section(DIGESTS, "digests", roots[DIGESTS])
        for section in (feeds, watchlists, channels, digests):
            self.problems += collect_ids(section)
        found = self._watchlists(watchlists, feeds)
        root = roots[DIGESTS]
        self.problems += check_references(feeds, DIGESTS, *_feed_ids(digests))
        return Configuration(
            feeds=self._feeds(feeds),
            watchlists=found,
            channels=self._channels(channels),
            digests=self._digests(digests, watchlists, channels, found, self._holidays(root)),
            notice_channels=self._notices(root, channels),
            mutes=mutes_of(root.get("mutes") if root else None, self._check_concept, self.problems),
        )

    def _root(self, name: str, text: str | None, skip: bool) -> Mapping | None:
        """The mapping a file holds; None when nothing can be said of it."""
        if skip:
            return None
        document = parse(name, text or "")
        self.problems += document.problems
        if document.root is None or is_empty(document.root):
            return self._nothing(document, missing=text is None)
        if not isinstance(document.root, Mapping):
            key = next(iter(FILES[name].model_fields)) if name in FILES else "entities"
            hint = f"write {key}: first, and what is there now under it"
            self._note(name, document.root, "the file must be a mapping", hint)
            return None
        if name == REGISTRY:
            return document.root
        allowed = tuple(FILES[name].model_fields)
        for key, pair in document.root.pairs.items():
            if key not in allowed:
                self.problems.append(unknown_key(name, pair.place, key, allowed, name))
        variables = Variables(name, self._environment)
        filled = variables.fill(document.root)
        self.problems += variables.problems
        return filled if isinstance(filled, Mapping) else None

    def _nothing(self, document: Document, *, missing: bool) -> Mapping | None:
        if document.problems:
            return None
        name = document.file
        if name in FILES:
            key = next(iter(FILES[name].model_fields))
            message = "is missing" if missing else "is empty"
            hint = f"write {key}: and a list under it, or let telemon init write the file"
            self.warnings.append(Problem(file=name, message=message, hint=hint))
        return Mapping(place=_START, pairs={})

    def _section(self, file: str, name: str, root: Mapping | None) -> Section:
        if root is None:
            return Section(file=file, name=name, complete=False)
        node = root.get(name)
        if node is None:
            return Section(file=file, name=name)
        one = name.removesuffix("s")
        if not isinstance(node, Listing):
            self._note(file, node, f"{name} must be a list", f"begin each {one} with - id:")
            return Section(file=file, name=name, complete=False)
        parts = tuple(part for part in node.items if isinstance(part, Mapping))
        for part in node.items:
            if not isinstance(part, Mapping):
                self._note(file, part, f"a {one} must be a mapping", "write - id: and so on")
        return Section(file=file, name=name, parts=parts)

    def _feeds(self, section: Section) -> tuple[Feed, ...]:
        found = []
        lines: dict[str, int] = {}
        for part in section.parts:
            record = self._record(section, part, FeedRecord)
            if record is None:
                continue
            first = lines.setdefault(record.url, part.place.line)
            if first != part.place.line:
                message = f"feed {record.id} has the address of the feed in line {first}"
                self._warn(section.file, part.get("url") or part, message, "remove one of them")
            found.append(feed_of(record))
        return tuple(found)

    def _watchlists(self, section: Section, feeds: Section) -> tuple[Watchlist, ...]:
        found = []
        for part in section.parts:
            filters = part.get("feeds")
            if isinstance(filters, Mapping):
                self.problems += check_references(feeds, section.file, filters.get("id"))
            record = self._record(section, part, WatchlistRecord)
            sound = self._query_is_sound(section.file, part.get("query"))
            if record is not None:
                found.append(watchlist_of(record))
                if sound:
                    self._examples(section.file, part, found[-1])
        return tuple(found)

    def _query_is_sound(self, file: str, node: Node | None) -> bool:
        if self._check_query is None or not isinstance(node, Scalar):
            return True
        for scalar in texts(node):
            try:
                self._check_query(str(scalar.value))
            except QueryError as error:
                self.problems.append(_query_problem(file, scalar, error))
                return False
        return True

    def _examples(self, file: str, part: Mapping, watchlist: Watchlist) -> None:
        if self._check_examples is None:
            return
        examples = part.get("examples")
        for text, expected, message in self._check_examples(watchlist):
            listed = examples.get(expected) if isinstance(examples, Mapping) else None
            node = next((one for one in texts(listed) if one.value == text), part)
            told = f"watchlist {watchlist.id}: example of a {expected} fails: {message}"
            self._bad_examples.append(
                problem_at(file, node.place, told, "change the query or the example")
            )

    def _channels(self, section: Section) -> tuple[Channel, ...]:
        found = []
        for part in section.parts:
            model = self._channel_model(section, part)
            record = self._record(section, part, model) if model else None
            if isinstance(record, WebhookRecord) and not record.secret:
                message = f"channel {record.id} has no secret: its requests will not be signed"
                self._warn(section.file, part, message, "write secret: ${NAME}")
            if record is not None:
                found.append(channel_of(record))
        return tuple(found)

    def _channel_model(self, section: Section, part: Mapping) -> type[AnyChannel] | None:
        node = part.get("type")
        if isinstance(node, Scalar) and node.value in CHANNEL_MODELS:
            return CHANNEL_MODELS[str(node.value)]
        message = "channel has no type" if node is None else "type of a channel is not known"
        self._note(section.file, node or part, message, f"write {CHANNEL_TYPES}")
        return None

    def _digests(
        self,
        section: Section,
        watchlists: Section,
        channels: Section,
        known: Sequence[Watchlist],
        holidays: Sequence[str],
    ) -> tuple[DigestPlan, ...]:
        found = []
        all_known = watchlists.complete and len(known) == len(watchlists.parts)
        for part in section.parts:
            self.problems += check_references(watchlists, section.file, part.get("watchlists"))
            self.problems += check_references(channels, section.file, part.get("channels"))
            record = self._record(section, part, DigestRecord)
            if record is not None:
                wrong = list(plan_problems(part, record, known if all_known else None))
                self.problems += wrong
                found += [] if wrong else [plan_of(record, known, holidays)]
        return tuple(found)

    def _holidays(self, root: Mapping | None) -> tuple[str, ...]:
        pair = root.pairs.get("holidays") if root else None
        if root is None or pair is None:
            return ()
        only = Mapping(place=root.place, pairs={"holidays": pair})
        record = validate(DIGESTS, only, DigestsFile, self.problems, DIGESTS)
        return record.holidays if record else ()

    def _notices(self, root: Mapping | None, channels: Section) -> tuple[str, ...]:
        node = root.get("notices") if root else None
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self._note(DIGESTS, node, "notices must be a mapping", "write {channels: [id]}")
            return ()
        self.problems += check_references(channels, DIGESTS, node.get("channels"))
        record = validate(DIGESTS, node, NoticesRecord, self.problems, "notices")
        return tuple(dict.fromkeys(record.channels)) if record else ()

    def _record(self, section: Section, part: Mapping, model: type[R]) -> R | None:
        named = next((str(scalar.value) for scalar in texts(part.get("id"))), "")
        what = f"{section.one} {named}".strip()
        return validate(section.file, part, model, self.problems, what)

    def _note(self, file: str, node: Node, message: str, hint: str) -> None:
        self.problems.append(problem_at(file, node.place, message, hint))

    def _warn(self, file: str, node: Node, message: str, hint: str) -> None:
        self.warnings.append(problem_at(file, node.place, message, hint))


def _feed_ids(digests: Section) -> list[Node]:
    """Where digests name feeds."""
    filters = [part.get("feeds") for part in digests.parts]
    named = [one.get("id") for one in filters if isinstance(one, Mapping)]
    return [node for node in named if node is not None]


def _query_problem(file: str, scalar: Scalar, error: QueryError) -> Problem:
    place = scalar.at(error.position)
    known = place != scalar.place or error.position == 0
    where = "" if known else f" (at its character {error.position + 1})"
    return problem_at(file, place, f"query: {error.message}{where}", error.suggestion)
