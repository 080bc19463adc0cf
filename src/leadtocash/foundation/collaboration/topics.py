"""What is told of comments and followed records. Outside the program no title and no text: both may name money."""

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.notices.topics import groups, topic

groups.add("collaboration", _("Comments and followed records"))
MENTIONED = topic(
    "collaboration.mentioned",
    _("%(who)s mentioned you on %(title)s: %(text)s"),
    label=_("Somebody mentions me in a comment"),
    outside=_("%(who)s mentioned you in a comment on %(number)s."),
    weight="todo",
)
COMMENTED = topic(
    "collaboration.commented",
    _("%(who)s commented on %(title)s: %(text)s"),
    label=_("Followed records: comments"),
    outside=_("%(who)s commented on %(number)s."),
)
MOVED = topic(
    "collaboration.moved",
    _("%(title)s is now: %(state)s"),
    label=_("Followed records: new state"),
    outside=_("%(number)s is now: %(state)s"),
)
FILED = topic(
    "collaboration.filed",
    _("%(who)s attached %(file)s to %(title)s"),
    label=_("Followed records: files"),
    outside=_("%(who)s attached a file to %(number)s."),
)
