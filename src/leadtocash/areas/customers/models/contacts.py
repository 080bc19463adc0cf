"""People at customers (CRM-1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models.records import Customer
from leadtocash.foundation.access.scoping import Access, KeptManager
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Removable


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
        indexes = [extra_index("customers_contact_extra")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.customer.get_absolute_url()}?tab=contacts"
