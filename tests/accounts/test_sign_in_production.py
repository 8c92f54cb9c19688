"""What signing in is like in production: every cookie for this host alone, and a second factor."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
import json
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client

call_command("migrate", verbosity=0)
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from accounts.models import User
User.objects.create_user("lee@fenbrook.example", "Lee", "correct horse battery")
client = Client(headers={"Host": "team.example"})
client.get("/sign-in/", secure=True)
sent = {"login": "lee@fenbrook.example", "password": "correct horse battery"}
client.post("/sign-in/", sent, secure=True)
home = client.get("/", secure=True)
client.post("/sign-out/", secure=True)
parts = ("secure", "httponly", "samesite", "path", "domain")
cookies = {name: [cookie[part] for part in parts] for name, cookie in client.cookies.items()}
print(json.dumps({"cookies": cookies, "home": home.headers["Location"]}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENVIRONMENT": "production",
        "SECRET_KEY": "only for this test",
        "ALLOWED_HOSTS": "team.example",
        "DATA_DIR": str(tmp_path_factory.mktemp("production")),
    }
    ended = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_every_cookie_is_for_this_host_over_https_and_out_of_reach_of_scripts(production):
    assert set(production["cookies"]) == {"__Host-session", "__Host-csrf", "__Host-messages"}
    for secure, httponly, samesite, path, domain in production["cookies"].values():
        assert (secure, samesite, path, domain) == (True, "Lax", "/", "")
        assert httponly in (True, "")  # blank where the cookie was just taken away


def test_a_second_factor_is_required(production):
    assert production["home"] == "/account/second-factor/"
