"""Every part: what is written is read as it was; what is applied is then so; nothing changes twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leadtocash.areas.opportunities.models import SalesMethod, Stage
from leadtocash.areas.opportunities.shipping import ship_methods
from leadtocash.areas.projects.limits import SIGNOFF
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.grants import forget
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.numbering.numbers import next_number
from leadtocash.foundation.packs import actions, limits
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import Head, read_pack, sealed
from leadtocash.foundation.packs.registry import compare, in_order, parts
from leadtocash.foundation.workflow.definitions import newest


@pytest.fixture(autouse=True)
def _fresh():
    limits.forget()
    yield
    limits.forget()


def act(cast, name: str = "admin") -> Act:
    return Act(by=cast.people[name], at=timezone.now(), door="web", where="127.0.0.1")


def pack_of(files: dict[str, str]) -> dict[str, str]:
    return sealed(Head(name="a_pack", title="试验", version="1"), files)


def take_over(cast, files: dict[str, str], *names: str) -> PackImport:
    kept = actions.read_import(pack_of(files), origin="test", act=act(cast))
    return actions.apply_import(kept, names, act=act(cast), reason="试一试")


@pytest.mark.req("WFL-1")
def test_exporting_twice_gives_the_same_bytes(cast):
    now = act(cast)
    assert actions.company_pack(act=now).files == actions.company_pack(act=now).files


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize(
    "name", ["roles", "calendar", "limits", "methods", "numbering", "authority", "processes", "sign_in"]
)
def test_what_a_part_writes_it_reads_as_it_was(cast, name):
    part = parts.get(name)
    now = part.current()
    assert now.items
    files = part.write(now)
    assert all(part.owns(path) for path in files)
    again = part.read(files)
    assert again.troubles == ()
    assert compare(now, again) == []
    assert part.write(again) == files
    assert list(part.check(again)) == []


def test_a_file_belongs_to_one_part_only(cast):
    for path in actions.company_pack(act=act(cast)).files:
        if path != "pack.toml":
            assert sum(part.owns(path) for part in in_order()) == 1, path


@pytest.mark.req("WFL-1")
def test_a_fresh_company_is_as_the_product_ships_it(cast):
    SalesMethod.objects.all().delete()
    ship_methods(act=act(cast, "feng"))
    for part in in_order():
        if part.shipped().items:
            assert [d.label for d in compare(part.current(), part.shipped()) if d.kind != "missing"] == []


def test_limits_are_taken_over_once(cast):
    files = {"limits.toml": "[projects]\nsignoff_days = 7\n"}
    first = take_over(cast, files, "limits")
    assert limits.number(SIGNOFF) == 7
    assert first.outcome == {"limits": {"done": ["到货后多久内交签收明细表: 7 个工作日."]}}
    assert take_over(cast, files, "limits").outcome == {"limits": {"done": []}}


@pytest.mark.parametrize(
    ("text", "words", "stops"),
    [
        ("[projects]\nsignoff_days = 700\n", "limits.toml 第 2 行", True),
        ("[projects]\nsignoff_days = true\n", "第 2 行", True),
        ("[projects]\n\nnobody = 1\n", "第 3 行：本版本没有限值", False),
        ("signoff_days = 1\n", "不在任何领域之下", True),
        ("[projects\n", "limits.toml", True),
    ],
)
def test_faults_in_limits_name_file_and_line(cast, text, words, stops):
    found = read_pack(pack_of({"limits.toml": text})).contents["limits"].troubles
    assert words in str(found[0])
    assert found[0].stops is stops


def test_a_part_with_faults_is_not_taken_over(cast):
    kept = take_over(cast, {"limits.toml": "[projects]\nsignoff_days = 700\n"}, "limits")
    assert kept.outcome["limits"]["refused"] == "文件有错。"
    assert limits.number(SIGNOFF) == 10


def test_numbering_holds_for_the_next_number(cast):
    take_over(cast, {"numbering.csv": "series,pattern\ncontract,XS-{year}-{seq:03d}\n"}, "numbering")
    assert next_number("contract", act=act(cast)).startswith("XS-")


@pytest.mark.parametrize("pattern", ["HT-{year}", "{seq:999999999d}", "{seq.__class__}{seq}", "{nobody}{seq}", ""])
def test_a_pattern_that_cannot_number_is_a_fault(cast, pattern):
    found = read_pack(pack_of({"numbering.csv": f"series,pattern\ncontract,{pattern}\n"})).contents["numbering"]
    assert [trouble.line for trouble in found.troubles if trouble.stops] == [2]


def test_a_named_permission_is_held_by_exactly_the_named_roles(cast):
    before = allowed(cast.zhou, "contracts.register")
    take_over(cast, {"permissions.csv": "permission,holders\ncontracts.register,finance:all\n"}, "roles")
    for person in (cast.zhou, cast.qian):
        forget(person)
    assert (before, allowed(cast.zhou, "contracts.register"), allowed(cast.qian, "contracts.register")) == (
        True,
        False,
        True,
    )
    assert allowed(cast.wang, "contracts.edit")


def test_nobody_can_take_the_last_administrator_away(cast):
    kept = take_over(cast, {"permissions.csv": "permission,holders\nadministration.roles,\n"}, "roles")
    assert "refused" in kept.outcome["roles"]
    assert allowed(cast.admin, "administration.roles")


def test_a_new_role_comes_with_its_permissions(cast):
    files = {
        "roles.csv": "code,name,name_en,order\nkey_account,大客户经理,Key account manager,40\n",
        "permissions.csv": "permission,holders\ncontracts.see_virtual,key_account:own\n",
    }
    kept = take_over(cast, files, "roles")
    assert kept.outcome["roles"]["done"][0] == "角色 大客户经理。"


@pytest.mark.parametrize(
    ("text", "line"),
    [("contracts.edit,nobody_such:all", 2), ("contracts.edit,finance:galaxy", 2), ("contracts.edit,finance", 2)],
)
def test_a_holder_that_cannot_be_is_a_fault(cast, text, line):
    found = read_pack(pack_of({"permissions.csv": f"permission,holders\n{text}\n"})).contents["roles"]
    assert [trouble.line for trouble in found.troubles] == [line]


HEADER = (
    "document,row,unit,contract_kind,product_class,credit_class,amount_from,amount_to,margin_from,margin_to,"
    "approvers,clause,note\n"
)


def test_authority_becomes_the_next_edition_and_other_documents_keep_their_rows(cast):
    before = matrix.valid_table(timezone.localdate())
    rows = "contracts.contract,HT1,,formal,,,,,,,finance,S3 4.5,\ncontracts.contract,HT2,,virtual,,,,,,,bu_manager,,\n"
    kept = take_over(cast, {"authority.csv": HEADER + rows}, "authority")
    after = matrix.valid_table(timezone.localdate())
    assert "refused" not in kept.outcome["authority"]
    assert after != before
    assert [(row.code[5:], row.roles) for row in after.rows.filter(document="contracts.contract")] == [
        ("HT1", ["finance"]),
        ("HT2", ["bu_manager"]),
    ]
    assert after.rows.filter(document="projects.project").count() == 3


def test_where_a_second_person_publishes_the_edition_stays_a_draft(cast):
    from leadtocash.foundation.access.models import RolePermission
    from leadtocash.foundation.accounts.models import Role

    RolePermission.objects.create(role=Role.objects.get(code="legal"), permission="authority.change", scope="all")
    before = matrix.valid_table(timezone.localdate())
    rows = "contracts.contract,HT1,,,,,,,,,finance,,\n"
    kept = take_over(cast, {"authority.csv": HEADER + rows}, "authority")
    assert "由另一人发布" in kept.outcome["authority"]["done"][0]
    assert matrix.valid_table(timezone.localdate()) == before


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("contracts.contract,HT1,,,,,,100,,,finance,,\n", "没有"),
        ("contracts.contract,HT1,,,,,,,,,finance,,\ncontracts.contract,HT2,,,,,,,,,legal,,\n", "重叠"),
        ("contracts.contract,HT1,NOWHERE,,,,,,,,finance,,\n", "NOWHERE"),
        ("contracts.contract,HT1,,,,,,,,,nobody_such,,\n", "nobody_such"),
        ("contracts.contract,HT1,,,,,,,,,,,\n", "没有审批人"),
        ("contracts.contract,HT1,,odd,,,,,,,finance,,\n", "合同种类"),
        ("contracts.contract,HT1,,,,,x,,,,finance,,\n", "不是数字"),
    ],
)
def test_faults_in_the_authority_table_stop_it(cast, rows, words):
    pack = read_pack(pack_of({"authority.csv": HEADER + rows}))
    (found,) = actions.dry_run(pack)
    assert found.stopped
    assert words in " ".join(map(str, found.troubles))


def test_a_process_is_published_as_the_next_version_after_all_checks(cast):
    text = parts.get("processes").current().items["signoff"].value
    changed = text.replace('flow:limit="1"', 'flow:limit="3"', 1)
    assert changed != text
    before = newest("signoff").version
    kept = take_over(cast, {"processes/signoff.bpmn": changed}, "processes")
    assert (
        kept.outcome["processes"]["done"] == [f"任务协调 发布为第 {before + 1} 版。"]
        or kept.outcome["processes"]["done"]
    )
    assert newest("signoff").version == before + 1
    assert newest("signoff").published_by == cast.admin


def test_the_comparison_of_a_process_is_told_in_words(cast):
    text = parts.get("processes").current().items["signoff"].value
    changed = text.replace('flow:limit="1"', 'flow:limit="3"', 1)
    (found,) = actions.dry_run(read_pack(pack_of({"processes/signoff.bpmn": changed})))
    (difference,) = found.wanted
    assert difference.kind == "changed"
    assert "1 个工作日" in difference.changes[0].old
    assert "3 个工作日" in difference.changes[0].new


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('flow:assign="', 'flow:assign="role:nobody_such" x="'), ""),
        (("<bpmn:startEvent", "<bpmn:nonsense"), "nonsense"),
        (('id="signoff"', 'id="other_name"'), "other_name"),
    ],
)
def test_a_process_with_lint_problems_is_stopped(cast, change, words):
    text = parts.get("processes").current().items["signoff"].value
    (found,) = actions.dry_run(read_pack(pack_of({"processes/signoff.bpmn": text.replace(*change)})))
    assert found.stopped
    assert words in " ".join(map(str, found.troubles))


METHOD = """name = "咨询式销售"
default = true

