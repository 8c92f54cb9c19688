from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    """What the provider says of somebody, as far as the scopes that were asked for let it."""

    def get_additional_claims(self) -> dict[str, Any]:
        return {
            "name": lambda request: request.user.name,
            "email": lambda request: request.user.email,
            "email_verified": lambda request: request.user.email_is_verified,
        }
