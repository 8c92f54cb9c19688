from django.urls import path

from accounts.limits import export_limited
from reports import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("start/", views.start, name="start"),
    path("report/", views.report, name="report"),
    path("report/paper.pdf", export_limited(views.paper), name="paper"),
    path("report/charts/<slug:chart>.json", views.chart, name="chart"),
    path("report/criteria/<path:criterion>/", views.criterion, name="criterion"),
]
