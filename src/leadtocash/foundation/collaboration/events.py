from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb

COMMENTED = verb("collaboration.commented", _("Commented"), icon="message")
WITHDRAWN = verb("collaboration.comment_withdrawn", _("Took a comment back"), icon="message-off")
