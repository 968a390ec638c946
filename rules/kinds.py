"""What a value can be: the words behind `is`, each a test with its words for what is wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rules.model import Person, Value
from rules.scene import Scene
from rules.values import Answer, answer, day_in, fold, is_address, is_empty, number_in

FAILS, HOLDS = Answer.FAILS, Answer.HOLDS

Test = Callable[[Value, Scene], Answer]


@dataclass(frozen=True, slots=True)
class Compared:
    """A compiled test: how to ask it, how to say what is wanted, and whether it hangs on the day."""

    ask: Test
    wanted: Callable[[Scene], str]
    by_day: bool = False


def fixed(text: str) -> Callable[[Scene], str]:
    return lambda _scene: text


def _filled(value: Value, _scene: Scene) -> Answer:
    return FAILS if value is None or is_empty(value) else HOLDS


def _empty(value: Value, _scene: Scene) -> Answer:
    return answer(holds=is_empty(value))


def _true(value: Value, _scene: Scene) -> Answer:
    return answer(holds=value is True or (isinstance(value, str) and fold(value) == "true"))


def _false(value: Value, _scene: Scene) -> Answer:
    return answer(holds=value is False or is_empty(value) or (isinstance(value, str) and fold(value) == "false"))


def _number(value: Value, _scene: Scene) -> Answer:
    return FAILS if number_in(value) is None else HOLDS


def _date(value: Value, scene: Scene) -> Answer:
    if isinstance(value, date):
        return HOLDS
    return answer(holds=day_in(value, scene.setting.calendar.zone) is not None)


def _past(value: Value, scene: Scene) -> Answer:
    day = day_in(value, scene.setting.calendar.zone)
    return answer(holds=day is not None and day < scene.today)


def _future(value: Value, scene: Scene) -> Answer:
    day = day_in(value, scene.setting.calendar.zone)
    return answer(holds=day is not None and day > scene.today)


def _person(value: Value, _scene: Scene) -> Answer:
    if isinstance(value, Person):
        return HOLDS
    parts = value if isinstance(value, tuple) else (value,)
    people = [isinstance(part, Person) or (isinstance(part, str) and is_address(part)) for part in parts]
    return answer(holds=bool(people) and all(people))


IS: dict[str, Compared] = {
    "filled in": Compared(_filled, fixed("filled in")),
    "present": Compared(_filled, fixed("filled in")),
    "empty": Compared(_empty, fixed("empty")),
    "absent": Compared(_empty, fixed("empty")),
    "true": Compared(_true, fixed("ticked")),
    "false": Compared(_false, fixed("not ticked")),
    "a number": Compared(_number, fixed("a number")),
    "a date": Compared(_date, fixed("a date")),
    "a past date": Compared(_past, fixed("a date before today"), by_day=True),
    "a future date": Compared(_future, fixed("a date after today"), by_day=True),
    "a person": Compared(_person, fixed("a person")),
}
