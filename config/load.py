"""Reads what an admin edits and reports every mistake of all files in one run."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from config import contradictions, digests, example_files, hooks, library, permits, roles, stationery, wiring
from config.example_files import FiledExamples
from config.installation import InstallationSection, LabelsSection, StateSection, mail_policy, notices_of
from config.library import Library
from config.marks import LARGEST, Branch, Reading, Scalar, Snag, read
from config.mistakes import Mistake, quoted, suggestion
from config.places import places_of
from config.schema import PackSection
from config.sections import Page, Section, word
from config.values import BoardConfig, Installation, Schedule
from config.waivers import WaiversSection, longest_lasting
from rules.pack import Pack
from rules.values import fold
from sync.engagement import Engagement, Limits
from sync.service.keeper import Retention

S = TypeVar("S", bound=Section)

SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a configuration: the installation where no file holds a mistake, else None.

    `texts` holds the text of every file by the name mistakes give it, for `config.mistakes.render`.
    """

    installation: Installation | None
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class _Files:
    """Every file of a configuration, read and looked over."""

    folder: Path
    main: Page
    root: InstallationSection | None
    pack_pages: tuple[Page, ...]
    shelf: Library
    waivers_page: Page
    waivers: WaiversSection | None
    example_pages: tuple[Page, ...]
    filed: tuple[FiledExamples, ...]
    letters: stationery.Shelf

    @property
    def pages(self) -> tuple[Page, ...]:
        return (self.main, *self.pack_pages, self.waivers_page, *self.example_pages, *self.letters.pages)


def load(
    config_file: Path, now: datetime | None = None, edited: Sequence[Path] = (), instead: bytes | None = None
) -> Loaded:
    """Load stageward.yaml, its packs, their example files and waivers.yaml.

    `now` (aware; the present moment where left out) decides which waivers are expired. Packs that are `edited`
    stand in place of those of the same name; `instead` is read in place of what stageward.yaml holds. Raises nothing for what stands in the files or is missing: that
    is reported as mistakes.
    """
    files = _read_files(config_file, edited, instead)
    _look_over(files, now or datetime.now(UTC))  # noqa: TID251 - where nobody hands it a moment
    found = [one for page in files.pages for one in page.mistakes]
    mistakes = tuple(one for one in found if not one.is_warning)
    warnings = tuple(one for one in found if one.is_warning)
    installation = _installation(files, files.root) if files.root and not mistakes else None
    return Loaded(installation, mistakes, warnings, {page.file: page.reading.text for page in files.pages})


def load_pack(text: bytes, name: str) -> tuple[Pack | None, tuple[Mistake, ...]]:
    """Load one pack by itself; `name` is what mistakes call its file. Warnings are among the mistakes."""
    page = Page(name, read(text))
    section = _read_needed(page, PackSection)
    if section is not None:
        library.look_over(Library.of([page], [section]))
        contradictions.look_over([section])
    return (section.to_pack() if section is not None and page.is_sound else None), page.mistakes


def _read_needed(page: Page, model: type[S]) -> S | None:
    tree = page.reading.tree
    if not page.reading.snags and (tree is None or (isinstance(tree, Scalar) and tree.is_null)):
        page.blame(0, "the file is empty")
        return None
    return page.read(model)


def _read_files(config_file: Path, edited: Sequence[Path], instead: bytes | None) -> _Files:
    folder = config_file.parent
    main = _page(config_file, folder) if instead is None else Page(_shown(config_file, folder), read(instead))
    root = _read_needed(main, InstallationSection)
    files = _yaml_files(folder / _packs_dir(main))
    pages = _in_place([_page(file, folder) for file in files or ()], [_page(file, folder) for file in edited])
    packs = [pack for page in pages if (pack := _read_needed(page, PackSection))]
    if files is None and root is not None:
        main.blame(root.place_of("packs_dir"), f"the folder of packs cannot be read: {quoted(_packs_dir(main))}")
    shelf = Library.of(pages, packs) if files is not None else Library((), None, None)
    waivers = _page(folder / "waivers.yaml", folder, needed=False)
    example_pages = _example_pages(folder, main)
    return _Files(
        folder=folder,
        main=main,
        root=root,
        pack_pages=pages,
        shelf=shelf,
        waivers_page=waivers,
        waivers=waivers.read(WaiversSection),
        example_pages=example_pages,
        letters=_letters(root, folder),
        filed=tuple(section for page in example_pages for section in example_files.read_examples(page)),
    )


