"""Database and table names: templates filled with what is known of an object.

`{space}_{layer}_{environment}` is a template. Each piece is folded to Glue's letters, a piece that
no rule gives is left out with the `_` before it (or after it, at the start). `{environment}` differs
from stack to stack: it is left out of the logical name and stands as `${environment}` in the
database's `physical_name`. All names of one import are given here, so that two objects never get
the same one without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity, Model, ObjectKey
from mapping.names import NamesInUse, assign, fold_file, is_from
from mapping.rules.rules import SKIP, Rules
from mapping.rules.templates import BY_OBJECT, BY_SPACE, ENVIRONMENT, fill, missing, pieces_in, unfolded


@dataclass(slots=True)
class Database:
    """One database: its names, and the pieces that all of its objects have in common."""

    name: str
    physical: str
    spaces: list[str]
    pieces: dict[str, str] = field(default_factory=dict)


class Naming:
    """Logical names of all objects of one import."""

    def __init__(
        self,
        model: Model,
        entities: Iterable[Entity],
        rules: Rules,
        diagnostics: Diagnostics,
        names_in_use: NamesInUse,
    ) -> None:
        self.rules = rules
        self.names_in_use = names_in_use
        self.diagnostics = diagnostics
        self.pieces: dict[ObjectKey, dict[str, str]] = {}
        self.databases: dict[str, Database] = {}
        self._tables: dict[ObjectKey, str] = {}
        self._owners: dict[str, str] = {}  # what a database's name is made of -> its name
        found = list(entities)
        self._name_databases(model, found)
        self._name_tables(found)

    def logical(self, key: ObjectKey) -> str:
        """`database.table` of an object, known or not."""
        name = self._tables.get(key)
        if name is None:
            plain = self._plain_table(key)
            name = self.names_in_use.table(key, plain) or plain
        return f"{self.database_of(key)}.{name}"

    def database_of(self, key: ObjectKey) -> str:
        """The logical name of an object's database."""
        origin, plain = self._origin(key)
        return self._owners.get(origin) or plain

    # --- databases ---

    def _of(self, key: ObjectKey) -> dict[str, str]:
        return self.pieces.get(key) or self.rules.pieces_of(key)

    def _origin(self, key: ObjectKey) -> tuple[str, str]:
        """What identifies an object's database, and its name as the template gives it."""
        pieces = self._of(key)
        if self.rules.database == BY_SPACE:
            return pieces["space"], fold_file(pieces["space"], self.rules.letters)
        origin = unfolded(self.rules.database, pieces)
        return origin, fold_file(self._filled(self.rules.database, pieces))

    def _filled(self, template: str, pieces: Mapping[str, str], environment: str = "") -> str:
        return fill(template, pieces, environment, self.rules.letters)

    def _name_databases(self, model: Model, entities: list[Entity]) -> None:
        spaces = model.spaces if self.rules.database == BY_SPACE else {}
        plain = {space: fold_file(space, self.rules.letters) for space in spaces}
        first: dict[str, Entity] = {}
        for entity in entities:
            self.pieces[entity.key] = self.rules.pieces_of(entity.key)
            self._needs(self.rules.database, entity)
            origin, name = self._origin(entity.key)
            plain[origin] = name
            first.setdefault(origin, entity)
        self._owners, collisions = assign(plain, plain.__getitem__, self._known_databases(entities))
        for c in collisions:
            place = first.get(c.original)
            self.diagnostics.add(
                *c.wording("spaces" if spaces else "databases", self.rules.collisions),
                file=place.file if place else "",
            )
        for entity in entities:
            self._add_to_database(entity)

    def _known_databases(self, entities: list[Entity]) -> dict[str, str]:
        """What a database's name is made of -> the name that it has, by the tables in it."""
        found: dict[str, str] = {}
        for entity in entities:
            database = self.names_in_use.database(entity.key)
            origin, plain = self._origin(entity.key)
            if database and is_from(database, plain, origin):
                found.setdefault(origin, database)
        return found

    def _add_to_database(self, entity: Entity) -> None:
        pieces = self.pieces[entity.key]
        name = self.database_of(entity.key)
        known = self.databases.get(name)
        if known is None:
            self.databases[name] = Database(
                name, self._physical(name, pieces), [entity.key.space], dict(pieces)
            )
            return
        if entity.key.space not in known.spaces:
            known.spaces.append(entity.key.space)
        known.pieces = {k: v for k, v in known.pieces.items() if pieces.get(k) == v}

    def _physical(self, name: str, pieces: Mapping[str, str]) -> str:
        """The name in Glue, where it is another than the logical one."""
        if ENVIRONMENT not in pieces_in(self.rules.database):
            return ""
        variable = f"${{{ENVIRONMENT}}}"
        exact = self._filled(self.rules.database, pieces) == name
        return self._filled(self.rules.database, pieces, variable) if exact else f"{name}_{variable}"

    # --- tables ---

    def _plain_table(self, key: ObjectKey) -> str:
        pieces = self._of(key)
        if self.rules.table == BY_OBJECT:
            return fold_file(pieces["object"], self.rules.letters)
        return fold_file(self._filled(self.rules.table, pieces))

    def _name_tables(self, entities: list[Entity]) -> None:
        inside: dict[str, dict[str, Entity]] = {}
        for entity in entities:
            database = self.databases[self.database_of(entity.key)]
            self._needs(self.rules.table, entity)
            original = entity.key.name if len(database.spaces) == 1 else str(entity.key)
            inside.setdefault(database.name, {})[original] = entity
        folded = {entity.key: self._plain_table(entity.key) for entity in entities}
        for database_name, objects in inside.items():
            plain = {original: folded[entity.key] for original, entity in objects.items()}
            names = {o: self.names_in_use.table(entity.key, plain[o]) for o, entity in objects.items()}
            known = {original: name for original, name in names.items() if name}
            held = self.names_in_use.held(database_name, folded)
            names, collisions = assign(plain, plain.__getitem__, known, held)
            self._tables |= {objects[original].key: name for original, name in names.items()}
            for c in collisions:
                entity = self._failing(objects.get(c.other), objects[c.original])
                self.diagnostics.add(
                    *c.wording("objects", self.rules.collisions), file=entity.file, path=entity.path
                )

    def _failing(self, first: Entity | None, second: Entity) -> Entity:
        """Whose fault it is that two objects have one name: of one that may fail, else the second's."""
        if first is None:  # it is none of this import's
            return second
        may = [self.rules.order_of(each.key)["on_failure"] == SKIP for each in (first, second)]
        return first if may == [True, False] else second

    def _needs(self, template: str, entity: Entity) -> None:
        for name in missing(template, self.pieces[entity.key]):
            message = f"the name {template!r} of {str(entity.key)!r} needs a {name}, which no rule gives"
            remedy = f"Add an entry with {name} to `pieces` of the rules"
            place = ("names", "database" if template is self.rules.database else "table")
            line = self.rules.line(place)
            self.diagnostics.add_about(
                entity.key, "MAP045", message, remedy, file=self.rules.file, path=place, line=line
            )
