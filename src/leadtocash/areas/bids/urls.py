from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.bids import api
from leadtocash.areas.bids.views import record, working

app_name = "bids"
urlpatterns = [
    path("bids/", record.listing, name="list"),
    path("bids/new/", record.new, name="new"),
    path("bids/bonds/", record.bonds, name="bonds"),
    path("bid-items/", record.items, name="items"),
    path("bids/<int:pk>/", record.detail, name="detail"),
    path("bids/<int:pk>/edit/", record.edit, name="edit"),
    path("bids/<int:pk>/decision/", record.ask, name="decision"),
    path("bids/<int:pk>/submission/", record.submission, name="submission"),
    path("bids/<int:pk>/calendar/", record.calendar, name="calendar"),
    path("bids/<int:pk>/items/new/", working.new_item, name="new-item"),
    path("bid-items/<int:pk>/edit/", working.edit_item, name="edit-item"),
    path("bid-items/<int:pk>/tick/", working.tick, name="tick"),
    path("bids/<int:pk>/parts/<slug:part>/", working.part, name="part"),
    path("bids/<int:pk>/bond/", working.bond, name="bond"),
    path("bids/<int:pk>/opening/", working.opening, name="opening"),
    path("bids/<int:pk>/result/", working.result, name="result"),
    path("bids/<int:pk>/approval/print/", working.approval_paper, name="print-approval"),
    path("bids/<int:pk>/checklist/print/", working.checklist_paper, name="print-checklist"),
    path("bids/<int:pk>/opening/print/", working.opening_paper, name="print-opening"),
    path("bid-checklist/", working.template, name="template"),
    path("bid-checklist/new/", working.new_entry, name="new-entry"),
    path("bid-checklist/<int:pk>/edit/", working.edit_entry, name="edit-entry"),
]
router = SimpleRouter()
router.register("bids", api.BidViewSet, basename="bid")
router.register("bid-items", api.BidItemViewSet, basename="bid-item")
api_urlpatterns = router.urls
