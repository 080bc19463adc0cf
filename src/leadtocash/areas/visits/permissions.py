from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "visits.view",
    _("See visits, calls and their minutes"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    telesales=Scope.DEPARTMENT,
    presales_consultant=Scope.OWN,
    rd_manager=Scope.OWN,
    tech_support=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
EDIT = declare(
    "visits.edit",
    _("Plan visits and write minutes"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    telesales=Scope.OWN,
    presales_consultant=Scope.OWN,
    rd_manager=Scope.OWN,
    tech_support=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
TEAM = declare(
    "visits.team",
    _("Read the week of visits of one's people"),
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
TRIALS = declare(
    "visits.trials",
    _("See trial applications"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.BELOW,
    presales_consultant=Scope.DEPARTMENT,
    rd_manager=Scope.ALL,
    tech_support=Scope.ALL,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
ASK_TRIAL = declare(
    "visits.ask_trial",
    _("Ask for trials and call customers back"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.BELOW,
    sales_manager=Scope.BELOW,
)
ASSIGN_TRIAL = declare(
    "visits.assign_trial",
    _("Give trials to an account manager of the region"),
    sales_assistant=Scope.ALL,  # whose turn it is, the process says
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    bu_manager=Scope.BELOW,
)
SET_UP_TRIAL = declare(
    "visits.set_up_trial",
    _("Set trials up and hand them over"),
    tech_support=Scope.ALL,
    rd_manager=Scope.ALL,
)
JOURNALS = declare(
    "visits.journals",
    _("See sales journals"),
    account_manager=Scope.OWN,
    telesales=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
WRITE_JOURNAL = declare(
    "visits.write_journal",
    _("Write one's sales journal"),
    account_manager=Scope.OWN,
    telesales=Scope.OWN,
    sales_manager=Scope.OWN,
)
PLANS = declare(
    "visits.plans",
    _("See key-account plans"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
)
EDIT_PLAN = declare(
    "visits.edit_plan",
    _("Write key-account plans"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
)
