"""leadtocash pack and setup: the same acts without a browser."""

from __future__ import annotations

import pytest

from leadtocash.areas.projects.limits import SIGNOFF
from leadtocash.config import packs
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.packs import limits
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.tests.test_welcome import nobody


@pytest.fixture(autouse=True)
def _fresh():
    limits.forget()
    yield
    limits.forget()


def changed(folder) -> None:
    file = folder / "limits.toml"
    file.write_text(file.read_text().replace("signoff_days = 10", "signoff_days = 6"))


def take_over(folder, *, dry: bool = False, person: str = "admin") -> int:
    return packs.take_over(str(folder), dry=dry, parts=[], reason="规定", person=person)


@pytest.mark.req("WFL-1")
def test_export_edit_seal_dry_run_import(cast, tmp_path, capsys):
    folder = tmp_path / "ours"
    assert packs.export(folder, name="", title="我们的制度", version="7") == 0
    assert packs.compare(str(folder), "company") == 0
    changed(folder)
    with pytest.raises(RuleError) as refused:
        take_over(folder)
    assert refused.value.code == "pack_seal_broken"
    assert packs.seal(folder) == 0
    assert take_over(folder, dry=True) == 0
    assert "10 个工作日 → 6 个工作日" in capsys.readouterr().out
    assert limits.number(SIGNOFF) == 10
    assert take_over(folder) == 0
    assert limits.number(SIGNOFF) == 6
    assert (PackImport.objects.get().title, PackImport.objects.get().applied_by) == ("我们的制度", cast.admin)
    assert take_over(folder) == 0
    assert "无变化" in capsys.readouterr().out
    assert packs.compare("project_sales", "company") == 1


def test_exporting_again_takes_away_what_is_gone(cast, tmp_path):
    packs.export(tmp_path / "a", name="quality_processes", title="", version="")
    packs.export(tmp_path / "b.zip", name="", title="", version="")
    assert packs.compare(str(tmp_path / "b.zip"), "company") == 0
    assert packs.compare(str(tmp_path / "a"), "quality_processes") == 0
    with pytest.raises(RuleError):
        packs.export(tmp_path / "c", name="nobody", title="", version="")
    with pytest.raises(RuleError):
        take_over(tmp_path / "a", person="nobody")


def test_set_up_without_a_browser(db, capsys, monkeypatch):
    nobody()
    monkeypatch.setenv("LEADTOCASH_ADMIN_PASSWORD", "correct-horse-9")
    assert packs.set_up(company="恒信", username="boss", name="", pack="sales_rules") == 0
    assert User.objects.get().check_password("correct-horse-9")
    with pytest.raises(RuleError):
        packs.set_up(company="恒信", username="boss", name="", pack="sales_rules")
    with pytest.raises(RuleError) as refused:
        packs.set_up(company="恒信", username="boss", name="", pack="nobody")
    assert packs.refused(refused.value) == 1
