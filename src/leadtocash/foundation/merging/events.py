from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

MERGED = verb("merging.merged", _("Merged with %(titles)s"), tone="doing", icon="git-merge")
MERGED_INTO = verb("merging.merged_into", _("Merged into %(title)s"), tone="late", icon="git-merge")
MOVED = verb("merging.moved", _("Moved along: %(before)s was merged into %(title)s"), icon="git-merge")
PART_MERGED = verb("merging.part_merged", _("%(title)s merged with %(titles)s"), icon="git-merge")
REJECTED = verb("merging.rejected", _("Not the same as %(title)s"), icon="arrows-split")
REOPENED = verb("merging.reopened", _("May be the same as %(title)s after all"), icon="git-merge")
