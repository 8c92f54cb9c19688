"""The addresses that anybody may open, below no organisation: the survey of clinicians."""

from django.urls import path

from teams.views import pulse_answer

urlpatterns = [
    path("pulse/thanks/", pulse_answer.pulse_thanks, name="pulse_thanks"),
    path("pulse/<str:token>/", pulse_answer.pulse_answer, name="pulse_answer"),
]
