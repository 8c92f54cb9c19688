"""The addresses of signing in and of one's own account. Of allauth's pages only those that stand here are there."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from django.urls import path

from accounts import security_views as views
from accounts import token_views
from accounts.adapter import account_at_second_step
from accounts.limits import limited, signed_in, typed

by_email = limited("sign-in", typed("login"))
by_password = limited("sign-in", lambda request: request.user.email.lower() if request.user.is_authenticated else "")
by_factor = limited("second-factor", account_at_second_step)
by_reset = limited("reset", typed("email"))

AGAIN = {"heading": "Confirm that it is you", "button": "Continue"}
APP = {"heading": "Set up an authenticator app", "button": "Set up"}
NO_APP = {"heading": "Remove the authenticator app", "button": "Remove", "button_class": "nhsuk-button--warning"}
CODES = {"heading": "Make new recovery codes", "button": "Make new codes"}

password_again = allauth_views.ReauthenticateView.as_view(extra_context=AGAIN)
code_again = mfa_views.ReauthenticateView.as_view(extra_context=AGAIN)
add_app = views.AddApp.as_view(extra_context=APP)
remove_app = views.RemoveApp.as_view(extra_context=NO_APP)
new_codes = codes_views.GenerateRecoveryCodesView.as_view(extra_context=CODES)

security_urlpatterns = [
    path("sign-in/", by_email(views.SignIn.as_view()), name="account_login"),
    path("sign-in/second-factor/", by_factor(views.SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-in/with/", views.provider_sign_in, {"provider_id": "oidc"}, name="openid_connect_login"),
    path("sign-in/with/back/", views.provider_callback, {"provider_id": "oidc"}, name="openid_connect_callback"),
    path("sign-in/again/", by_password(password_again), name="account_reauthenticate"),
    path("sign-in/again/code/", by_factor(code_again), name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", by_factor(views.PasskeyAgain.as_view()), name="mfa_reauthenticate_webauthn"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("reset-password/", by_reset(views.reset_password), name="reset_password"),
    path("reset-password/sent/", views.reset_password_sent, name="reset_password_sent"),
    path("reset-password/<link>/", views.reset_password_link, name="reset_password_link"),
    path("account/", views.account, name="security"),
    path("account/password/", by_password(views.change_password), name="change_password"),
    path("account/email/", limited("reset", signed_in)(views.change_email), name="change_email"),
    path("account/email/<token>/", views.new_email, name="new_email"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/api-tokens/", token_views.api_tokens, name="api_tokens"),
    path("account/api-tokens/add/", token_views.api_token_add, name="api_token_add"),
    path("account/second-factor/", views.Factors.as_view(), name="mfa_index"),
    path("account/second-factor/app/", by_factor(views.fresh(add_app)), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", views.fresh(remove_app), name="mfa_deactivate_totp"),
    path("account/second-factor/passkeys/add/", views.fresh(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/",
        views.fresh(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        views.fresh(new_codes),
        name="mfa_generate_recovery_codes",
    ),
]
