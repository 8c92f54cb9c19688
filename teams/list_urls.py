"""The addresses of clinical time, the survey of clinicians, initiatives, suppliers and contracts."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from accounts.limits import export_limited
from teams.views import clinical_time, initiatives, pulse, suppliers


def as_files(name: str, view: Callable[..., Any]) -> list[URLPattern]:
    """The addresses of a list as a download, such as `contracts.csv` under the name `contracts_csv`."""
    limited = export_limited(view)
    return [path(f"{name}.{kind}", limited, {"kind": kind}, name=f"{name}_{kind}") for kind in ("csv", "xlsx")]


list_urlpatterns = [
    path("clinical-time/", clinical_time.clinical_time, name="clinical_time"),
    path("clinical-time/elsewhere/", clinical_time.clinical_help, name="clinical_help"),
    path("clinical-time/<int:pk>/", clinical_time.clinician, name="clinician"),
    *as_files("clinical-time", clinical_time.clinical_time_file),
    path("pulse/", pulse.pulse, name="pulse"),
    path("pulse/open/", pulse.pulse_open, name="pulse_open"),
    path("pulse/close/", pulse.pulse_close, name="pulse_close"),
    path("pulse/renew/", pulse.pulse_renew, name="pulse_renew"),
    path("pulse/print/", pulse.pulse_print, name="pulse_print"),
    *as_files("survey", pulse.pulse_file),
    path("initiatives/", initiatives.initiatives, name="initiatives"),
    path("initiatives/add/", initiatives.initiative_add, name="initiative_add"),
    path("initiatives/complete/", initiatives.initiatives_complete, name="initiatives_complete"),
    path("initiatives/<int:pk>/", initiatives.initiative_edit, name="initiative_edit"),
    path("initiatives/<int:pk>/remove/", initiatives.initiative_remove, name="initiative_remove"),
    *as_files("initiatives", initiatives.initiatives_file),
    path("suppliers/", suppliers.suppliers, name="suppliers"),
    path("suppliers/add/", suppliers.supplier_add, name="supplier_add"),
    path("suppliers/complete/", suppliers.suppliers_complete, name="suppliers_complete"),
    path("suppliers/<int:pk>/", suppliers.supplier, name="supplier"),
    path("suppliers/<int:pk>/edit/", suppliers.supplier_edit, name="supplier_edit"),
    path("suppliers/<int:pk>/remove/", suppliers.supplier_remove, name="supplier_remove"),
    path("contracts/add/", suppliers.contract_add, name="contract_add"),
    path("contracts/<int:pk>/", suppliers.contract_edit, name="contract_edit"),
    path("contracts/<int:pk>/remove/", suppliers.contract_remove, name="contract_remove"),
    *as_files("contracts", suppliers.contracts_file),
]
