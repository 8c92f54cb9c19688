"""The address that anybody may open who has a link to a report."""

from django.urls import path

from reports import shared_views

urlpatterns = [path("shared/<slug:token>/", shared_views.shared_report, name="shared_report")]
