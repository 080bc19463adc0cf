from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

MERGED = verb("merging.merged", _("Merged with %(titles)s"), tone="doing", icon="git-merge")
MERGED_INTO = verb("merging.merged_into", _("Merged into %(title)s"), tone="late", icon="git-merge")
MOVED = verb("merging.moved", _("Moved along: %(before)s was merged into %(title)s"), icon="git-merge")
PART_MERGED = verb("merging.part_merged", _("%(title)s merged with %(titles)s"), icon="git-merge")
REJECTED = verb("merging.rejected", _("Not the same as %(title)s"), icon="arrows-split")
REOPENED = verb("merging.reopened", _("May be the same as %(title)s after all"), icon="git-merge")
PARTED = verb("merging.parted", _("Merger taken back: %(titles)s"), tone="late", icon="arrows-split")
PARTED_FROM = verb("merging.parted_from", _("No longer merged into %(title)s"), tone="doing", icon="arrows-split")
MOVED_BACK = verb(
    "merging.moved_back", _("Moved back: %(titles)s no longer merged into %(title)s"), icon="arrows-split"
)
