from django.urls import path

from assessment import views

urlpatterns = [
    path("answers/", views.answers, name="answers"),
    path("answers/<criterion>/", views.answer, name="answer"),
    path("answers/<criterion>/clear/", views.answer_clear, name="answer_clear"),
    path("assessment/as-at/", views.as_at, name="as_at"),
]
