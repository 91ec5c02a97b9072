/*
 * secrets_file.c - files that hold passwords by their nature: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

const struct pattern secrets_file[] = {
    SECRET("docker-config-auth", "Registry login of a Docker config",
           "docs.docker.com/reference/cli/docker/login",
           "\"auth\\\\?\"[ \\t]{0,4}:[ \\t]{0,4}\\\\?\"[0-9A-Za-z+/]{12}",
           "\"auth\\\\?\"[ \\t]{0,4}:[ \\t]{0,4}\\\\?\"([0-9A-Za-z+/]{12,400}={0,2})\\\\?\"",
           proof_basic, .rank = PATTERN_KEYED),
    SECRET("htpasswd-apr1", "Password hash of an .htpasswd (APR1)",
           "httpd.apache.org/docs/misc/password_encryptions",
           "\\$apr1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}",
           "(\\$apr1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22})(?![./0-9A-Za-z])", proof_hash),
    SECRET("htpasswd-sha1", "Password hash of an .htpasswd (SHA-1)",
           "httpd.apache.org/docs/misc/password_encryptions", "\\{S?SHA\\}[0-9A-Za-z+/]{27}",
           "[^\\s:]{1,64}[: ]{1,2}(\\{S?SHA\\}[0-9A-Za-z+/]{27,60}={0,2})", proof_hash),
    SECRET("kubeconfig-key", "Client key of a kubeconfig", "kubernetes.io/docs",
           "client-key-data\\\\?[\"']?:[ ]{0,4}\\\\?[\"']?LS0tLS1CRUdJTi[0-9A-Za-z+/]{40}",
           "client-key-data\\\\?[\"']?:[ ]{0,4}\\\\?[\"']?(LS0tLS1CRUdJTi[0-9A-Za-z+/]{40,400})",
           proof_kubeconfig),
    SECRET("kubernetes-secret", "Value of a Kubernetes Secret",
           "kubernetes.io/docs/concepts/configuration/secret",
           "kind:[ ]{0,4}[\"']?Secret[\"']?[ ]{0,4}\\r?\\n",
           "kind:[ ]{0,4}[\"']?Secret[\"']?[ "
           "]{0,4}\\r?\\n(?:[^\\n]{0,100}\\n){0,12}?(?:data|stringData):[ ]{0,4}\\r?\\n(?:[ "
           "]{1,8}[0-9A-Za-z_.-]{1,60}:[ ]{0,4}[^\\n]{0,80}\\n){0,6}?[ "
           "]{1,8}[0-9A-Za-z_.-]{0,40}(?i:passw|secret|token|key|cred)[0-9A-Za-z_.-]{0,30}:[ "
           "]{0,4}[\"']?([^\\s\"']{8,400})",
           proof_kubernetes, .rank = PATTERN_KEYED),
    SECRET(
        "netrc-password", "Password of a .netrc", "man netrc(5)",
        "(?:machine|default)[ \\t\\r\\n]{1,8}(?:[^ \\t\\r\\n]{1,80}[ \\t\\r\\n]{1,8})?login[ "
        "\\t\\r\\n]{1,8}[^ \\t\\r\\n]{1,80}[ \\t\\r\\n]{1,8}password[ \\t]{1,8}\"?[^ "
        "\\t\\r\\n\"]{4}",
        "(?:machine|default)[ \\t\\r\\n]{1,8}(?:[^ \\t\\r\\n]{1,80}[ \\t\\r\\n]{1,8})?login[ "
        "\\t\\r\\n]{1,8}[^ \\t\\r\\n]{1,80}[ \\t\\r\\n]{1,8}password[ \\t]{1,8}\"?([!#-~]{4,128})",
        proof_setting, .rank = PATTERN_KEYED),
    SECRET("npmrc-auth", "Login of an .npmrc", "docs.npmjs.com/cli/configuring-npm/npmrc",
           "(?:_auth|_password)[ ]{0,2}=[ ]{0,2}[\"']?[0-9A-Za-z+/]{12}",
           "(?:^|[\\r\\n:])(?:_auth|_password)[ ]{0,2}=[ ]{0,2}[\"']?([0-9A-Za-z+/]{12,200}={0,2})",
           proof_decodes),
    SECRET("npmrc-token", "Token of an .npmrc", "docs.npmjs.com/cli/configuring-npm/npmrc",
           ":_authToken[ ]{0,2}=[ ]{0,2}[\"']?[0-9A-Za-z_./+=-]{20}",
           ":_authToken[ ]{0,2}=[ ]{0,2}[\"']?([0-9A-Za-z_./+=-]{20,300})", proof_random,
           .rank = PATTERN_KEYED),
    SECRET("password-hash-argon2", "Password hash (Argon2)", "RFC 9106; the PHC string format",
           "\\$argon2(?:id|i|d)\\$v=[0-9]{1,3}\\$m=[0-9]{1,8}",
           "(\\$argon2(?:id|i|d)\\$v=[0-9]{1,3}\\$m=[0-9]{1,8},t=[0-9]{1,4},p=[0-9]{1,3}\\$[0-9A-"
           "Za-z+/]{11,64}\\$[0-9A-Za-z+/]{22,86})",
           proof_hash),
    SECRET("password-hash-bcrypt", "Password hash (bcrypt)", "man crypt(5)",
           "\\$2[abxy]\\$[0-9]{2}\\$[./0-9A-Za-z]{53}",
           "(\\$2[abxy]\\$[0-9]{2}\\$[./0-9A-Za-z]{53})(?![./0-9A-Za-z])", proof_hash),
    SECRET("password-hash-crypt", "Password hash (crypt)", "man crypt(5)",
           "\\$[56]\\$(?:rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}",
           "(\\$[56]\\$(?:rounds=[0-9]{1,9}\\$)?[./0-9A-Za-z]{1,16}\\$(?:[./0-9A-Za-z]{86}|[./"
           "0-9A-Za-z]{43}))(?![./0-9A-Za-z])",
           proof_hash),
    SECRET(
        "password-hash-pbkdf2", "Password hash (Django PBKDF2)",
        "docs.djangoproject.com/topics/auth/passwords", "pbkdf2_sha(?:256|512|1)\\$[0-9]{4,8}\\$",
        "(pbkdf2_sha(?:256|512|1)\\$[0-9]{4,8}\\$[0-9A-Za-z]{8,32}\\$[0-9A-Za-z+/]{27,88}={0,2})",
        proof_hash),
    SECRET("password-hash-yescrypt", "Password hash (yescrypt)", "man crypt(5)",
           "\\$y\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{1,86}\\$[./0-9A-Za-z]{43}",
           "(\\$y\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{1,86}\\$[./0-9A-Za-z]{43})(?![./0-9A-Za-z])",
           proof_hash),
    SECRET("pgpass-password", "Password of a .pgpass", "postgresql.org/docs (libpq-pgpass)",
           ":5432:[^:\\r\\n]{1,64}:[^:\\r\\n]{1,64}:[^:\\s]{4}",
           "(?:^|\\n)[0-9A-Za-z.*_-]{1,64}:5432:[^:\\r\\n]{1,64}:[^:\\r\\n]{1,64}:([^:\\s]{4,64})[ "
           "]{0,4}(?:\\r?\\n|$)",
           proof_password),
    SECRET("pypirc-password", "Password of a .pypirc", "packaging.python.org/specifications/pypirc",
           "username[ \\t]{0,4}[:=][ \\t]{0,4}[^ \\t\\r\\n]{1,64}[ \\t]{0,4}\\r?\\n[ "
           "\\t]{0,8}password[ \\t]{0,4}[:=][ \\t]{0,4}[^ \"'\\t\\r\\n][^ \\t\\r\\n]{5}",
           "username[ \\t]{0,4}[:=][ \\t]{0,4}[^ \\t\\r\\n]{1,64}[ \\t]{0,4}\\r?\\n[ "
           "\\t]{0,8}password[ \\t]{0,4}[:=][ \\t]{0,4}(?![\"'])([!-~]{6,200})",
           proof_setting, .rank = PATTERN_KEYED),
    SECRET("shell-curl-user", "Password of a curl command", "curl.se/docs/manpage.html",
           "curl[^\\n]{0,200} (?:-u|--user)[ =]?[\"']?[^ :\"'\\n]{1,64}:[^ \"'\\n]{6}",
           "curl[^\\n]{0,200}? (?:-u|--user)[ =]?[\"']?[^ :\"'\\n]{1,64}:([^ \"'\\n]{6,128})",
           proof_setting, .rank = PATTERN_KEYED),
    SECRET("terraform-password", "Random password in a Terraform state",
           "developer.hashicorp.com/terraform/language/state",
           "\"result\"[ ]{0,4}:[ ]{0,4}\"[^\"\\r\\n]{8,128}\",[ \\t\\r\\n]{0,40}\"special\"",
           "\"result\"[ ]{0,4}:[ ]{0,4}\"([^\"\\r\\n]{8,128})\",[ \\t\\r\\n]{0,40}\"special\"",
           proof_present),
    SECRET("wifi-psk", "Wi-Fi passphrase", "man wpa_supplicant.conf(5)", "psk=\"[^\"\\r\\n]{8}",
           "ssid=[^\\n]{1,64}\\n(?:[^\\n]{0,64}\\n){0,4}?[ \\t]{0,8}psk=\"([^\"\\r\\n]{8,63})\"",
           proof_password),
    SECRET("wireguard-key", "WireGuard private key", "wireguard.com; man wg(8)",
           "PrivateKey[ ]{0,4}=[ ]{0,4}[0-9A-Za-z+/]{42}[0-9A-Za-z+/]=",
           "PrivateKey[ ]{0,4}=[ ]{0,4}([0-9A-Za-z+/]{42}[AEIMQUYcgkosw048]=)", proof_random),
};
const size_t secrets_file_count = ARRAY_LEN(secrets_file);
