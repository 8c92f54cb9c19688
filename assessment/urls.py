from django.urls import path

from accounts.limits import export_limited
from assessment import downloads, question_views, views
from assessment.rubric_pages import offering

urlpatterns = [
    path("assessment/rubric/", offering.rubric_of_assessment, name="assessment_rubric"),
    path("answers/", views.answers, name="answers"),
    path("answers/all/", question_views.answers_all, name="answers_all"),
    path("answers/print/", question_views.answers_print, name="answers_print"),
    path("answers/<criterion>/", views.answer, name="answer"),
    path("answers/<criterion>/clear/", views.answer_clear, name="answer_clear"),
    path("roster-as-scored.csv", export_limited(downloads.scored_csv), name="scored_csv"),
    path("roster-as-scored.xlsx", export_limited(downloads.scored_xlsx), name="scored_xlsx"),
    path("assessment/as-at/", views.as_at, name="as_at"),
]
