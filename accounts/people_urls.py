from django.urls import path

from accounts import access_views, administration_views, invitation_views, member_views

people_urlpatterns = [
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("organisations/<ods:ods>/members/", member_views.members, name="members"),
    path("organisations/<ods:ods>/members/invite/", member_views.member_invite, name="member_invite"),
    path("organisations/<ods:ods>/members/leave/", member_views.member_leave, name="member_leave"),
    path("organisations/<ods:ods>/members/<int:pk>/role/", member_views.member_role, name="member_role"),
    path("organisations/<ods:ods>/members/<int:pk>/remove/", member_views.member_remove, name="member_remove"),
    path(
        "organisations/<ods:ods>/invitations/<int:pk>/send-again/",
        member_views.invitation_send_again,
        name="invitation_send_again",
    ),
    path(
        "organisations/<ods:ods>/invitations/<int:pk>/withdraw/",
        member_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("organisations/<ods:ods>/access/", access_views.access_cards, name="access"),
    path("organisations/<ods:ods>/consent/", access_views.consent, name="consent"),
    path("administration/", administration_views.administration, name="administration"),
    path("administration/add/", administration_views.administration_add, name="administration_add"),
    path(
        "administration/<ods:ods>/",
        administration_views.administration_organisation,
        name="administration_organisation",
    ),
    path("administration/<ods:ods>/invite/", administration_views.administration_invite, name="administration_invite"),
    path(
        "administration/<ods:ods>/invitations/<int:pk>/withdraw/",
        administration_views.administration_withdraw,
        name="administration_withdraw",
    ),
]
