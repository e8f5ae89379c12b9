"""R28: which module a code object belongs to, and that asking runs nothing of anybody's."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn, cast

import pytest

from tandem_profiler.model import GENERATED, Frame, Language
from tandem_profiler.names import Names

FILE = "/somewhere/shop.py"
UNKNOWN = Frame(Language.PYTHON, GENERATED, GENERATED)


def code_in(file: str, source: str = "def buy(): pass") -> CodeType:
    module = compile(source, file, "exec")
    (code,) = [one for one in module.co_consts if isinstance(one, CodeType)]
    return code


def names(generated_names: bool = False) -> Names:
    fresh = Names(generated_names)
    fresh.refresh()
    return fresh


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Puts modules with a file into sys.modules."""

    def put(name: str, file: object = FILE, module: Any = None) -> None:
        module = ModuleType("any") if module is None else module
        if isinstance(module, ModuleType):
            vars(module)["__file__"] = file
        monkeypatch.setitem(sys.modules, name, module)

    yield put


def test_frame_is_owned_by_the_module_with_its_file(modules: Any) -> None:
    modules("shop.cart")
    assert names().frame(code_in(FILE)) == Frame(Language.PYTHON, "shop.cart", "buy")


@pytest.mark.parametrize(
    ("source", "function"),
    [
        ("class Cart:\n def buy(self): pass", "Cart"),
        ("f = lambda: 1", "<lambda>"),
        ("g = (x for x in y)", "<genexpr>"),
    ],
)
def test_frame_takes_the_qualified_name(modules: Any, source: str, function: str) -> None:
    modules("shop")
    assert names().frame(code_in(FILE, source)).function == function


def test_frame_of_a_method_and_a_closure_says_where_they_are_defined() -> None:
    class Cart:
        def total(self) -> Any:
            return lambda: 1

    here = names()
    prefix = "test_frame_of_a_method_and_a_closure_says_where_they_are_defined.<locals>.Cart.total"
    assert here.frame(Cart.total.__code__) == Frame(Language.PYTHON, __name__, prefix)
    assert here.frame(Cart().total().__code__).function == prefix + ".<locals>.<lambda>"


def test_package_is_the_owner_of_what_its_init_defines() -> None:
    import email.mime  # noqa: F401
    import json

    assert names().frame(json.dumps.__code__) == Frame(Language.PYTHON, "json", "dumps")


def test_main_wins_over_other_names_of_the_same_file(modules: Any) -> None:
    modules("__main__")
    modules("app")
    assert names().frame(code_in(FILE)).owner == "__main__"


def test_mp_main_is_main(modules: Any) -> None:
    modules("__mp_main__")
    assert names().frame(code_in(FILE)).owner == "__main__"


def test_of_two_names_the_shorter_wins_and_then_the_lesser(modules: Any) -> None:
    modules("vendored.shop")
    modules("sho2")
    modules("sho1")
    assert names().frame(code_in(FILE)).owner == "sho1"


def test_name_that_the_module_goes_by_wins_over_a_shorter_alias(
    modules: Any,
) -> None:
    module = ModuleType("shop.cart")
    modules("shop.cart", module=module)
    modules("x", module=module)
    assert names().frame(code_in(FILE)).owner == "shop.cart"


def test_frozen_modules_go_by_their_own_name() -> None:
    bootstrap = importlib.util.find_spec.__globals__["_find_spec"].__code__
    assert names().frame(bootstrap).owner == "importlib._bootstrap"
    assert names().frame(code_in("<frozen zipimport>")).owner == "zipimport"


def test_a_file_name_that_only_says_frozen_is_generated() -> None:
    assert names().frame(code_in("<frozen card number 4711>")) == UNKNOWN


@pytest.mark.parametrize("file", ["<string>", "<stdin>", "", "/no/such/module.py"])
def test_code_of_no_module_is_generated(file: str) -> None:
    assert names().frame(code_in(file)) == UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        "buy",
        "Cart.total",
        "Über.straße",
        "f.<locals>.<lambda>",
        "f.<locals>.<genexpr>",
        "<listcomp>",
        "<generic parameters of f>",
        "f.<locals>.<generic parameters of g>",
    ],
)
def test_name_that_a_compiler_gives_is_sent(modules: Any, name: str) -> None:
    modules("shop")
    code = code_in(FILE).replace(co_qualname=name)
    assert names().frame(code) == Frame(Language.PYTHON, "shop", name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "order 4711", "4711", "buy-4711", "f.", "<order>", "<generic parameters of 4 7>"],
)
def test_name_that_no_compiler_gives_is_generated(modules: Any, name: str) -> None:
    modules("shop")
    code = code_in(FILE).replace(co_qualname=name)
    assert names().frame(code) == UNKNOWN
    if name:
        assert names(generated_names=True).frame(code) == Frame(Language.PYTHON, "shop", name)


