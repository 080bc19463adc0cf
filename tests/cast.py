"""The cast: the same named people in every test. Leaks show on zhao, who sells in another region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from leadtocash.areas.opportunities.models import Criterion, Stage, StagePaper, StageTask
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.search.keeping import keep

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: a Tuesday; the Mid-Autumn and National Day holidays of that autumn lie behind it
NOW = datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)

DEPARTMENTS = [
    ("HQ", "总部", "headquarters", None),
    ("BU1", "智能装备事业部", "business_unit", "HQ"),
    ("EAST", "华东大区", "region", "BU1"),
    ("SH", "上海办事处", "office", "EAST"),
    ("SOUTH", "华南大区", "region", "BU1"),
    ("GZ", "广州办事处", "office", "SOUTH"),
    ("FIN", "财务部", "department", "HQ"),
    ("COM", "商务部", "department", "HQ"),
    ("TEC", "技术部", "department", "HQ"),
    ("PMO", "专案管理部", "department", "HQ"),
    ("LAW", "法务部", "department", "HQ"),
    ("PLN", "计划调度部", "department", "HQ"),
]
PEOPLE = [
    ("wang", "王敏", "account_manager", "SH", "li"),
    ("li", "李强", "sales_manager", "EAST", "zheng"),
    ("zhao", "赵凯", "account_manager", "GZ", "lu"),
    ("lu", "吕芳", "sales_manager", "SOUTH", "zheng"),
    ("guo", "郭琳", "marketing_assistant", "SH", "li"),
    ("zheng", "郑国栋", "bu_manager", "BU1", "feng"),
    ("feng", "冯毅", "sales_vp", "HQ", "chen"),
    ("chen", "陈立新", "general_manager", "HQ", None),
    ("qian", "钱慧", "finance", "FIN", "chen"),
    ("sun", "孙立", "commerce_rep", "COM", "chen"),
    ("zhou", "周静", "contract_admin", "PMO", "chen"),
    ("wu", "吴芳", "project_admin", "PMO", "chen"),
    ("han", "韩梅", "archivist", "PMO", "chen"),
    ("chu", "褚伟", "rd_manager", "TEC", "chen"),
    ("shen", "沈涛", "tech_support", "TEC", "chu"),
    ("yang", "杨帆", "it_service", "TEC", "chu"),
    ("wei", "卫东", "legal", "LAW", "chen"),
    ("jiang", "蒋平", "planner", "PLN", "chen"),
    ("admin", "管理员", "system_admin", "HQ", None),
]


@dataclass
class Cast:
    """People and departments by name: cast.wang, cast.people["wang"], cast.departments["SH"]."""

    people: dict[str, User]
    departments: dict[str, Department]

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def act(self, name: str, at: datetime = NOW) -> Act:
        """An act of this person through the page, at a fixed moment unless another is given."""
        return Act(by=self.people[name], at=at, door="web", where="127.0.0.1")


def make_cast() -> Cast:
    """Make departments and people, or read them when they are there."""
    if User.objects.filter(username="wang").exists():
        return read_cast()
    departments: dict[str, Department] = {}
    for code, name, kind, parent in DEPARTMENTS:
        departments[code] = Department.objects.create(
            code=code, name=name, kind=kind, parent=departments[parent] if parent else None
        )
    people = {login: User.objects.create_user(login, name, "demo-password") for login, name, *_ in PEOPLE}
    people["outsider"] = User.objects.create_user("outsider", "外人", "demo-password")
    roles = {role.code: role for role in Role.objects.all()}
    for login, _name, role, department, superior in PEOPLE:
        Position.objects.create(
            person=people[login],
            department=departments[department],
            role=roles[role],
            superior=people[superior] if superior else None,
            is_main=True,
        )
    keep("accounts.user", [person.pk for person in people.values()])
    open_gates()
    return Cast(people, departments)


def open_gates() -> None:
    """This company's sales methods ask for nothing at their gates; tests of gates write what theirs ask for."""
    Criterion.objects.all().delete()
    StageTask.objects.all().delete()
    StagePaper.objects.all().delete()
    Stage.objects.update(may_skip=True, review=False)


def read_cast() -> Cast:
    """The cast as stored, with fresh objects (no kept grants)."""
    return Cast({u.username: u for u in User.objects.all()}, {d.code: d for d in Department.objects.all()})


def nobody() -> None:
    """Take away the people and departments, as before a company has begun."""
    people = list(User.objects.values_list("pk", flat=True))
    Position.objects.all().delete()
    User.objects.all().delete()
    Department.objects.update(parent=None)
    Department.objects.all().delete()
    keep("accounts.user", people)
