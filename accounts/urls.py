from django.urls import path

from accounts import activity_views, session_views
from accounts.limits import export_limited
from accounts.people_urls import people_urlpatterns
from accounts.security_urls import security_urlpatterns

urlpatterns = [
    path("session/extend/", session_views.extend, name="session_extend"),
    path("session/kept-form/discard/", session_views.discard, name="held_form_discard"),
    path("organisations/<ods:ods>/activity/", activity_views.activity, name="activity"),
    path("organisations/<ods:ods>/activity.csv", export_limited(activity_views.activity_csv), name="activity_csv"),
    *security_urlpatterns,
    *people_urlpatterns,
]
