/*
 * secrets_identity.c - people, sessions and access: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

const struct pattern secrets_identity[] = {
    LONGER(
        "1password-secret-key", "1Password secret key", "support.1password.com/secret-key-security",
        "A3-[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}",
        "A3-[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", proof_random),
    SECRET("1password-service-token", "1Password service account token",
           "developer.1password.com/docs/service-accounts", "ops_eyJ[0-9A-Za-z_-]{100}",
           ALONE "ops_(eyJ[0-9A-Za-z_-]{100,1000}={0,2})", proof_json),
    KEYED("auth0-secret", "Auth0 client secret", "auth0.com/docs",
          "auth0[0-9A-Za-z_. -]{0,12}secret", "[0-9A-Za-z_-]{64}", proof_keyed),
    SECRET("basic-auth-header", "HTTP Basic credentials", "RFC 7617",
           "(?i:authorization)\\\\?[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}\\\\?[\"']?(?i:basic) "
           "[0-9A-Za-z+/]{12}",
           "(?i:authorization)\\\\?[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}\\\\?[\"']?(?i:basic) "
           "([0-9A-Za-z+/]{12,200}={0,2})",
           proof_basic, .rank = PATTERN_KEYED),
    SECRET("bearer-header", "HTTP bearer token", "RFC 6750",
           "(?i:authorization)\\\\?[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}\\\\?[\"']?(?i:bearer) "
           "[0-9A-Za-z._~+/-]{20}",
           "(?i:authorization)\\\\?[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}\\\\?[\"']?(?i:bearer) "
           "([0-9A-Za-z._~+/-]{20,400}={0,2})",
           proof_bearer, .rank = PATTERN_KEYED),
    SECRET("bitwarden-token", "Bitwarden machine account token", "bitwarden.com/help/access-tokens",
           "0\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.[0-9A-Za-z]{30}:",
           ALONE "(0\\." UUID "\\.[0-9A-Za-z]{30}:[0-9A-Za-z+/]{22}==)", proof_random),
    KEYED("django-secret-key", "Django SECRET_KEY", "docs.djangoproject.com/ref/settings",
          "(?:django_?)?secret_?key", "django-insecure-[^\"'\\r\\n]{50}", proof_keyed),
    KEYED("duo-secret", "Duo secret key", "duo.com/docs", "duo[0-9A-Za-z_. -]{0,12}(?:secret|skey)",
          "[0-9A-Za-z]{40}", proof_keyed),
    KEYED("fusionauth-key", "FusionAuth API key", "fusionauth.io/docs", "fusion_?auth",
          "[0-9A-Za-z_-]{64}", proof_keyed),
    LONGER("json-web-token", "JSON web token", "RFC 7519",
           "eyJ[0-9A-Za-z_-]{10,400}\\.eyJ[0-9A-Za-z_-]{10}",
           "eyJ[0-9A-Za-z_-]{10,}\\.eyJ[0-9A-Za-z_-]{10,}\\.[0-9A-Za-z_-]{16,}", proof_jwt,
           .rank = PATTERN_KEYED),
    KEYED("jumpcloud-key", "JumpCloud API key", "docs.jumpcloud.com", "jump_?cloud", "[0-9a-f]{40}",
          proof_keyed),
    KEYED("keycloak-secret", "Keycloak client secret", "keycloak.org/documentation",
          "keycloak[0-9A-Za-z_. -]{0,16}secret", "[0-9A-Za-z]{32}", proof_keyed),
    KEYED("laravel-app-key", "Laravel APP_KEY", "laravel.com/docs/encryption", "app_key",
          "base64:[0-9A-Za-z+/]{43}=", proof_keyed),
    KEYED("okta-token", "Okta API token", "developer.okta.com/docs", "(?:okta|ssws)",
          "00[0-9A-Za-z_-]{40}", proof_keyed),
    KEYED("onelogin-secret", "OneLogin client secret", "developers.onelogin.com",
          "one_?login[0-9A-Za-z_. -]{0,12}secret", "[0-9a-f]{64}", proof_keyed),
    KEYED("rails-secret-key-base", "Rails secret_key_base", "guides.rubyonrails.org/security",
          "secret_key_base", "[0-9a-f]{128}", proof_keyed),
    KEYED("stytch-secret", "Stytch secret", "stytch.com/docs", "stytch",
          "secret-live-[0-9A-Za-z_=-]{36}", proof_keyed),
};
const size_t secrets_identity_count = ARRAY_LEN(secrets_identity);
