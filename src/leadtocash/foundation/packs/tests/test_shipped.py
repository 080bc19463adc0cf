"""The five packs: each is taken over by a fresh company without a fault, and the company is then exactly so."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs import actions, limits, shipped
from leadtocash.foundation.packs.pack import read_pack


@pytest.fixture(autouse=True)
def _fresh():
    limits.forget()
    yield
    limits.forget()


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize("name", shipped.ORDER)
def test_a_fresh_company_becomes_what_the_pack_says(cast, name):
    act = Act(by=cast.admin, at=timezone.now(), door="web")
    pack = shipped.shipped_pack(name)
    assert [str(t) for one in actions.dry_run(pack) for t in one.troubles] == []
    kept = actions.read_import(pack.files, origin=f"shipped:{name}", act=act)
    kept = actions.apply_import(kept, [part.name for part in pack.parts], act=act, reason="首次启用")
    assert {part for part, told in kept.outcome.items() if "refused" in told} == set()
    assert [one.part.name for one in actions.dry_run(pack) if one.wanted] == []
    exported = actions.company_pack(act=act)
    for part in pack.parts:
        named = exported.contents[part.name].only(pack.contents[part.name].items)
        assert part.write(named) == pack.of(part), part.name


@pytest.mark.parametrize("name", shipped.ORDER)
def test_the_files_in_the_folder_are_written_as_the_program_writes_them(cast, name):
    pack = read_pack(shipped.own_files(name))
    assert pack.not_read == []
    assert (pack.head.name, bool(pack.head.title_en), bool(pack.head.text_en)) == (name, True, True)
    for part in pack.parts:
        if part.shipped().items:
            assert part.write(pack.contents[part.name]) == pack.of(part)


@pytest.mark.parametrize("name", [name for name in shipped.ORDER if name != shipped.DEFAULT])
def test_a_pack_differs_from_the_default_in_what_its_policy_asks_for(cast, name):
    assert {"authority", "methods", "limits"} <= shipped.special(name).keys()


def test_the_quality_pack_asks_unit_by_unit(cast):
    words = shipped.shipped_pack("quality_processes").contents["processes"].items["contract_review"].fields
    assert "依次" in words["步骤「各单位依次评审」"]
