from allauth.account import views as allauth_views
from django.urls import path

from accounts import views

SIGN_IN = {"heading": "Sign in", "button": "Sign in"}

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", allauth_views.LoginView.as_view(extra_context=SIGN_IN), name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
]
