"""Files that are there whole or not at all, and texts that XML can hold."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from graph import network
from graph.errors import InputError
from graph.exchange.aside import whole_file, whole_folder
from graph.exchange.drawings import export_network
from graph.network import Act, Member


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as file:
        file.write(b"text")
        assert not path.exists()
    assert path.read_bytes() == b"text"
    assert list(tmp_path.iterdir()) == [path]


def test_what_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(path, replace=True) as file:
        file.write(b"new")
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "folder", mark="mark"):
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_stays_unless_it_shall_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(InputError, match=r"is there already.*--force"), whole_file(path):
        pass
    with whole_file(path, replace=True) as file:
        file.write(b"new")
    assert path.read_text() == "new"


def test_who_came_first_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(InputError, match="is there already"), whole_file(path) as file:
        file.write(b"late")
        path.write_text("first")
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_only_a_folder_of_an_export_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with whole_folder(folder, mark="mark") as inside:
        (inside / "mark").touch()
        (inside / "old").touch()
    with whole_folder(folder, mark="mark", replace=True) as inside:
        (inside / "mark").touch()
    assert [one.name for one in folder.iterdir()] == ["mark"]
    (folder / "mark").unlink()
    (folder / "letters").touch()
    with pytest.raises(InputError, match="no such export made"), whole_folder(folder, mark="mark", replace=True):
        pass
    with pytest.raises(InputError, match="no such export made"), whole_file(folder, replace=True):
        pass
    assert (folder / "letters").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"), whole_file(tmp_path / "no" / "a.txt"):
        pass


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_xml_cannot_hold_is_marked(form: str, tmp_path: Path) -> None:
    members = {"a": Member("a", "A\x00<&>\x1f", "Company"), "b": Member("b", "蚂蚁", "Company")}
    path = tmp_path / f"net.{form}"
    export_network(network.network([Act("1", "a", "FINES", "b")], members), path, form=form)
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert read.nodes["a"]["label"] == "A\ufffd<&>\ufffd"
    assert read.nodes["b"]["label"] == "蚂蚁"
