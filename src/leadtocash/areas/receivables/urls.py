from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.receivables import api
from leadtocash.areas.receivables.views import receipts, receivables, revenue

app_name = "receivables"
urlpatterns = [
    path("receivables/", receivables.listing, name="list"),
    path("receivables/<int:pk>/", receivables.detail, name="detail"),
    path("receivables/collection/", receivables.collection, name="collection"),
    path("receipts/", receipts.listing, name="receipts"),
    path("receipts/new/", receipts.new, name="new-receipt"),
    path("receipts/<int:pk>/", receipts.detail, name="receipt"),
    path("receipts/<int:pk>/allocations/", receipts.match, name="match"),
    path("receipts/<int:pk>/voiding/", receipts.void, name="void"),
    path("allocations/<int:pk>/reversal/", receipts.undo, name="undo"),
    path("revenue/", revenue.listing, name="revenue"),
    path("revenue/<int:pk>/", revenue.detail, name="revenue-entry"),
    path("revenue/<int:pk>/confirmation/", revenue.confirm, name="confirm-revenue"),
]
router = SimpleRouter()
router.register("receivables", api.ReceivableViewSet, basename="receivable")
router.register("receipts", api.ReceiptViewSet, basename="receipt")
router.register("allocations", api.AllocationViewSet, basename="allocation")
router.register("revenue", api.RevenueViewSet, basename="revenue")
api_urlpatterns = [path("collection/", api.CollectionView.as_view(), name="collection"), *router.urls]
