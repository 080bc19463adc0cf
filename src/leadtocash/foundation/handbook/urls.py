from django.urls import path

from leadtocash.foundation.handbook import api, views

app_name = "handbook"
urlpatterns = [
    path("policy/", views.old_address, name="old-handbook"),
    path("policy/<str:slug>/", views.old_address, name="old-clause"),
    path("handbook/", views.handbook, name="handbook"),
    path("handbook/print.pdf", views.printed, name="print"),
    path("handbook/policies/<str:policy>/editions/new/", views.new_edition, name="new-edition"),
    path("handbook/policies/<str:policy>/adoption/", views.adoption, name="adoption"),
    path("handbook/editions/<int:pk>/chapters/new/", views.new_chapter, name="new-chapter"),
    path("handbook/chapters/<int:pk>/edit/", views.edit_chapter, name="edit-chapter"),
    path("handbook/editions/<int:pk>/", views.edition, name="edition"),
    path("handbook/editions/<int:pk>/publication/", views.publication, name="publication"),
    path("handbook/editions/<int:pk>/removal/", views.discarding, name="discarding"),
    path("handbook/chapters/<int:pk>/clauses/new/", views.new_clause, name="new-clause"),
    path("handbook/clauses/<int:pk>/edit/", views.edit_clause, name="edit-clause"),
    path("handbook/clauses/<int:pk>/removal/", views.clause_removal, name="clause-removal"),
    path("handbook/<str:slug>/", views.clause, name="clause"),
]
api_urlpatterns = [
    path("handbook/clauses/", api.ClausesView.as_view(), name="handbook-clauses"),
    path("handbook/clauses/<str:slug>/", api.ClauseView.as_view(), name="handbook-clause"),
    path("handbook/refusals/", api.RefusalsView.as_view(), name="handbook-refusals"),
    path("handbook/policies/<str:policy>/editions/", api.EditionsView.as_view(), name="handbook-editions"),
    path("handbook/policies/<str:policy>/", api.PolicyView.as_view(), name="handbook-policy"),
    path("handbook/editions/<int:pk>/clauses/", api.NewClauseView.as_view(), name="handbook-new-clause"),
    path("handbook/editions/<int:pk>/", api.EditionView.as_view(), name="handbook-edition"),
    path("handbook/editions/<int:pk>/clauses/<str:slug>/", api.DraftClauseView.as_view(), name="handbook-draft-clause"),
    path("handbook/editions/<int:pk>/publication/", api.PublicationView.as_view(), name="handbook-publication"),
]
