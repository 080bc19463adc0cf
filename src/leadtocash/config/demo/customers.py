"""The demo company's customers: registered, given credit, raised in status, known, given up, disputed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.actions.assignment import save_rule
from leadtocash.areas.customers.models import Contact, ContactTie, Customer, ProductInUse, StatusChange
from leadtocash.areas.customers.rules import credit_code_check_sign
from leadtocash.config.demo.basics import Company, rows
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

Status = Customer.Status
Words = dict[str, str]


def make_customers(company: Company, *, most: int) -> None:
    """Customers by office, registered by their account managers over the last year, each with a contact."""
    counts: dict[str, int] = {}
    every = list(rows("customers"))
    for number, row in enumerate(every[:: max(len(every) // most, 1)]):
        sellers = company.sellers_of(row["office"])
        seller = sellers[counts.get(row["office"], 0) % len(sellers)]
        counts[row["office"]] = counts.get(row["office"], 0) + 1
        act = company.by(seller, 380 - number * 3)
        values = {
            "name": row["name"],
            "short_name": row["short"],
            "kind": row["kind"],
            "industry": row["industry"],
            "region": row["place"],
            **registration(number),
        }
        customer = actions.create_customer(values, act=act)
        signs = company.words["surnames"]
        contact = {
            "name": signs[number % len(signs)] + company.words["contact_title"],
            "position": company.words["contact_position"],
            "phone": f"1380000{number:04d}",
        }
        actions.add_contact(customer, contact, act=act)
        company.customers.append(give_credit(company, customer, number, 379 - number * 3))


def registration(number: int) -> dict[str, object]:
    """What is registered of a customer beside its name; one of four is left incomplete."""
    words = _words()
    sources = words["sources"].split()
    code = f"91330000MA{number:07d}"
    whole: dict[str, object] = {
        "source": sources[number % len(sources)],
        "credit_code": code + credit_code_check_sign(code),
        "website": f"https://www.kh{number:03d}.example.com",
        "background": words["background"],
        "employees": 120 + number * 35,
        "founded_year": 1985 + number % 30,
    }
    return whole if number % 4 else {"source": whole["source"]}


def set_rules(company: Company) -> None:
    """The regions' rules, as the vice president set them."""
    words, act = _words(), company.act("fengyi", 399)
    for position, (places, office) in enumerate((("east", "EC"), ("south", "SC"), ("north", "NC")), start=1):
        values = {"position": position * 10, "places": words[places], "to": "turn"}
        save_rule({**values, "department": company.departments[office]}, act=act)


def give_credit(company: Company, customer: Customer, number: int, back: float) -> Customer:
    """Finance gives credit when a customer is new; one of seven has less by now."""
    words, act = _words(), company.act("qianhui", back)
    until = company.past.day(0) + timedelta(days=200)
    limit = Decimal(1_000_000 + number % 7 * 500_000)
    term = {"rating": "ABBC"[number % 4], "limit": limit, "valid_until": until, "reason": words["credit"]}
    customer = actions.set_credit(customer, term, act=act)
    if number % 7 == 6:
        term |= {"rating": "C", "limit": limit / 2, "reason": words["credit_low"]}
        customer = actions.set_credit(customer, term, act=company.act("qianhui", back / 3))
    return customer


def live(company: Company) -> None:
    """All of it, after the deals were told."""
    words = _words()
    _statuses(company, words)
    shown = Customer.objects.filter(owner=company.people["wangmin"]).order_by("pk")
    first = shown[0]
    _dossier(company, first, words)
    _people(company, first, words)
    _pool(company, words)
    actions.raise_dispute(shown.reverse()[0].name, words["claim"], act=company.act("zhoubin", 1))


