from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.market import api
from leadtocash.areas.market.views import competitors, demands, partners, reasons, reports

app_name = "market"
urlpatterns = [
    path("competitors/", competitors.listing, name="competitors"),
    path("competitors/new/", competitors.new, name="new-competitor"),
    path("competitors/<int:pk>/", competitors.detail, name="competitor"),
    path("competitors/<int:pk>/edit/", competitors.edit, name="edit-competitor"),
    path("competitors/<int:pk>/prices/new/", competitors.new_price, name="new-price"),
    path("competitor-prices/", competitors.prices, name="prices"),
    path("competitor-prices/<int:pk>/edit/", competitors.edit_price, name="edit-price"),
    path("close-reasons/", reasons.listing, name="reasons"),
    path("close-reasons/new/", reasons.new, name="new-reason"),
    path("close-reasons/<int:pk>/edit/", reasons.edit, name="edit-reason"),
    path("partners/", partners.listing, name="partners"),
    path("partners/new/", partners.new, name="new-partner"),
    path("partners/<int:pk>/", partners.detail, name="partner"),
    path("partners/<int:pk>/edit/", partners.edit, name="edit-partner"),
    path("partners/<int:pk>/contacts/new/", partners.new_person, name="new-person"),
    path("partner-contacts/<int:pk>/edit/", partners.edit_person, name="edit-person"),
    path("demands/", demands.listing, name="demands"),
    path("demands/new/", demands.new, name="new-demand"),
    path("demands/<int:pk>/", demands.detail, name="demand"),
    path("demands/<int:pk>/edit/", demands.edit, name="edit-demand"),
    path("demands/<int:pk>/answer/", demands.answer, name="answer-demand"),
    path("market-reports/", reports.listing, name="reports"),
    path("market-reports/new/", reports.new, name="new-report"),
    path("market-reports/<int:pk>/", reports.detail, name="report"),
    path("market-reports/<int:pk>/edit/", reports.edit, name="edit-report"),
    path("market-reports/<int:pk>/issue/", reports.issue, name="issue-report"),
    path("market-reports/<int:pk>/taking-back/", reports.take_back, name="take-back-report"),
    path("market-reports/<int:pk>/print/", reports.paper, name="print-report"),
]
router = SimpleRouter()
router.register("competitors", api.CompetitorViewSet, basename="competitor")
router.register("competitor-prices", api.PriceViewSet, basename="competitor-price")
router.register("close-reasons", api.ReasonViewSet, basename="close-reason")
router.register("partners", api.PartnerViewSet, basename="partner")
router.register("demands", api.DemandViewSet, basename="demand")
router.register("market-reports", api.MarketReportViewSet, basename="market-report")
api_urlpatterns = router.urls
