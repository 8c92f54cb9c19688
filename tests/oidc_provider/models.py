from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Person(AbstractBaseUser):
    """Somebody with an account at the provider, which may have verified their address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    email_is_verified = models.BooleanField()

    objects = BaseUserManager()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email
