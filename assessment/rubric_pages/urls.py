from django.urls import path

from assessment.rubric_pages import drafts, editing, reading

_DRAFT = "<int:rubric>/draft/"
_QUESTION = f"{_DRAFT}questions/<str:name>/"
_CRITERION = f"{_DRAFT}criteria/<str:name>/"

urlpatterns = [
    path("", reading.rubrics, name="rubrics"),
    path("compare/", reading.comparison, name="rubric_comparison"),
    path("add/", drafts.add, name="rubric_add"),
    path("import/", drafts.bring, name="rubric_import"),
    path("<int:rubric>/default/", drafts.default, name="rubric_default"),
    path("<int:rubric>/versions/<int:number>/", reading.version, name="rubric_version"),
    path("<int:rubric>/versions/<int:number>/rubric.toml", reading.toml, name="rubric_toml"),
    path("<int:rubric>/versions/<int:number>/retire/", drafts.retire, name="rubric_retire"),
    path(f"{_DRAFT}", drafts.draft, name="rubric_draft"),
    path(f"{_DRAFT}start/", drafts.start, name="rubric_start"),
    path(f"{_DRAFT}rubric.toml", drafts.draft_toml, name="rubric_draft_toml"),
    path(f"{_DRAFT}replace/", drafts.replace, name="rubric_replace"),
    path(f"{_DRAFT}notes/", drafts.notes, name="rubric_notes"),
    path(f"{_DRAFT}comment/", drafts.comment, name="rubric_comment"),
    path(f"{_DRAFT}approve/", drafts.confirm, {"what": "approve"}, name="rubric_approve"),
    path(f"{_DRAFT}publish/", drafts.confirm, {"what": "publish"}, name="rubric_publish"),
    path(f"{_DRAFT}discard/", drafts.confirm, {"what": "discard"}, name="rubric_discard"),
    path(f"{_DRAFT}parts/<slug:part>/", editing.whole, name="rubric_part"),
    path(f"{_DRAFT}weights/", editing.weights, name="rubric_weights"),
    path(f"{_DRAFT}add-question/", editing.question_add, name="rubric_question_add"),
    path(f"{_QUESTION}", editing.question, name="rubric_question"),
    path(f"{_QUESTION}remove/", editing.remove, {"key": "questions"}, name="rubric_question_remove"),
    path(f"{_QUESTION}up/", editing.move, {"key": "questions", "step": -1}, name="rubric_question_up"),
    path(f"{_QUESTION}down/", editing.move, {"key": "questions", "step": 1}, name="rubric_question_down"),
    path(f"{_DRAFT}add-criterion/", editing.criterion_add, name="rubric_criterion_add"),
    path(f"{_CRITERION}", editing.criterion, name="rubric_criterion"),
    path(f"{_CRITERION}scale/", editing.scale, name="rubric_scale"),
    path(f"{_CRITERION}measure/", editing.measure, name="rubric_measure"),
    path(f"{_CRITERION}measure/<slug:way>/", editing.term, name="rubric_term"),
    path(f"{_CRITERION}remove/", editing.remove, {"key": "criteria"}, name="rubric_criterion_remove"),
    path(f"{_CRITERION}up/", editing.move, {"key": "criteria", "step": -1}, name="rubric_criterion_up"),
    path(f"{_CRITERION}down/", editing.move, {"key": "criteria", "step": 1}, name="rubric_criterion_down"),
]
