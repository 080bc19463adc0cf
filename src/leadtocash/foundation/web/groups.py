"""The groups of the menu, in order."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.navigation import Group, groups

groups.add("top", Group("", 0))
groups.add("customers", Group(_("Customers"), 10))
groups.add("sales", Group(_("Leads and opportunities"), 12))
groups.add("winning", Group(_("Winning deals"), 14))
groups.add("market", Group(_("Market and products"), 16))
groups.add("contracts", Group(_("Contracts"), 20))
groups.add("projects", Group(_("Projects and money"), 30))
groups.add("service", Group(_("Service"), 40))
groups.add("policy", Group(_("Policy"), 80))
groups.add("administration", Group(_("Administration"), 90))
