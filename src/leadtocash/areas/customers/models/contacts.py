"""People at customers (CRM-1)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, KeptManager, ScopedQuerySet
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Record, Removable
from leadtocash.foundation.search.grams import gram_index


class BuyingRole(models.TextChoices):
    """What somebody usually is when his company buys."""

    USE = "use", _("Uses it")
    TECHNICAL = "technical", _("Judges the technology")
    PURCHASE = "purchase", _("Purchases")
    FINANCE = "finance", _("Pays")
    DECIDE = "decide", _("Decides")


class Contact(Removable, Extensible):
    """A person at the customer."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("customer")
    )
    name = models.CharField(_("name"), max_length=60)
    position = models.CharField(_("job title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_key = models.CharField(max_length=30, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    preferences = models.CharField(_("preferences"), max_length=200, blank=True)
    left_on = models.DateField(_("left the company on"), null=True, blank=True, editable=False)
    left_for = models.CharField(_("went to"), max_length=120, blank=True, editable=False)
    roles = ArrayField(
        models.CharField(max_length=10, choices=BuyingRole), default=list, blank=True, verbose_name=_("roles in buying")
    )
    reports_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reporting", verbose_name=_("reports to")
    )
    is_main = models.BooleanField(_("main contact"), default=False)

    access = Access(parent="customer")
    journal_hides = ("phone_key",)
    objects = KeptManager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(is_main=True, merged_into__isnull=True),
                name="customers_one_main_contact",
                violation_error_message=_("This customer already has a main contact."),
            )
        ]
        indexes = [
            extra_index("customers_contact_extra"),
            models.Index(fields=["-updated_at", "-id"], name="customers_contacts_recent"),
            models.Index(fields=["name", "id"], name="customers_contacts_by_name"),
            gram_index("name", name="customers_contact_name_grams"),
            gram_index("phone", name="customers_contact_phone_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:contact", args=[self.pk])


class ContactTie(Record):
    """What one contact is to another, at the same customer or elsewhere; it reads from `contact` to `other`."""

    class Kind(models.TextChoices):
        ALLY = "ally", _("Ally of")
        OPPONENT = "opponent", _("Opponent of")
        RELATIVE = "relative", _("Relative of")
        CLASSMATE = "classmate", _("Classmate of")
        COLLEAGUE = "colleague", _("Former colleague of")
        ADVISER = "adviser", _("Has influence on")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ties", verbose_name=_("contact"))
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="ties_back", verbose_name=_("to whom"))
    kind = models.CharField(_("relation"), max_length=10, choices=Kind)
    note = models.CharField(_("note"), max_length=200, blank=True)

    access = Access(parent="contact")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation between contacts")
        verbose_name_plural = _("relations between contacts")
        constraints = [
            models.CheckConstraint(name="customers_tie_to_another", condition=~Q(contact=F("other"))),
            models.UniqueConstraint(
                fields=["contact", "other", "kind"], name="customers_tie_once",
                violation_error_message=_("This relation stands there already."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contact} · {self.get_kind_display()} {self.other}"


class FormerPosition(models.Model):
    """A job a contact had, and where; written when it changes and when he leaves."""

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="former_positions", verbose_name=_("contact")
    )
    employer = models.CharField(_("company"), max_length=120)
    position = models.CharField(_("job title"), max_length=80, blank=True)
    until = models.DateField(_("until"))

    access = Access(parent="contact")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("former position")
        verbose_name_plural = _("former positions")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.employer} {self.position}"