def _in_place(pages: Sequence[Page], edited: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages of packs, with edited ones in place of those whose pack has the same name."""
    names = {_pack_name(page) for page in edited} - {None}
    return (*(page for page in pages if _pack_name(page) not in names), *edited)


def _pack_name(page: Page) -> str | None:
    tree = page.reading.tree
    return word(tree, "pack") if isinstance(tree, Branch) else None


def _example_pages(folder: Path, main: Page) -> tuple[Page, ...]:
    examples = folder / example_files.FOLDER
    files = _yaml_files(examples)
    if files is None and examples.exists():
        main.blame(0, f"the folder of examples cannot be read: {quoted(example_files.FOLDER)}")
    return tuple(_page(file, folder) for file in files or ())


def _packs_dir(main: Page) -> str:
    """Return the folder of packs; that of the sample where stageward.yaml does not tell (RULINGS C13)."""
    tree = main.reading.tree
    return (word(tree, "packs_dir") if isinstance(tree, Branch) else None) or "rules"


def _yaml_files(folder: Path) -> list[Path] | None:
    """Return the YAML files of a folder, not deeper; files an editor hides are none (RULINGS L10)."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return None
    return [file for file in found if file.suffix in {".yaml", ".yml"} and file.name[0] != "." and not file.is_dir()]


def _page(file: Path, folder: Path, *, needed: bool = True) -> Page:
    name = _shown(file, folder)
    try:
        with file.open("rb") as stream:
            return Page(name, read(stream.read(LARGEST + 1)))
    except FileNotFoundError:
        told = f"there is no file {file.absolute()}; name the configuration with --config or STAGEWARD_CONFIG"
        missing = (Snag(0, told),) if needed else ()
        return Page(name, Reading("", snags=missing))
    except OSError as error:
        return Page(name, Reading("", snags=(Snag(0, f"this file cannot be read: {error.strerror}"),)))


def _shown(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/").encode(errors="replace").decode()


def _look_over(files: _Files, now: datetime) -> None:
    library.look_over(files.shelf, frozenset(fold(section.rule) for section in files.filed if section.every()))
    contradictions.look_over(files.shelf.packs)
    example_files.look_over(files.filed, files.shelf)
    stationery.look_over(files.letters)
    wired = None
    if files.root is not None:
        wiring.look_over(files.root, files.shelf)
        digests.look_over(files.root)
        hooks.look_over(files.root)
        _look_for_templates(files.root, files.folder, files.letters)
        if all(page.is_sound for page in (files.main, *files.pack_pages)):
            wired = wiring.wire(files.root, files.shelf)
            roles.look_over(files.root, wired)
            contradictions.look_over_use(wired)
    if files.waivers is not None:
        permits.look_over(files.waivers.waivers, files.shelf, wired, now)


def places_of_files(config_file: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the single files, and the folders, that `load` reads, those that are missing included."""
    folder = config_file.parent
    main = _page(config_file, folder)
    tree = main.reading.tree
    templates = (word(tree, "templates_dir") if isinstance(tree, Branch) else None) or "templates"
    folders = (_packs_dir(main), templates, example_files.FOLDER)
    return (config_file, folder / "waivers.yaml"), tuple(folder / one for one in folders)


def _templates(root: InstallationSection | None, folder: Path) -> Path:
    return folder / ((root.templates_dir if root else None) or "templates")


def _letters(root: InstallationSection | None, folder: Path) -> stationery.Shelf:
    templates = _templates(root, folder)
    return stationery.read_shelf(templates, _shown(templates, folder), lambda file: _page(file, folder))


def _look_for_templates(root: InstallationSection, folder: Path, letters: stationery.Shelf) -> None:
    if root.templates_dir is not None and not _templates(root, folder).is_dir():
        told = f"the folder does not exist: {quoted(root.templates_dir)}; the built-in wording is used"
        root.page.blame(root.place_of("templates_dir"), told, warning=True)
    for name in letters.strangers:
        told = f"{quoted(name)} among the templates is not read{suggestion(name, stationery.FILES)}"
        root.page.blame(root.place_of("templates_dir"), told, warning=True)


def _installation(files: _Files, root: InstallationSection) -> Installation:
    limits = root.limits.limits() if root.limits else Limits()
    prefix = (root.labels or LabelsSection.model_construct()).prefix
    templates = _templates(root, files.folder)
    schedule = root.schedule.schedule() if root.schedule else Schedule()
    engagements = tuple(
        _with_packs(one.engagement(limits, prefix, root.rule_pages, notices_of(root, one.work_type)), files.shelf)
        for one in root.engagements
    )
    return Installation(
        engagements=engagements,
        sources=tuple(one.source_config() for one in root.sources),
        packs=tuple(pack.to_pack() for pack in files.shelf.packs),
        examples=tuple(example for section in files.filed for example in section.filed()),
        places=places_of(files.shelf),
        waivers=longest_lasting(chain.from_iterable(one.waivers() for one in files.waivers.waivers))
        if files.waivers
        else (),
        mail=mail_policy(root, engagements, limits),
        smtp=root.mail.smtp.smtp() if root.mail and root.mail.smtp else None,
        state_url=_state_url((root.state or StateSection.model_construct()).url, files.folder),
        configuration=files.main.digest,
        folder=files.folder,
        schedule=schedule,
        intervals=MappingProxyType({one.name: one.every or schedule.every for one in root.engagements}),
        terms=MappingProxyType({one.name: one.terms() for one in root.engagements}),
        targets=MappingProxyType(root.targets),
        step_up=root.step_up.step_up() if root.step_up else None,
        team=MappingProxyType(root.team),
        digest=MappingProxyType(root.digest),
        people=MappingProxyType({address: one.colleague() for address, one in root.people.items()}),
        templates=templates if templates.is_dir() else None,
        stationery=stationery.stationery_of(files.letters),
        retention=root.retention.retention() if root.retention else Retention(),
        board=root.board.board() if root.board else BoardConfig(),
        service=root.service.listen if root.service else None,
        imap=root.mail.imap.imap() if root.mail and root.mail.imap else None,
    )


def _with_packs(engagement: Engagement, shelf: Library) -> Engagement:
    """Name packs as their files do; an engagement may write them in other letters."""
    found = (shelf.pack(name) for name in engagement.packs)
    return replace(engagement, packs=tuple(pack.pack for pack in found if pack is not None))


def _state_url(url: str, folder: Path) -> str:
    """Return the URL with a path that does not hang on where the program was started."""
    if not url.startswith(SQLITE):
        return url
    return SQLITE + str((folder / url.removeprefix(SQLITE)).absolute())
