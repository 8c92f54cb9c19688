"""Settings. Everything that differs between machines comes from the environment; the README lists the names.

`ENVIRONMENT=production` turns on what needs HTTPS and a secret. Without it the site answers on this machine only.
"""

import os
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
ENVIRONMENT = os.environ.get("ENVIRONMENT", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}: say production, or leave it out")
PRODUCTION = ENVIRONMENT == "production"

# Outside production the key is known to everybody, so only this machine is answered.
SECRET_KEY = os.environ["SECRET_KEY"] if PRODUCTION else "for-development-on-this-machine-only"
DEBUG = False
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "django_tasks",
    "django_tasks_db",
    "accounts",
    "teams",
    "assessment",
    "reports",
    "config",
]

MIDDLEWARE = [
    "accounts.middleware.request_reference",
    "accounts.middleware.keep_private",
    "accounts.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.autosave.answers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.KeepForms",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.session_limits",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.Required",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_FAIL_SILENTLY = False

# Data ----------------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # With Django's defaults eight writers lose half their writes to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # With recursive triggers, what replaces a row asks the triggers that forbid to delete it.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
else:
    # A lock or a statement that hangs becomes a message to the user and frees the worker.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=10s -c statement_timeout=30s")

# Rate limits must be shared by all server processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Beyond the usual 300 entries somebody could push their own counts out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# No upload ever lies on a disk: one above this size, which leaves room for the form around 5 MB, is read and let go.
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A grid of 500 posts, ten controls each, that is sent without JavaScript.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5500

# Signing in ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.validators.Length"},
    {"NAME": "accounts.validators.NotCommon"},
    {"NAME": "accounts.validators.NotAboutUs"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm", "reauthenticate": "accounts.forms.PasswordAgainForm"}
# Ours are in `accounts.limits`: allauth counts by address alone, or by account alone.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False

# A second factor. Who signs in by a provider that vouches for one needs none of ours.
SECOND_FACTOR_REQUIRED = os.environ.get("SECOND_FACTOR_REQUIRED", "yes" if PRODUCTION else "no") == "yes"
MFA_ADAPTER = "accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.SetUpAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
}

# An OpenID Connect provider, such as Entra ID or NHS CIS2.
OIDC_NAME = os.environ.get("OIDC_NAME", "your organisation’s account")
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
# Only for a provider of one organisation, in which nobody can choose their address: Entra ID sends no such claim.
OIDC_EMAIL_IS_VERIFIED = os.environ.get("OIDC_EMAIL_IS_VERIFIED") == "yes"
# The provider asks everybody for a second factor; else its claims `amr` or `acr` must say that it did.
OIDC_VOUCHES_FOR_SECOND_FACTOR = os.environ.get("OIDC_VOUCHES_FOR_SECOND_FACTOR") == "yes"
OIDC_SECOND_FACTOR_ACR = [acr for acr in os.environ.get("OIDC_SECOND_FACTOR_ACR", "").split(",") if acr]
SOCIALACCOUNT_ADAPTER = "accounts.oidc.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": os.environ.get("OIDC_SERVER_URL", "")},
            }
        ],
    }
}

# Proxies of ours in front of the site, each of which adds to X-Forwarded-For the address that it saw.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.errors.csrf_failure"
MESSAGE_STORAGE = "accounts.message_storage.Storage"

# How long things last -----------------------------------------------------------------------------------------------

SESSION_IDLE = timedelta(minutes=int(os.environ.get("SESSION_IDLE_MINUTES", "30")))
SESSION_ABSOLUTE = timedelta(hours=int(os.environ.get("SESSION_ABSOLUTE_HOURS", "12")))
INVITATION_DAYS = int(os.environ.get("INVITATION_DAYS", "7"))
LINK_DAYS = int(os.environ.get("LINK_DAYS", "30"))
# After so many months a rating of a skill is stale: it still counts, and is shown as stale.
RATING_MONTHS = int(os.environ.get("RATING_MONTHS", "12"))

# Whether a second administrator must approve a rubric before it is published.
RUBRIC_APPROVAL_REQUIRED = os.environ.get("RUBRIC_APPROVAL_REQUIRED", "yes" if PRODUCTION else "no") == "yes"

# What people write -------------------------------------------------------------------------------------------------

COMMENTARY_WORDS = int(os.environ.get("COMMENTARY_WORDS", "150"))

# E-mail --------------------------------------------------------------------------------------------------------------

# Links in e-mails come from here and never from the host that a request names.
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "http://localhost:8000")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Check your digital team <no-reply@localhost>")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "yes") == "yes"
EMAIL_TIMEOUT = 10
# Without a mail server, the worker of `make run` prints the e-mails.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST or PRODUCTION else 'console'}.EmailBackend"

# Background work waits in the database for the worker (`manage.py db_worker`), so that no page waits for it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Headers -------------------------------------------------------------------------------------------------------------

# The hash is that of the empty string: plotly puts an empty style element in the page.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"

# Language, time, files -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# How the activity log names what changed: those words come from every app, which accounts does not know.
ACTIVITY_WORDS = "config.activity_words"

# No line holds a name, an address, a title or a query string: see `accounts.logging`. Libraries that write to a handler
# of their own, or to the administrators by e-mail, write to ours instead.
_OURS = {"handlers": ["stderr"], "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "accounts.logging.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        **{name: {"level": "INFO"} for name in ("accounts", "teams", "assessment", "reports", "config")},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A page that is refused or not found is no fault of ours, and would bury those that are.
        "django.request": {"level": "ERROR"},
        "django.server": {**_OURS, "level": "ERROR"},
        "gunicorn.error": {**_OURS, "level": "INFO"},
        "gunicorn.access": {**_OURS, "level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
