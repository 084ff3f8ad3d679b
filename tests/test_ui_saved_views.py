import json
from pathlib import Path

import pytest

from graph.errors import InputError
from ui import saved_views
from ui.saved_views import View

VIEW = View("Ant, four years on", "company/ant-group", ("country/china~FINES",), "communities", {"pinned": ["x"]})


def test_a_view_is_kept_and_restored(tmp_path: Path) -> None:
    saved_views.save(tmp_path / "views", VIEW)
    assert saved_views.read(tmp_path / "views", VIEW.id) == VIEW
    assert saved_views.views(tmp_path / "views") == [VIEW]
    assert [path.suffix for path in (tmp_path / "views").iterdir()] == [".json"]


def test_names_written_alike_are_two_views(tmp_path: Path) -> None:
    for name in ("Ant", "ant", "蚂蚁", "蚁"):
        saved_views.save(tmp_path, View(name))
    assert {one.name for one in saved_views.views(tmp_path)} == {"Ant", "ant", "蚂蚁", "蚁"}


def test_the_same_name_replaces(tmp_path: Path) -> None:
    saved_views.save(tmp_path, View("Ant", "company/ant-group"))
    saved_views.save(tmp_path, View("Ant", "company/alibaba"))
    assert [one.focus for one in saved_views.views(tmp_path)] == ["company/alibaba"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        saved_views.save(tmp_path, View(name))


def test_too_large_a_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too large"):
        saved_views.save(tmp_path, View("x", state={"places": "x" * saved_views.LARGEST}))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("id_", ["gone", "../secrets", "", "a/b"])
def test_an_address_names_no_other_file(tmp_path: Path, id_: str) -> None:
    (tmp_path.parent / "secrets.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="no such view"):
        saved_views.read(tmp_path, id_)


def test_a_damaged_view_is_told_and_the_others_stay(tmp_path: Path) -> None:
    saved_views.save(tmp_path, VIEW)
    (tmp_path / "torn.json").write_text(json.dumps({"name": "torn"})[:-3], encoding="utf-8")
    assert saved_views.views(tmp_path) == [VIEW]
    with pytest.raises(InputError, match="save the view again"):
        saved_views.read(tmp_path, "torn")
