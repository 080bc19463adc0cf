"""Customers and contacts from tables (xlsx, csv)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import actions, permissions, queries
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.queries.assigning import Assigner
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import Department, Position, User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.kernel.models import plainly_right
from leadtocash.foundation.kernel.text import clean_line, name_key, phone_key
from leadtocash.foundation.search import keeping

CONTACT = {"contact": "name", "contact_position": "position", "contact_phone": "phone", "contact_email": "email"}


class Customers(Importable):
    """Customers with their main contacts; new ones are stored many at once."""

    kind, model, label = "customers.customer", Customer, gettext_lazy("Customers")
    list_name, list_url, order = "customers", "customers:list", 10
    columns = (
        Column(key="name", label=gettext_lazy("customer name"), required=True,
               names=gettext_lazy("company|account|client|organisation")),
        Column(key="short_name", label=gettext_lazy("short name"), names=gettext_lazy("abbreviation")),
        Column(key="credit_code", label=gettext_lazy("unified social credit code"),
               names=gettext_lazy("credit code|tax number"), help=gettext_lazy("18 signs; found again by it")),
        choosing("kind", gettext_lazy("customer type"), Customer.Kind.choices, names=gettext_lazy("type|category")),
        choosing("status", gettext_lazy("status"), Customer.Status.choices,
                 help=gettext_lazy("for new customers only; later it is changed on the customer's page")),
        Column(key="industry", label=gettext_lazy("industry"), names=gettext_lazy("sector")),
        Column(key="region", label=gettext_lazy("place"), names=gettext_lazy("region|city")),
        Column(key="address", label=gettext_lazy("address")),
        Column(key="website", label=gettext_lazy("website"), names=gettext_lazy("homepage|url")),
        Column(key="source", label=gettext_lazy("source")),
        Column(key="founded_year", label=gettext_lazy("founded in"), parse=cells.whole,
               names=gettext_lazy("year founded")),
        Column(key="employees", label=gettext_lazy("employees"), parse=cells.whole, names=gettext_lazy("staff")),
        choosing("credit", gettext_lazy("credit rating"), Customer.Credit.choices),
        Column(key="credit_limit", label=gettext_lazy("credit limit"), parse=cells.amount,
               help=gettext_lazy("yuan; 12.5\u4e07 is understood too")),
        Column(key="parent", label=gettext_lazy("parent company"),
               help=gettext_lazy("name or number of a customer that is there already")),
        Column(key="background", label=gettext_lazy("background"), parse=cells.paragraph,
               names=gettext_lazy("remark|note")),
        Column(key="owner", label=gettext_lazy("account manager"), names=gettext_lazy("owner|sales person"),
               help=gettext_lazy("name or sign-in name; empty: yourself, or by the assignment rules")),
        Column(key="department", label=gettext_lazy("department"),
               help=gettext_lazy("name or code; empty: the account manager's")),
        Column(key="contact", label=gettext_lazy("contact"), names=gettext_lazy("contact name|contact person")),
        Column(key="contact_position", label=gettext_lazy("contact's job title"), names=gettext_lazy("job title")),
        Column(key="contact_phone", label=gettext_lazy("contact's phone"), names=gettext_lazy("mobile|telephone")),
        Column(key="contact_email", label=gettext_lazy("contact's e-mail"), names=gettext_lazy("e-mail")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        name, code = name_key(row.values.get("name", "")), row.values.get("credit_code", "").upper()
        return [(key, said) for key, said in (("name", name), ("credit_code", code)) if said]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        people = People(act.person)
        parents = queries.named(act.person, {row.values["parent"] for row in rows if "parent" in row.values})
        for row in rows:
            people.understand(row)
            if "parent" in row.values:
                row.values["parent"] = parents.get(row.values["parent"])
                if row.values["parent"] is None:
                    row.refuse("parent", _("There is no such customer, or you may not see it."))
            self._contact(row)
        customers = {
            id(row): Customer(name=row.values["name"], credit_code=row.values.get("credit_code", "")) for row in rows
        }
        self._meet(rows, customers, act=act)
        for row in rows:
            if row.twin is None and not row.faults:
                self._begin(row, customers[id(row)], act=act, by_rule=id(row) in people.by_rule)

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        rows = [row for row in rows if not row.faults]
        if trial:
            return
        contacts = []
        for row in rows:
            if contact := row.values.get("contact"):
                contact.customer = row.record
                contacts.append(contact)
        actions.register_customers([row.record for row in rows], act=act, contacts=contacts)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_customer(row.twin, values, act=act)

    def remove(self, records: Sequence[Any], *, act: Act) -> None:
        contacts = list(Contact._base_manager.filter(customer__in=records).values_list("pk", flat=True))
        super().remove(records, act=act)
        keeping.keep(Contacts.kind, contacts)  # no entry of their own tells that they went with their customers

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_customer(record, values, act=act)

    def data_of(self, row: Given) -> dict[str, Any]:
        given = super().data_of(row)
        if row.twin is not None and "credit_code" in given:
            given["credit_code"] = given["credit_code"].replace(" ", "").upper()
        return {name: value for name, value in given.items() if name not in _GIVEN_ONCE}

    def _contact(self, row: Given) -> None:
        """Its contact's columns become one value, checked."""
        given = {name: row.values.pop(key) for key, name in CONTACT.items() if key in row.values}
        if not given:
            return
        contact = Contact(**{"name": given.get("phone") or given.get("email") or "", **given})
        try:
            contact.clean_fields(exclude=_CONTACT_GIVEN | plainly_right(contact))
        except ValidationError as error:
            columns = {name: key for key, name in CONTACT.items()}
            row.refuse_all(error, columns)
        row.values["contact"] = contact

    def _meet(self, rows: Sequence[Given], folded: Mapping[int, Customer], *, act: Act) -> None:
        """Which customers the rows are about, in anybody's hands; and which they may be, among those one sees."""
        for row in rows:
            for field, error in actions.fold(folded[id(row)]).items():
                row.refuse(field, error.messages[0])
        twins = list(queries.twins((c.name_key for c in folded.values()), (c.credit_code for c in folded.values())))
        twins.sort(key=lambda twin: twin.merged_into_id is None)
        by_name: dict[str, Any] = {t.name_key: t.merged_into or t for t in twins}
        by_code: dict[str, Any] = {t.credit_code: t.merged_into or t for t in twins if t.credit_code}
        seen = queries.seen(act.person, {*by_name.values(), *by_code.values()})
        cores = {c.name_core: c for c in queries.similar(act.person, (c.name_core for c in folded.values()))}
        phones = self._phones(rows, act)
        for row in rows:
            customer = folded[id(row)]
            same_name, same_code = by_name.get(customer.name_key), by_code.get(customer.credit_code)
            twin = same_code or same_name
            if twin is not None and twin.pk not in seen:
                row.refuse("name" if twin is same_name else "credit_code", actions.twin_sentence(twin, act=act))
            elif same_name and same_code and same_name.pk != same_code.pk:
                row.refuse("credit_code", actions.twin_sentence(same_code, act=act))
            elif twin is not None:
                row.twin = twin
                if same_name is not None and twin.name_key != customer.name_key:  # of one that was merged into it
                    row.values["name"] = twin.name
            else:
                like = cores.get(customer.name_core) or phones.get(_phone(row))
                row.like = actions.twin_sentence(like, act=act) if like else ""

    def _phones(self, rows: Iterable[Given], act: Act) -> dict[str, Customer]:
        """Customers by telephone number, for those who may read telephone numbers."""
        if not sees(act.person, Contact, "phone"):
            return {}
        found = queries.phones(act.person, (_phone(row) for row in rows))
        return {contact.phone_key: contact.customer for contact in found if sees(act.person, contact, "phone")}

    def _begin(self, row: Given, customer: Customer, *, act: Act, by_rule: bool) -> None:
        """The new customer of a row, as it will be stored; what is wrong with it becomes faults."""
        row.record = customer
        for name, value in super().data_of(row).items():
            if name not in ("name", "credit_code"):
                setattr(customer, name, value)
        customer.short_name = clean_line(customer.short_name)
        if not by_rule and not allowed(act.person, permissions.EDIT, customer, is_member=lambda person, record: False):
            row.refuse("owner", _("You may not register customers for this account manager or department."))
        if {"credit", "credit_limit"} & row.values.keys() and not allowed(act.person, permissions.SET_CREDIT):
            row.refuse("credit", _("Only finance sets a customer's credit; leave these columns out."))
        try:
            customer.clean_fields(exclude=_GIVEN | plainly_right(customer))
        except ValidationError as error:
            row.refuse_all(error, {name: name for name in error.message_dict})