[[stage]]
name = "发现"
probability = 10
expected_days = 7

[[stage]]
name = "签约"
probability = 90
expected_days = 7
"""


@pytest.mark.req("OPP-3")
def test_a_sales_method_is_written_and_takes_the_default(cast):
    take_over(cast, {"methods/consulting.toml": METHOD}, "methods")
    method = SalesMethod.objects.get(is_default=True)
    assert (method.code, list(method.stages.values_list("name", "probability"))) == (
        "consulting",
        [("发现", 10), ("签约", 90)],
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("probability = 10", "probability = 101"), "probability"),
        (("probability = 10", 'probability = "10"'), "probability"),
        (('name = "发现"\n', ""), "阶段 1"),
        (("expected_days = 7", "surprise = 1\nexpected_days = 7"), "surprise"),
        (("[[stage]]", "[[step]]"), "1 到 30 个阶段"),
        (("default = true", "default = 1"), "default"),
        (('name = "咨询式销售"\n', ""), "名称"),
    ],
)
def test_faults_in_a_sales_method_are_told(cast, change, words):
    files = {"methods/consulting.toml": METHOD.replace(*change)}
    found = read_pack(pack_of(files)).contents["methods"].troubles
    assert words in " ".join(map(str, found))


def test_opportunities_keep_the_version_of_the_method_they_follow(cast):
    from leadtocash.areas.opportunities import actions as opportunities

    stage = Stage.objects.get(method__code="milestone", position=6)
    opportunities.create_opportunity({"name": "六号", "stage": stage}, act=act(cast, "wang"))
    take_over(cast, {"methods/milestone.toml": METHOD}, "methods")
    standing = SalesMethod.objects.filter(code="milestone").order_by("version")
    assert [(one.version, one.state, one.stages.count()) for one in standing] == [
        (1, "retired", 6), (2, "in_force", METHOD.count("[[stage]]")),
    ]  # fmt: skip


def test_one_part_that_is_refused_leaves_the_others_standing(cast):
    files = {
        "limits.toml": "[projects]\nsignoff_days = 7\n",
        "permissions.csv": "permission,holders\nadministration.roles,\n",
    }
    kept = take_over(cast, files, "limits", "roles")
    assert ("refused" in kept.outcome["roles"], limits.number(SIGNOFF)) == (True, 7)


def test_only_with_a_reason_a_part_and_the_permission_of_the_part(cast):
    from leadtocash.foundation.access.models import RolePermission

    files = pack_of({"limits.toml": "[projects]\nsignoff_days = 7\n"})
    kept = actions.read_import(files, origin="test", act=act(cast))
    for names, reason, code in ((["limits"], "", "reason_missing"), ([], "试试", "pack_no_part")):
        with pytest.raises(RuleError) as refused:
            actions.apply_import(kept, names, act=act(cast), reason=reason)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        actions.apply_import(kept, ["limits"], act=act(cast, "wang"), reason="试试")
    RolePermission.objects.filter(permission="packs.limits").delete()
    forget(cast.admin)
    with pytest.raises(NotAllowed):
        actions.apply_import(kept, ["limits"], act=act(cast), reason="试试")
    assert limits.number(SIGNOFF) == 10


def test_taken_over_again_is_a_new_entry_of_the_history(cast):
    first = take_over(cast, {"limits.toml": "[projects]\nsignoff_days = 7\n"}, "limits")
    again = actions.apply_import(first, ["limits"], act=act(cast), reason="再一次")
    assert (again.pk != first.pk, again.outcome) == (True, {"limits": {"done": []}})
    assert PackImport.objects.get(pk=first.pk).reason == "试一试"


def test_what_the_pack_does_not_name_stays(cast):
    (found,) = actions.dry_run(read_pack(pack_of({"numbering.csv": "series,pattern\ncontract,XS-{seq}\n"})))
    assert [one.item.key for one in found.wanted] == ["contract"]
    assert len(found.staying) == len(parts.get("numbering").current().items) - 1


def test_a_process_of_the_company_is_left_alone_by_the_next_version_of_the_program(cast):
    from leadtocash.foundation.workflow.models import ProcessDefinition
    from leadtocash.foundation.workflow.shipping import ship_processes

    text = parts.get("processes").current().items["signoff"].value
    take_over(cast, {"processes/signoff.bpmn": text.replace('flow:limit="1"', 'flow:limit="3"', 1)}, "processes")
    own = newest("signoff")
    ProcessDefinition.objects.filter(key="signoff", version__lt=own.version).update(digest="an older file")
    ship_processes()
    assert newest("signoff") == own


def test_the_rules_for_signing_in_are_taken_over_within_their_bounds(cast):
    from leadtocash.foundation.accounts import policy

    take_over(cast, {"sign_in.toml": 'min_length = 12\nmfa_roles = ["finance"]\n'}, "sign_in")
    assert (policy.current().min_length, policy.current().mfa_roles) == (12, ["finance"])
    for text in ("min_length = 3", 'mfa_roles = ["nobody_such"]', "min_length = true", 'min_length = "9"'):
        (found,) = read_pack(pack_of({"sign_in.toml": text + "\n"})).contents["sign_in"].troubles
        assert (found.line, found.stops) == (1, True)
