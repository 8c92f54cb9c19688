from django.urls import path

from accounts.limits import export_limited
from reports import rubric_views

urlpatterns = [
    path("<int:rubric>/versions/<int:number>/rubric.pdf", export_limited(rubric_views.pdf), name="rubric_pdf"),
    path("<int:rubric>/draft/effect/", rubric_views.effect, name="rubric_effect"),
    path("<int:rubric>/draft/effect/weights/", rubric_views.effect_of_weights, name="rubric_effect_of_weights"),
    path("<int:rubric>/draft/firmness/", rubric_views.firmness, name="rubric_firmness"),
]