#: of a customer that is there each of these has an action of its own
_GIVEN_ONCE = ("owner", "department", "status", "credit", "credit_limit")
_CONTACT_GIVEN = {"customer", "created_by", "created_at", "updated_at", "reports_to", "roles"}
_GIVEN = {
    "number", "name_key", "name_core", "credit_code", "parent", "owner", "department", "created_at", "created_by",
    "updated_at", "revision", "external_key", "status",
    "touched_at", "former_owner",
}  # fmt: skip


class Contacts(Importable):
    """People at customers that are there already."""

    kind, model, label = "customers.contact", Contact, gettext_lazy("Contacts")
    list_url, order = "customers:list", 20
    columns = (
        Column(key="customer", label=gettext_lazy("customer"), required=True,
               names=gettext_lazy("company|account|client|organisation|customer name|customer number"),
               help=gettext_lazy("name, number or credit code")),
        Column(key="name", label=gettext_lazy("name"), required=True,
               names=gettext_lazy("contact name|contact person")),
        Column(key="position", label=gettext_lazy("job title"), names=gettext_lazy("position")),
        Column(key="phone", label=gettext_lazy("phone"), names=gettext_lazy("mobile|telephone")),
        Column(key="email", label=gettext_lazy("e-mail"), names=gettext_lazy("mail")),
        Column(key="birthday", label=gettext_lazy("birthday"), parse=cells.day),
        Column(key="preferences", label=gettext_lazy("preferences"), names=gettext_lazy("remark|note")),
        Column(key="is_main", label=gettext_lazy("main contact"), parse=cells.flag),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        if not {"customer", "name"} <= row.values.keys():
            return []
        phone = phone_key(row.values.get("phone", ""))
        return [("name", f"{name_key(row.values['customer'])} {name_key(row.values['name'])} {phone}")]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = queries.named(act.person, {row.values["customer"] for row in rows})
        for row in rows:
            row.values["customer"] = known.get(row.values["customer"])
            if row.values["customer"] is None:
                row.refuse("customer", _("There is no such customer, or you may not see it."))
        good = [row for row in rows if not row.faults]
        contacts: dict[int, list[Contact]] = {}
        for contact in Contact.objects.filter(customer__in={row.values["customer"].pk for row in good}):
            contacts.setdefault(contact.customer_id, []).append(contact)
        for row in good:
            row.twin = self._twin(row, contacts.get(row.values["customer"].pk, []))
            if row.twin is not None:
                row.twin.customer = row.values["customer"]

    def _twin(self, row: Given, there: Iterable[Contact]) -> Contact | None:
        """The same name at the same customer: with the same telephone number, or where one of the two has none."""
        name, phone = name_key(row.values["name"]), phone_key(row.values.get("phone", ""))
        same = [one for one in there if name_key(one.name) == name]
        return next((one for one in same if not phone or one.phone_key in ("", phone)), None)

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        refused: dict[int, Exception | None] = {}
        made = []
        for row in rows:
            contact = Contact(**self.data_of(row))
            customer = contact.customer
            if customer.pk not in refused:
                refused[customer.pk] = _refusal(act.person, customer)
            try:
                if error := refused[customer.pk]:
                    raise error
                contact.clean_fields(exclude=_CONTACT_GIVEN | plainly_right(contact))
            except (ValidationError, NotAllowed) as error:
                row.refuse_all(error, {column.key: column.key for column in self.columns})
            else:
                row.record = contact
                made.append(contact)
        if not trial:
            actions.add_contacts(made, act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_contact(row.twin, values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_contact(record, values, act=act)


def _refusal(person: User, customer: Customer) -> NotAllowed | None:
    """Why this person may not add to this customer."""
    try:
        require(person, permissions.EDIT, customer)
    except NotAllowed as error:
        return error
    return None


class People:
    """Account managers and departments as tables name them."""

    def __init__(self, person: User) -> None:
        self.person, self.assigner = person, Assigner()
        self.by_rule: set[int] = set()
        users = User.objects.filter(is_active=True).only("pk", "name", "username")
        self.users: dict[str, list[User]] = {}
        for user in users:
            for name in {user.name.casefold(), user.username.casefold()}:
                self.users.setdefault(name, []).append(user)
        self.departments = {d.pk: d for d in Department.objects.all()}
        self.by_name = {name.casefold(): d for d in self.departments.values() for name in (d.name, d.code)}
        self.homes: dict[int, Department] = {}
        for who, where in Position.objects.order_by("is_main", "-pk").values_list("person_id", "department_id"):
            self.homes[who] = self.departments[where]

    def understand(self, row: Given) -> None:
        """Put the people for the words; the acting person and the account manager's department where none is said."""
        said = row.values.get("owner")
        if not said and "department" not in row.values and self._by_rule(row):
            return
        found = self.users.get(said.casefold(), []) if said else [self.person]
        if len(found) != 1:
            sentence = (
                _("Several people have this name; write the sign-in name.") if found else _("There is no such person.")
            )
            row.refuse("owner", sentence)
            return
        row.values["owner"] = found[0]
        home = row.values.get("department")
        department = self.by_name.get(home.casefold()) if home else self.homes.get(found[0].pk)
        if department is None:
            row.refuse("department", _("There is no such department.") if home else _("This person has no department."))
            return
        row.values["department"] = department

    def _by_rule(self, row: Given) -> bool:
        """Put those whom the assignment rules name, where one fits."""
        words = {name: str(row.values.get(name, "")) for name in ("region", "industry")}
        found = actions.begins_with(self.person, self.assigner, **words)
        if found is not None:
            row.values |= {"owner": found.owner, "department": found.department}
            self.by_rule.add(id(row))
        return found is not None


def _phone(row: Given) -> str:
    contact = row.values.get("contact")
    return phone_key(contact.phone) if contact else ""
