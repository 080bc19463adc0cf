from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.permissions import Scope, declare

VIEW = declare(
    "projects.view",
    _("See sales projects"),
    account_manager=Scope.OWN,
    sales_assistant=Scope.DEPARTMENT,
    marketing_assistant=Scope.DEPARTMENT,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    contract_admin=Scope.ALL,
    project_admin=Scope.ALL,
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
    archivist=Scope.ALL,
    it_service=Scope.ALL,
    rd_manager=Scope.ALL,
)
PREPARE = declare("projects.prepare", _("Enter set-up data and submit"), account_manager=Scope.OWN)
BUY = declare("projects.buy", _("Purchase and record arrivals"), commerce_rep=Scope.ALL)
SIGN_OFF = declare(
    "projects.sign_off",
    _("Enter serial numbers and hand in the signed sheet"),
    account_manager=Scope.OWN,
    marketing_assistant=Scope.DEPARTMENT,
)
CHECK = declare("projects.check", _("Check set-up and signed sheets"), project_admin=Scope.ALL)
ARCHIVE = declare("projects.archive", _("Archive closing papers"), archivist=Scope.ALL)
RECORD_ACCEPTANCE = declare(
    "projects.record_acceptance",
    _("Record acceptance reports"),
    account_manager=Scope.OWN,
    project_admin=Scope.ALL,
)
ATTACH = declare(
    "projects.attach",
    _("Attach files to projects"),
    account_manager=Scope.OWN,
    marketing_assistant=Scope.DEPARTMENT,
    sales_assistant=Scope.DEPARTMENT,
    commerce_rep=Scope.ALL,
    project_admin=Scope.ALL,
    finance=Scope.ALL,
    archivist=Scope.ALL,
    rd_manager=Scope.ALL,
)
CLOSE = declare("projects.close", _("Close projects"), project_admin=Scope.ALL)
CHANGE = declare("projects.change", _("Ask for equipment changes"), account_manager=Scope.OWN)
CANCEL = declare("projects.cancel", _("Ask for cancellation"), account_manager=Scope.OWN)
CARRY_OUT_CANCEL = declare("projects.carry_out_cancel", _("Carry out cancellations"), project_admin=Scope.ALL)
COORDINATE = declare("projects.coordinate", _("Write task coordination orders"), account_manager=Scope.OWN)
SCHEDULE = declare("projects.schedule", _("Answer coordination orders, book support"), rd_manager=Scope.ALL)
DO_SUPPORT = declare("projects.do_support", _("Carry out support"), tech_support=Scope.OWN, rd_manager=Scope.ALL)
SEE_MARGIN = declare(
    "projects.see_margin",
    _("See cost and margin of projects"),
    account_manager=Scope.OWN,
    sales_manager=Scope.BELOW,
    sales_director=Scope.ALL,
    sales_vp=Scope.ALL,
    bu_manager=Scope.BELOW,
    general_manager=Scope.ALL,
    project_admin=Scope.ALL,
    commerce_rep=Scope.ALL,
    finance=Scope.ALL,
)
SETTLE_MONEY = declare("projects.settle_money", _("Settle the money of a cancellation"), finance=Scope.ALL)
ATTACH_TO_ORDER = declare(
    "projects.attach_to_order",
    _("Attach files to coordination orders"),
    account_manager=Scope.OWN,
    tech_support=Scope.OWN,
    rd_manager=Scope.ALL,
)
