"""People and catalogue of the demo company, from the CSV files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products import actions as products
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.config.demo.times import Past
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.kernel.act import Act

PASSWORD = "demo-2026"  # noqa: S105 - the demo company's, printed at its start


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demo company's data files."""
    with files("leadtocash.config.demo").joinpath(f"data/{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


@dataclass
class Company:
    """What the stories are told with."""

    past: Past
    people: dict[str, User] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def act(self, login: str, back: float) -> Act:
        """An act of this person so many working days back."""
        return Act(by=self.people[login], at=self.past.at(back), door="demo", where="demo")

    def by(self, person: User, back: float) -> Act:
        return Act(by=self.people[person.username], at=self.past.at(back), door="demo", where="demo")

    def seller_of(self, customer: Customer) -> User:
        """The account manager of a customer of the demo company, which all have one."""
        if customer.owner is None:
            raise LookupError(customer)
        return self.people[customer.owner.username]

    def sellers_of(self, office: str) -> list[User]:
        """The account managers of an office, in order of their names."""
        held = Position.objects.filter(department__code=office, role__code="account_manager").select_related("person")
        return [self.people[p.person.username] for p in held.order_by("person__username")]


def make_people(company: Company) -> None:
    """Departments, people with positions and superiors; everybody has the demo password."""
    for row in rows("departments"):
        company.departments[row["code"]] = Department.objects.create(
            code=row["code"], name=row["name"], kind=row["kind"], parent=company.departments.get(row["parent"])
        )
    roles = {role.code: role for role in Role.objects.all()}
    hashed = ""
    for row in rows("people"):
        person = User(username=row["login"], name=row["name"])
        if not hashed:
            person.set_password(PASSWORD)
            hashed = person.password
        person.password = hashed
        person.save()
        company.people[row["login"]] = person
        Position.objects.create(
            person=person,
            department=company.departments[row["department"]],
            role=roles[row["role"]],
            title=row["title"],
            superior=company.people.get(row["superior"]),
            is_main=True,
        )


def make_catalogue(company: Company) -> None:
    """Categories, series and products, entered by commerce."""
    act = company.act("sunli", 400)
    for row in rows("products"):
        category = Category.objects.filter(code=row["category"]).first() or products.save_category(
            {"code": row["category"], "name": row["category_name"]}, act=act
        )
        series = Series.objects.filter(category=category, code=row["series"]).first() or products.save_series(
            {"category": category, "code": row["series"], "name": row["series_name"]}, act=act
        )
        values = {
            "series": series,
            "model": row["model"],
            "name": row["name"],
            "grade": row["grade"],
            "list_price": Decimal(row["list_price"]),
            "floor_price": Decimal(row["floor_price"]),
            "cost": Decimal(row["cost"]),
            "warranty_years": int(row["warranty"]),
            "needs_serial": bool(row["serial_prefix"]),
        }
        company.products[row["model"]] = products.create_product(values, act=act)
        company.prefixes[row["model"]] = row["serial_prefix"]