def _statuses(company: Company, words: Words) -> None:
    """Base and potential customers, one application refused and some waiting."""
    ready = Customer.objects.filter(status=Status.NEW, completeness__gte=60).order_by("pk")
    for number, customer in enumerate(ready):
        if number % 5 == 4:
            continue
        seller, back = company.seller_of(customer), 25 - number % 8 * 2.5
        after = Status.POTENTIAL if number % 3 == 1 else Status.BASE
        day = company.past.day(back + 5)
        names = ["need", "budget", "timetable", *(["negotiation"] if after == Status.POTENTIAL else [])]
        told = {name: words[name] for name in names} | {f"{name}_on": day for name in names}
        waits = number % 4 == 2
        asked = company.by(seller, 0.6 if waits else back)
        change = actions.ask_status(customer, {"after": after, **told}, act=asked)
        if not waits:
            _decide(company, change, back - 1, words, refused=number % 6 == 5)


def _decide(company: Company, change: StatusChange, back: float, words: Words, *, refused: bool) -> None:
    item = WorkItem.objects.select_related("assignee").get(
        instance__record_kind="customers.statuschange", instance__record_id=change.pk, state="open"
    )
    workflow.decide(
        item, "reject" if refused else "approve", act=company.by(item.assignee, back), revision=change.revision,
        comment=words["refused" if refused else "confirmed"],
    )  # fmt: skip


def _dossier(company: Company, customer: Customer, words: Words) -> None:
    sections = ("history", "organisation", "capacity", "output", "purchasing", "plan", "progress", "substitution",
                "import_replacement")  # fmt: skip
    owners = words["shareholders"].split()
    source, chance = ProductInUse.Source, ProductInUse.Chance
    products = [
        {"product": words["ours"], "source": source.OURS, "quantity": 6, "since_year": 2019, "chance": chance.HIGH},
        {"product": words["rival"], "source": source.RIVAL, "maker": words["rival_maker"], "quantity": 2,
         "since_year": 2016, "chance": chance.MIDDLE},
        {"product": words["imported"], "source": source.IMPORTED, "maker": words["imported_maker"], "quantity": 14,
         "since_year": 2012, "chance": chance.HIGH},
    ]  # fmt: skip
    actions.save_dossier(
        customer, {name: words[name] for name in sections}, act=company.act("wangmin", 30), products=products,
        shareholders=[
            {"name": name, "share": Decimal(share)} for name, share in zip(owners[::2], owners[1::2], strict=True)
        ],
    )  # fmt: skip


def _people(company: Company, customer: Customer, words: Words) -> None:
    """The chief engineer, who listens to a head of department; and one who left."""
    act = company.act("wangmin", 28)
    birthday = (company.past.day(0) + timedelta(days=6)).replace(year=1972)
    head = actions.add_contact(
        customer, {"name": words["head"], "position": words["head_position"], "roles": ["technical", "decide"],
                   "birthday": birthday, "phone": "13900001001"}, act=act,
    )  # fmt: skip
    assistant = actions.add_contact(
        customer, {"name": words["assistant"], "position": words["assistant_position"], "roles": ["use"],
                   "reports_to": head, "phone": "13900001002"}, act=act,
    )  # fmt: skip
    actions.tie(assistant, head, ContactTie.Kind.ADVISER, act=act)
    gone = actions.add_contact(customer, {"name": words["gone"], "position": words["gone_position"]}, act=act)
    left = company.past.day(12)
    actions.mark_left(Contact.objects.get(pk=gone.pk), left, act=company.act("wangmin", 10), went_to=words["went_to"])


def _pool(company: Company, words: Words) -> None:
    """Customers of Shanghai nobody got anywhere with."""
    names, places = words["pool_names"].split(), words["pool_places"].split()
    sellers: list[User] = company.sellers_of("SH")
    for number, (name, place) in enumerate(zip(names, places, strict=True)):
        seller = sellers[(number + 1) % len(sellers)]
        values = {"name": name, "region": place, "industry": words["pool_industry"]}
        made = actions.create_customer(values, act=company.by(seller, 120 - number))
        actions.release(made, act=company.by(seller, 40 - number), reason=words["released"])


def _words() -> Words:
    return {row["key"]: row["value"] for row in rows("customer_stories")}
