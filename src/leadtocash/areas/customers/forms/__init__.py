"""Forms of customers."""

from leadtocash.areas.customers.forms.assignment import RuleForm
from leadtocash.areas.customers.forms.records import ContactForm, CustomerForm
from leadtocash.areas.customers.forms.status import StatusForm

__all__ = ["ContactForm", "CustomerForm", "RuleForm", "StatusForm"]