def test_generated_names_sends_the_function_and_never_the_file() -> None:
    frame = names(generated_names=True).frame(code_in("<ipython-input-1>"))
    assert frame == Frame(Language.PYTHON, GENERATED, "buy")


def test_module_that_was_removed_keeps_its_name(
    modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules("shop")
    remembering = names()
    monkeypatch.delitem(sys.modules, "shop")
    remembering.refresh()
    assert remembering.frame(code_in(FILE)).owner == "shop"


def test_module_that_takes_the_place_of_another_is_seen(
    modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules("first", "/first.py")
    remembering = names()
    monkeypatch.delitem(sys.modules, "first")
    modules("second", "/second.py")
    remembering.refresh()
    assert remembering.frame(code_in("/second.py")).owner == "second"


def test_real_module_imported_from_disk_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bought.py").write_text("def pay(): pass")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("bought")
    monkeypatch.setitem(sys.modules, "bought", module)
    assert names().frame(module.pay.__code__) == Frame(Language.PYTHON, "bought", "pay")


def _executed(*_: object) -> NoReturn:
    raise AssertionError("code of the application was run")


class Hostile(ModuleType):
    """A module whose every way in but the module type's own slot is mined."""

    __getattribute__ = __getattr__ = _executed
    __class__ = property(_executed)
    __dict__ = property(_executed)
    __eq__ = __hash__ = __bool__ = __repr__ = _executed


class HostileText(str):
    """A text whose methods are the application's."""

    __slots__ = ()
    __eq__ = __ne__ = __len__ = __str__ = __iter__ = _executed
    startswith = __getitem__ = __contains__ = _executed
    __hash__ = str.__hash__


class HostileObject:
    """No module at all, and mined too."""

    __getattribute__ = __getattr__ = _executed
    __class__ = property(_executed)
    __eq__ = __hash__ = __bool__ = _executed


def test_refresh_reads_a_hostile_module_by_the_slot_alone(modules: Any) -> None:
    module = Hostile("shop")
    cast(Any, vars(ModuleType)["__dict__"]).__get__(module)["__file__"] = FILE
    modules("shop", module=None)
    sys.modules["shop"] = module
    assert names().frame(code_in(FILE)).owner == "shop"


def test_refresh_passes_by_what_is_no_module(modules: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "odd", HostileObject())
    monkeypatch.setitem(sys.modules, "none", None)
    modules("shop", file=HostileText(FILE))
    assert names().frame(code_in(FILE)) == UNKNOWN


def test_frame_of_a_hostile_file_or_function_name_is_generated(modules: Any) -> None:
    modules("shop")
    code = code_in(FILE)
    assert names().frame(code.replace(co_filename=HostileText(FILE))) == UNKNOWN
    assert names().frame(code.replace(co_qualname=HostileText("buy"))) == UNKNOWN
    assert names(generated_names=True).frame(code.replace(co_qualname=HostileText("x"))) == UNKNOWN


def test_refresh_passes_by_a_table_of_modules_that_is_none(
    modules: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules("shop")
    remembering = names()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "modules", HostileObject())
        remembering.refresh()
    assert remembering.frame(code_in(FILE)).owner == "shop"


class Key(str):
    """A key that notes that somebody compared it."""

    compared = False
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Key.compared = True
        return str.__eq__(self, other)


def test_refresh_compares_no_key_of_the_application(modules: Any) -> None:
    module = ModuleType("keyed")
    vars(module)[Key("__file__")] = "/keyed.py"
    modules("keyed", module=module, file="/keyed.py")
    Key.compared = False
    assert names().frame(code_in("/keyed.py")) == UNKNOWN
    assert not Key.compared


@pytest.mark.parametrize("name", ["alice@example.org", "order 17", "a/b", "a\\b", "", "a b.c"])
def test_module_by_a_name_that_no_file_has_is_generated(modules: Any, name: str) -> None:
    modules(name)
    assert names().frame(code_in(FILE)) == UNKNOWN


@pytest.mark.parametrize("name", ["app.migrations.0001_initial", "my-script", "größe", "_x.__y__"])
def test_module_by_a_name_that_a_file_has_is_sent(modules: Any, name: str) -> None:
    modules(name)
    assert names().frame(code_in(FILE)).owner == name
