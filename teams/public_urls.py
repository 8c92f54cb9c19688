"""The addresses that anybody may open, below no organisation: the survey of clinicians, and rating one's own skills."""

from django.urls import path

from teams.views import own_rating, pulse_answer

urlpatterns = [
    path("pulse/thanks/", pulse_answer.pulse_thanks, name="pulse_thanks"),
    path("pulse/<slug:token>/", pulse_answer.pulse_answer, name="pulse_answer"),
    path("rate/<str:token>/", own_rating.rate_own, name="rate_own"),
    path("privacy/self-rating/", own_rating.privacy, name="self_rating_privacy"),
]
