"""Forms of customers."""

from leadtocash.areas.customers.forms.assignment import RuleForm
from leadtocash.areas.customers.forms.contacts import ContactForm, LeftForm, TieForm
from leadtocash.areas.customers.forms.dossier import DossierForm, ProductSheet, ShareholderSheet
from leadtocash.areas.customers.forms.owning import AnswerForm, CreditForm, DisputeForm
from leadtocash.areas.customers.forms.records import CustomerForm
from leadtocash.areas.customers.forms.status import StatusForm

__all__ = [
    "AnswerForm",
    "ContactForm",
    "CreditForm",
    "CustomerForm",
    "DisputeForm",
    "DossierForm",
    "LeftForm",
    "ProductSheet",
    "RuleForm",
    "ShareholderSheet",
    "StatusForm",
    "TieForm",
]
