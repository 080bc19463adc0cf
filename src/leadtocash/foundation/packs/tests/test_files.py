"""A pack as files: the same bytes every time, nothing hostile gets in, a changed file is noticed."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.packs import folder
from leadtocash.foundation.packs.pack import Head, read_pack, sealed
from leadtocash.foundation.packs.registry import Content, Item, compare
from leadtocash.foundation.packs.writing import Table

HEAD = 'name = "some_pack"\ntitle = "某公司"\nversion = "1"\n'


def zipped(files: dict[str, bytes | str], **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **more}.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def why(data: bytes) -> str:
    with pytest.raises(RuleError) as refused:
        folder.from_zip(data)
    assert refused.value.code == "pack_unreadable"
    return " ".join(one.what for one in refused.value.missing)


def test_the_same_files_give_the_same_zip():
    files = {"pack.toml": HEAD, "limits.toml": "[projects]\n"}
    once, again = folder.to_zip(files, "a"), folder.to_zip(dict(reversed(files.items())), "a")
    assert once == again
    assert folder.from_zip(once) == files


def test_the_root_folder_and_what_file_managers_leave_do_not_matter():
    files = {"mine/pack.toml": HEAD, "mine/numbering.csv": "series,pattern\r\n", "__MACOSX/mine/._x": "?"}
    assert folder.from_zip(zipped({**files, "mine/.DS_Store": b"\x00"})) == {
        "pack.toml": HEAD,
        "numbering.csv": "series,pattern\n",
    }


@pytest.mark.parametrize(
    "name", ["../pack.toml", "/etc/passwd.txt", "a/../../b.csv", "C:x.csv", "a\\..\\b.csv", "..\\x.toml"]
)
def test_a_path_that_leads_out_is_refused(name):
    info = zipfile.ZipInfo("placeholder.csv")
    info.filename = info.orig_filename = name
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("pack.toml", HEAD)
        archive.writestr(info, "x")
    assert "指到文件夹外面" in why(buffer.getvalue())


def test_a_link_is_refused():
    info = zipfile.ZipInfo("limits.toml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("pack.toml", HEAD)
        archive.writestr(info, "/etc/passwd")
    assert "链接" in why(buffer.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "20 MB" in why(zipped({"pack.toml": HEAD, **{f"a{n}.csv": b"0" * 2_400_000 for n in range(9)}}))
    assert "2.5 MB" in why(zipped({"pack.toml": HEAD, "a.csv": b"0" * 2_600_000}))
    assert "500" in why(zipped({"pack.toml": HEAD, **{f"{n}.csv": b"" for n in range(500)}}))


def test_a_lying_header_is_refused():
    data = bytearray(zipped({"pack.toml": HEAD, "a.csv": b"0" * 1000}))
    at = data.rindex(b"a.csv") - 46 + 24  # the uncompressed size in the central directory
    data[at : at + 4] = (10).to_bytes(4, "little")
    assert "解不开" in why(bytes(data))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no zip", "不是 zip"),
        (b"", "不是 zip"),
        (zipped({"readme.md": "x"}), "没有 pack.toml"),
        (zipped({"pack.toml": HEAD, "run.py": "x"}), "只能有"),
        (zipped({"pack.toml": HEAD, "a.csv": b"\xff\xfe"}), "a.csv 第 1 行：不是 UTF-8"),
        (zipped({"pack.toml": HEAD, "x" * 130 + ".csv": "x"}), "文件名"),
    ],
)
def test_what_is_no_pack_says_why(data, words):
    assert words in why(data)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("name = 3", "「name」"),
        ("", "「title」"),
        ('name = "../x"\ntitle = "t"\nversion = "1"', "小写字母"),
        ('name = "abc"\ntitle = "t"\nversion = "1"\nchecksums = 3', "校验和"),
        ("name = ", "pack.toml"),
    ],
)
def test_a_head_that_says_nothing_usable_is_refused(head, words):
    with pytest.raises(RuleError) as refused:
        read_pack({"pack.toml": head})
    assert words in " ".join(one.what for one in refused.value.missing)


def test_a_sealed_pack_notices_every_change():
    files = sealed(
        Head(name="a_pack", title="某", version="1"), {"numbering.csv": "series,pattern\n", "limits.toml": ""}
    )
    assert read_pack(files).head.seal.keys() == {"numbering.csv", "limits.toml"}
    tampered = {**files, "numbering.csv": "series,pattern\nproject,X{seq}\n", "more.csv": "x"}
    del tampered["limits.toml"]
    with pytest.raises(RuleError) as refused:
        read_pack(tampered)
    assert refused.value.code == "pack_seal_broken"
    words = [one.what for one in refused.value.missing]
    assert words == ["缺少 limits.toml。", "more.csv 不在清单里。", "numbering.csv 在封包后被改过。"]


def test_a_folder_of_something_else_is_not_written_over(tmp_path):
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(RuleError) as refused:
        folder.to_folder({"pack.toml": HEAD}, tmp_path, known=())
    assert refused.value.code == "pack_folder_in_use"


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "pack.toml").write_text(HEAD)
    (tmp_path / "limits.toml").symlink_to("/etc/hostname")
    with pytest.raises(RuleError):
        folder.from_folder(tmp_path)


def test_what_is_gone_goes_from_the_folder_too(tmp_path):
    folder.to_folder({"pack.toml": HEAD, "processes/a.bpmn": "x"}, tmp_path, known=())
    folder.to_folder({"pack.toml": HEAD}, tmp_path, known=["processes/a.bpmn", "../../etc/x"])
    assert folder.from_folder(tmp_path) == {"pack.toml": HEAD}


def test_a_difference_hidden_behind_others_is_told_only_alone():
    old = Content({"a": Item(key="a", label="A", fields={"name": "x", "#file": "1"})})
    drawn = Content({"a": Item(key="a", label="A", fields={"name": "x", "#file": "2"})})
    renamed = Content({"a": Item(key="a", label="A", fields={"name": "y", "#file": "2"})})
    told = [[(c.name, c.old, c.new) for d in compare(old, new) for c in d.changes] for new in (old, drawn, renamed)]
    assert told == [[], [("file", "1", "2")], [("name", "x", "y")]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,c\n", "缺少列：b"),
        ("a,b,x\n1,2,3\n", "不认识的列：x"),
        ("a,b\n1\n", "第 2 行"),
        ("a,b\n1,2\n1,2,3\n", "第 3 行"),
        ('a,b\n"1,2\n', "f.csv"),
        ("", "缺少列"),
    ],
)
def test_a_table_tells_line_and_fault(text, words):
    table = Table("f.csv", text, ("a", "b"))
    list(table.rows())
    assert words in " ".join(str(trouble) for trouble in table.troubles)
