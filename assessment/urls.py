from django.urls import include, path

from accounts.limits import export_limited
from assessment import (
    action_views,
    cover_views,
    cycle_views,
    downloads,
    link_views,
    question_views,
    retention_views,
    signing_views,
    views,
)
from assessment.deadline_urls import deadline_paths
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
    path("assessments/", cycle_views.cycle_page, name="cycle"),
    path("assessments/start/", cycle_views.start, name="cycle_start"),
    path("assessments/carried/", cycle_views.carried, name="cycle_carried"),
    path("assessments/commentary/<question>/", cycle_views.commentary, name="commentary"),
    path("assessments/cover/", cover_views.cover, name="cover"),
    path("reports/<int:number>/links/", link_views.report_links, name="report_links"),
    path("reports/<int:number>/links/<int:link>/revoke/", link_views.report_link_revoke, name="report_link_revoke"),
    path("reports/<int:number>/cover/", cover_views.report_cover, name="report_cover"),
    path("assessments/warnings/", cycle_views.warnings, name="cycle_warnings"),
    path("assessments/submit/", signing_views.submit, name="cycle_submit"),
    path("assessments/withdraw/", signing_views.withdraw, name="cycle_withdraw"),
    path("assessments/sign-off/", signing_views.sign_off, name="cycle_sign_off"),
    path("assessments/return/", signing_views.send_back, name="cycle_return"),
    path("reports/<int:number>/reopen/", signing_views.reopen, name="reopen"),
    path("reports/<int:number>/posts/remove/", retention_views.posts_remove, name="posts_remove"),
    path("plan/gaps/<str:criterion>/add/", action_views.action_add, name="action_add"),
    path("plan/gaps/<str:criterion>/none/", action_views.reason_add, name="reason_add"),
    path("plan/actions/<int:pk>/", action_views.action_edit, name="action_edit"),
    path("plan/actions/<int:pk>/progress/", action_views.action_progress, name="action_progress"),
    path("plan/actions/<int:pk>/remove/", action_views.action_remove, name="action_remove"),
    path("plan/reasons/<int:pk>/", action_views.reason_edit, name="reason_edit"),
    path("plan/reasons/<int:pk>/remove/", action_views.reason_remove, name="reason_remove"),
    path("deadlines/", include(deadline_paths())),
    path("assessment/as-at/", views.as_at, name="as_at"),
]
