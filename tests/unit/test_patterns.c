/*
 * test_patterns.c - secrets at their exact places, however a stream is cut, and what just misses.
 *
 * test_secrets.c has rows for every kind.
 *
 * All tokens are random and were never issued. They stand in pieces, so that this file itself holds
 * none.
 */

#include "examine/detect/patterns.h"

#include "watch.h"

static struct watched watched;

struct row {
    const char *name;
    const char *text;
    const char *seen;
};

static const struct row rows[] = {
    {"anthropic-key sk-ant-api03-",
     "t = "
     "sk-ant-api03-"
     "c-hva9FrLhJ_r59ehi-w8BYy87dvani2",
     "secret.anthropic-key high x1 1:5 sk..i2"},
    {"anthropic-key sk-ant-api03- too short",
     "t = "
     "sk-ant-api03-"
     "c-hva9FrLhJ_r59ehi-w8BYy87dvani",
     ""},
    {"anthropic-key sk-ant-api03- in a word",
     "tx"
     "sk-ant-api03-"
     "c-hva9FrLhJ_r59ehi-w8BYy87dvani2",
     ""},
    {"atlassian-token ATATT3xFfGF0",
     "t = "
     "ATATT3xFfGF0"
     "yTMAd7V3DnI8lFPPwtV5ASPZHu8qRtZHjQMhuOzE95B9EgE0VrbBGI09QYNdaKy8isWydfhl3TvtnythpZPPPP6UeP3C4"
     "DSA7Lc3",
     "secret.atlassian-token high x1 1:5 AT..c3"},
    {"atlassian-token ATATT3xFfGF0 too short",
     "t = "
     "ATATT3xFfGF0"
     "yTMAd7V3DnI8lFPPwtV5ASPZHu8qRtZHjQMhuOzE95B9EgE0VrbBGI09QYNdaKy8isWydfhl3TvtnythpZPPPP6UeP3C4"
     "DSA7Lc",
     ""},
    {"atlassian-token ATATT3xFfGF0 in a word",
     "tx"
     "ATATT3xFfGF0"
     "yTMAd7V3DnI8lFPPwtV5ASPZHu8qRtZHjQMhuOzE95B9EgE0VrbBGI09QYNdaKy8isWydfhl3TvtnythpZPPPP6UeP3C4"
     "DSA7Lc3",
     ""},
    {"aws-access-key-id AKIA",
     "t = "
     "AKIA"
     "GAJGXBENYJQWX6HH",
     "secret.aws-access-key-id high x1 1:5 AK..HH"},
    {"aws-access-key-id AKIA too short",
     "t = "
     "AKIA"
     "GAJGXBENYJQWX6H",
     ""},
    {"aws-access-key-id AKIA in a word",
     "tx"
     "AKIA"
     "GAJGXBENYJQWX6HH",
     ""},
    {"aws id of an example",
     "AKIA"
     "IOSFODNN7EXAMPLE",
     "secret.aws-access-key-id low x1 1:1 AK..LE"},
    {"aws id not base 32",
     "AKIA"
     "1111222233334444",
     ""},
    {"aws secret",
     "aws_secret_access_key = "
     "/xzzdAIDhXzK2QkI3cBXkLjSgSOUpTP+j33ZyXOi",
     "secret.aws-secret-key high x1 1:1 /x..Oi"},
    {"aws secret too long",
     "aws_secret_access_key = "
     "/xzzdAIDhXzK2QkI3cBXkLjSgSOUpTP+j33ZyXOi"
     "A",
     ""},
    {"aws secret without a name",
     "key = "
     "/xzzdAIDhXzK2QkI3cBXkLjSgSOUpTP+j33ZyXOi",
     ""},
    {"aws secret that is hex",
     "aws_secret_key: "
     "ebb2737f6a6f0fb23c6f5da2cec255404e4fb440",
     ""},
    {"azure storage key",
     "AccountName=x;AccountKey="
     "1DHtOR3WRbUfXrG7jwrGJ2uN0JMIyF7fzD7VOZ5Cv38ufPZvzVXPvHrFoue9Us9RcFJkIWHxSCo/KSKtphrPjg=="
     ";E=1",
     "secret.azure-storage-key high x1 1:15 1D..=="},
    {"azure storage key too short",
     "AccountKey="
     "DHtOR3WRbUfXrG7jwrGJ2uN0JMIyF7fzD7VOZ5Cv38ufPZvzVXPvHrFoue9Us9RcFJkIWHxSCo/KSKtphrPjg==",
     "secret.assigned-password medium x1 1:1 DH..=="},
    {"databricks-token dapi",
     "t = "
     "dapi"
     "2b0aee0ca923732881584d8c4fa2815d",
     "secret.databricks-token high x1 1:5 da..5d"},
    {"databricks-token dapi too short",
     "t = "
     "dapi"
     "2b0aee0ca923732881584d8c4fa2815",
     ""},
    {"databricks-token dapi in a word",
     "tx"
     "dapi"
     "2b0aee0ca923732881584d8c4fa2815d",
     ""},
    {"digitalocean-token dop_v1_",
     "t = "
     "dop_v1_"
     "2802827283e0ad84173581569969e58b081006f7e3dfc967a64cb14028d512c9",
     "secret.digitalocean-token high x1 1:5 do..c9"},
    {"digitalocean-token dop_v1_ too short",
     "t = "
     "dop_v1_"
     "2802827283e0ad84173581569969e58b081006f7e3dfc967a64cb14028d512c",
     ""},
    {"digitalocean-token dop_v1_ in a word",
     "tx"
     "dop_v1_"
     "2802827283e0ad84173581569969e58b081006f7e3dfc967a64cb14028d512c9",
     ""},
    {"discord token",
     "DISCORD_TOKEN="
     "McFiI2TBAHS0GNzLZKF2zuJD.MB0LO5.UHWfCFWn05Gq59Pb2P1JJeE5bzX",
     "secret.discord-token high x1 1:1 Mc..zX"},
    {"discord token without a name",
     "TOKEN="
     "McFiI2TBAHS0GNzLZKF2zuJD.MB0LO5.UHWfCFWn05Gq59Pb2P1JJeE5bzX",
     ""},
    {"discord webhook",
     "https://discord.com"
     "/api/webhooks/"
     "123456789012345678/"
     "sm9gvjoucOmKkV9Ikdf92qrjvWeRkipW8wXmWarqp1qhbpvjhzifE5128eNz6OrSZ3e1",
     "secret.discord-webhook high x1 1:1 sm..e1"},
    {"webhook of another site",
     "https://chat.test"
     "/api/webhooks/"
     "123456789012345678/"
     "sm9gvjoucOmKkV9Ikdf92qrjvWeRkipW8wXmWarqp1qhbpvjhzifE5128eNz6OrSZ3e1",
     ""},
    {"docker-token dckr_pat_",
     "t = "
     "dckr_pat_"
     "V_X0w8B8yW9XUQTw-m9za5P9IgW",
     "secret.docker-token high x1 1:5 dc..gW"},
    {"docker-token dckr_pat_ too short",
     "t = "
     "dckr_pat_"
     "V_X0w8B8yW9XUQTw-m9za5P9Ig",
     ""},
    {"docker-token dckr_pat_ in a word",
     "tx"
     "dckr_pat_"
     "V_X0w8B8yW9XUQTw-m9za5P9IgW",
     ""},
    {"gcp service account",
     "\"private_key_id\": \""
     "940f1f836f99eee3692f09e2e8c662248b483b7f"
     "\"",
     "secret.gcp-service-account high x1 1:1 94..7f"},
    {"gcp service account too short",
     "\"private_key_id\": \""
     "40f1f836f99eee3692f09e2e8c662248b483b7f"
     "\"",
     ""},
    {"github-token ghp_",
     "t = "
     "ghp_"
     "vuVP1A0yVhSPJk9QMOK7rL0KmLrP7y1EzBhM",
     "secret.github-token high x1 1:5 gh..hM"},
    {"github-token ghp_ too short",
     "t = "
     "ghp_"
     "vuVP1A0yVhSPJk9QMOK7rL0KmLrP7y1EzBh",
     ""},
    {"github-token ghp_ in a word",
     "tx"
     "ghp_"
     "vuVP1A0yVhSPJk9QMOK7rL0KmLrP7y1EzBhM",
     ""},
    {"github-token gho_",
     "t = "
     "gho_"
     "xCj0vlIGN4POtb4NxRmHs3H63rgIex20U6w3",
     "secret.github-token high x1 1:5 gh..w3"},
    {"github-token gho_ too short",
     "t = "
     "gho_"
     "xCj0vlIGN4POtb4NxRmHs3H63rgIex20U6w",
     ""},
    {"github-token gho_ in a word",
     "tx"
     "gho_"
     "xCj0vlIGN4POtb4NxRmHs3H63rgIex20U6w3",
     ""},
    {"github-token ghu_",
     "t = "
     "ghu_"
     "9FHRWKCnNozRu1pmePwuyZZDk53xkQ3I2JEO",
     "secret.github-token high x1 1:5 gh..EO"},
    {"github-token ghu_ too short",
     "t = "
     "ghu_"
     "9FHRWKCnNozRu1pmePwuyZZDk53xkQ3I2JE",
     ""},
    {"github-token ghu_ in a word",
     "tx"
     "ghu_"
     "9FHRWKCnNozRu1pmePwuyZZDk53xkQ3I2JEO",
     ""},
    {"github-token ghs_",
     "t = "
     "ghs_"
     "Sdm8ftIV3wxZ8AUQLIJGllfGPfFJUZ4eePk7",
     "secret.github-token high x1 1:5 gh..k7"},
    {"github-token ghs_ too short",
     "t = "
     "ghs_"
     "Sdm8ftIV3wxZ8AUQLIJGllfGPfFJUZ4eePk",
     ""},
    {"github-token ghs_ in a word",
     "tx"
     "ghs_"
     "Sdm8ftIV3wxZ8AUQLIJGllfGPfFJUZ4eePk7",
     ""},
    {"github-token ghr_",
     "t = "
     "ghr_"
     "gP7AfA4DWvpVZESwLmSR8ZCF5BLZ5K2WdwXn",
     "secret.github-token high x1 1:5 gh..Xn"},
    {"github-token ghr_ too short",
     "t = "
     "ghr_"
     "gP7AfA4DWvpVZESwLmSR8ZCF5BLZ5K2WdwX",
     ""},
    {"github-token ghr_ in a word",
     "tx"
     "ghr_"
     "gP7AfA4DWvpVZESwLmSR8ZCF5BLZ5K2WdwXn",
     ""},
    {"github token with a wrong sum",
     "ghp_"
     "FNGpaCu1ltQOQlXDOHLm3VHazN8hWX4BtQBa",
     "secret.github-token medium x1 1:1 gh..Ba"},
    {"github token of one letter",
     "ghp_"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "secret.github-token low x1 1:1 gh..aa"},
    {"github-token github_pat_",
     "t = "
     "github_pat_"
     "eotsD5HvFOPfSRzJsqtz18_2RjmvpUzbV04PxxxqXsTSFo6E99Xh6yqkifsmvT5Zn20o8Eaw2fjJz8eGXe",
     "secret.github-token high x1 1:5 gi..Xe"},
    {"github-token github_pat_ too short",
     "t = "
     "github_pat_"
     "eotsD5HvFOPfSRzJsqtz18_2RjmvpUzbV04PxxxqXsTSFo6E99Xh6yqkifsmvT5Zn20o8Eaw2fjJz8eGX",
     ""},
    {"github-token github_pat_ in a word",
     "tx"
     "github_pat_"
     "eotsD5HvFOPfSRzJsqtz18_2RjmvpUzbV04PxxxqXsTSFo6E99Xh6yqkifsmvT5Zn20o8Eaw2fjJz8eGXe",
     ""},
    {"gitlab-token glpat-",
     "t = "
     "glpat-"
     "Rim764JXybCOGEoc00YJ",
     "secret.gitlab-token high x1 1:5 gl..YJ"},
    {"gitlab-token glpat- too short",
     "t = "
     "glpat-"
     "Rim764JXybCOGEoc00Y",
     ""},
    {"gitlab-token glpat- in a word",
     "tx"
     "glpat-"
     "Rim764JXybCOGEoc00YJ",
     ""},
    {"google-api-key AIza",
     "t = "
     "AIza"
     "wZeVyUV3qd72O-rAWTslT-4hrkoP0b8Q-Pd",
     "secret.google-api-key high x1 1:5 AI..Pd"},
    {"google-api-key AIza too short",
     "t = "
     "AIza"
     "wZeVyUV3qd72O-rAWTslT-4hrkoP0b8Q-P",
     ""},
    {"google-api-key AIza in a word",
     "tx"
     "AIza"
     "wZeVyUV3qd72O-rAWTslT-4hrkoP0b8Q-Pd",
     ""},
    {"grafana-token glsa_",
     "t = "
     "glsa_"
     "nqCETEGmuI6ydVdBvEVQwg3yc9xP3D1c_4d115cea",
     "secret.grafana-token medium x1 1:5 gl..ea"},
    {"grafana-token glsa_ too short",
     "t = "
     "glsa_"
     "nqCETEGmuI6ydVdBvEVQwg3yc9xP3D1c_4d115ce",
     ""},
    {"grafana-token glsa_ in a word",
     "tx"
     "glsa_"
     "nqCETEGmuI6ydVdBvEVQwg3yc9xP3D1c_4d115cea",
     ""},
    {"huggingface-token hf_",
     "t = "
     "hf_"
     "uHFKVMLphvdCTquYXVcKGAFRFWaHjwNYWx",
     "secret.huggingface-token high x1 1:5 hf..Wx"},
    {"huggingface-token hf_ too short",
     "t = "
     "hf_"
     "uHFKVMLphvdCTquYXVcKGAFRFWaHjwNYW",
     ""},
    {"huggingface-token hf_ in a word",
     "tx"
     "hf_"
     "uHFKVMLphvdCTquYXVcKGAFRFWaHjwNYWx",
     ""},
    {"json web token",
     "Bearer "
     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbmE3IiwiaWF0IjoxNzAwMDAwMDAwfQ."
     "qJqpR53jUCNYwSCKNlvU1eQFpenP2O2T4pw3GCl4vcL",
     "secret.json-web-token medium x1 1:8 ey..cL"},
    {"json web token of no json",
     "Bearer "
     "eyJNHLzzd2GljiKxHJ0kmcw.eyJpeyy41qE6UjzTznOoGwR.qV8xVB0pxlJqin9cFKtKTNooc5WCPmAFQ4f2UZYKARu",
     ""},
    {"json web token without signature",
     "Bearer "
     "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbmE3IiwiaWF0IjoxNzAwMDAwMDAwfQ",
     ""},
    {"mailgun-key key-",
     "t = "
     "key-"
     "328263dfe574de739988b886e7577496",
     "secret.mailgun-key medium x1 1:5 ke..96"},
    {"mailgun-key key- too short",
     "t = "
     "key-"
     "328263dfe574de739988b886e757749",
     ""},
    {"mailgun-key key- in a word",
     "tx"
     "key-"
     "328263dfe574de739988b886e7577496",
     ""},
    {"npm-token npm_",
     "t = "
     "npm_"
     "K4PGFWXEfp6fT260UuqErSwN2uIE73CcqbCx",
     "secret.npm-token medium x1 1:5 np..Cx"},
    {"npm-token npm_ too short",
     "t = "
     "npm_"
     "K4PGFWXEfp6fT260UuqErSwN2uIE73CcqbC",
     ""},
    {"npm-token npm_ in a word",
     "tx"
     "npm_"
     "K4PGFWXEfp6fT260UuqErSwN2uIE73CcqbCx",
     ""},
    {"openai-key sk-",
     "t = "
     "sk-"
     "4NWtBScGnngy06ecjdMD2NL92DG2ckfwDq0qKQhNBdJ4D2oV",
     "secret.openai-key high x1 1:5 sk..oV"},
    {"openai-key sk- too short",
     "t = "
     "sk-"
     "4NWtBScGnngy06ecjdMD2NL92DG2ckfwDq0qKQhNBdJ4D2o",
     ""},
    {"openai-key sk- in a word",
     "tx"
     "sk-"
     "4NWtBScGnngy06ecjdMD2NL92DG2ckfwDq0qKQhNBdJ4D2oV",
     ""},
    {"openai-key sk-proj-",
     "t = "
     "sk-proj-"
     "ZU4Q6oPgZ9eY5fAPiHQIgJQzT3BlbkFJ3JlauMQQ1tnpNfCPkPDy",
     "secret.openai-key high x1 1:5 sk..Dy"},
    {"openai-key sk-proj- too short",
     "t = "
     "sk-proj-"
     "ZU4Q6oPgZ9eY5fAPiHQIgJQzT3BlbkFJ3JlauMQQ1tnpNfCPkPD",
     ""},
    {"openai-key sk-proj- in a word",
     "tx"
     "sk-proj-"
     "ZU4Q6oPgZ9eY5fAPiHQIgJQzT3BlbkFJ3JlauMQQ1tnpNfCPkPDy",
     ""},
    {"pypi-token pypi-AgEIcHlwaS5vcmc",
     "t = "
     "pypi-AgEIcHlwaS5vcmc"
     "0tKsEBpkwKG16IoBlLIiaKL8Dn_PcG5ze6nBKSpPyNR5pKnjFJ",
     "secret.pypi-token medium x1 1:5 py..FJ"},
    {"pypi-token pypi-AgEIcHlwaS5vcmc too short",
     "t = "
     "pypi-AgEIcHlwaS5vcmc"
     "0tKsEBpkwKG16IoBlLIiaKL8Dn_PcG5ze6nBKSpPyNR5pKnjF",
     ""},
    {"pypi-token pypi-AgEIcHlwaS5vcmc in a word",
     "tx"
     "pypi-AgEIcHlwaS5vcmc"
     "0tKsEBpkwKG16IoBlLIiaKL8Dn_PcG5ze6nBKSpPyNR5pKnjFJ",
     ""},
    {"sendgrid-key SG.",
     "t = "
     "SG."
     "VO54fFnwdrdVsnlvuM20_x.UvwMypD8GjtkBu55GAeA6mH38EOG_aLS8iWKfZwIWzQ",
     "secret.sendgrid-key high x1 1:5 SG..zQ"},
    {"sendgrid-key SG. too short",
     "t = "
     "SG."
     "VO54fFnwdrdVsnlvuM20_x.UvwMypD8GjtkBu55GAeA6mH38EOG_aLS8iWKfZwIWz",
     ""},
    {"sendgrid-key SG. in a word",
     "tx"
     "SG."
     "VO54fFnwdrdVsnlvuM20_x.UvwMypD8GjtkBu55GAeA6mH38EOG_aLS8iWKfZwIWzQ",
     ""},
    {"shopify-token shpat_",
     "t = "
     "shpat_"
     "87ab165c58ac5831be38cb8cb4ba2e75",
     "secret.shopify-token high x1 1:5 sh..75"},
    {"shopify-token shpat_ too short",
     "t = "
     "shpat_"
     "87ab165c58ac5831be38cb8cb4ba2e7",
     ""},
    {"shopify-token shpat_ in a word",
     "tx"
     "shpat_"
     "87ab165c58ac5831be38cb8cb4ba2e75",
     ""},
    {"slack-token xoxb-",
     "t = "
     "xoxb-"
     "2847503916-dlz3IqXGJeztbxgvKk0l2E9I",
     "secret.slack-token high x1 1:5 xo..9I"},
    {"slack-token xoxb- too short",
     "t = "
     "xoxb-"
     "2847503916-dlz3IqXGJeztbxgvKk0",
     ""},
    {"slack-token xoxb- in a word",
     "tx"
     "xoxb-"
     "2847503916-dlz3IqXGJeztbxgvKk0l2E9I",
     ""},
    {"slack webhook",
     "https://hooks.slack.com"
     "/services/"
     "T106XDI5OC/BBDAWTG7W8/EQbJb8DNdrUA80xpFj9S64e9",
     "secret.slack-webhook high x1 1:1 T1..e9"},
    {"slack webhook too short",
     "https://hooks.slack.com"
     "/services/"
     "T106XDI5OC/BBDAWTG7W8/EQbJb8DNdrUA80xpFj9S64e",
     ""},
    {"square-token sq0atp-",
     "t = "
     "sq0atp-"
     "YpX17iu-VL0573pNUK7D1P",
     "secret.square-token high x1 1:5 sq..1P"},
    {"square-token sq0atp- too short",
     "t = "
     "sq0atp-"
     "YpX17iu-VL0573pNUK7D1",
     ""},
    {"square-token sq0atp- in a word",
     "tx"
     "sq0atp-"
     "YpX17iu-VL0573pNUK7D1P",
     ""},
    {"stripe-key sk_live_",
     "t = "
     "sk_live_"
     "9QCXcfWffQqdBWJ4Je3ukoUj",
     "secret.stripe-key high x1 1:5 sk..Uj"},
    {"stripe-key sk_live_ too short",
     "t = "
     "sk_live_"
     "9QCXcfWffQqdBWJ4Je3ukoU",
     ""},
    {"stripe-key sk_live_ in a word",
     "tx"
     "sk_live_"
     "9QCXcfWffQqdBWJ4Je3ukoUj",
     ""},
    {"stripe test key",
     "sk_test_"
     "Y0OsRlwT5lfSBE6GEf27Lvlx",
     "secret.stripe-test-key medium x1 1:1 sk..lx"},
    {"telegram-token 123456789",
     "t = "
     "584920173"
     ":AAX6YtXbRA1LXUPKfOngUmyy03tTdRo9LI4",
     "secret.telegram-token high x1 1:5 58..I4"},
    {"telegram-token 123456789 too short",
     "t = "
     "584920173"
     ":AAX6YtXbRA1LXUPKfOngUmyy03tTdRo9LI",
     ""},
    {"telegram-token 123456789 in a word",
     "tx"
     "584920173"
     ":AAX6YtXbRA1LXUPKfOngUmyy03tTdRo9LI4",
     ""},
    {"twilio-key SK",
     "t = "
     "SK"
     "0335b400141212b62c376631129f3436",
     "secret.twilio-key medium x1 1:5 SK..36"},
    {"twilio-key SK too short",
     "t = "
     "SK"
     "0335b400141212b62c376631129f343",
     ""},
    {"twilio-key SK in a word",
     "tx"
     "SK"
     "0335b400141212b62c376631129f3436",
     ""},
    {"vault-token hvs.",
     "t = "
     "hvs."
     "behsX2iWa6lfya3q3tCiy6RBaLt0Pa60i_C_N-iXKaRT-LEA_DfjCpoBs3lQcXsLmTwG4ifJvfLxuWTGgxUOYcJJVf",
     "secret.vault-token high x1 1:5 hv..Vf"},
    {"vault-token hvs. too short",
     "t = "
     "hvs."
     "behsX2iWa6lfya3q3tCiy6RBaLt0Pa60i_C_N-iXKaRT-LEA_DfjCpoBs3lQcXsLmTwG4ifJvfLxuWTGgxUOYcJJV",
     ""},
    {"vault-token hvs. in a word",
     "tx"
     "hvs."
     "behsX2iWa6lfya3q3tCiy6RBaLt0Pa60i_C_N-iXKaRT-LEA_DfjCpoBs3lQcXsLmTwG4ifJvfLxuWTGgxUOYcJJVf",
     ""},
    {"url password",
     "postgres://ana:"
     "s3cr37pw"
     "@db.internal/x",
     "secret.url-password high x1 1:1 ...."},
    {"url password of this machine",
     "postgres://ana:"
     "s3cr37pw"
     "@localhost:5432/x",
     "secret.url-password medium x1 1:1 ...."},
    {"url with a plain word",
     "postgres://ana:"
     "geheim"
     "@db.internal/x",
     "secret.url-password medium x1 1:1 ...."},
    {"url of an example",
     "postgres://ana:"
     "s3cr37pw"
     "@example.com/x",
     "secret.url-password low x1 1:1 ...."},
    {"twilio key with its name",
     "TWILIO_API_KEY="
     "SK"
     "8a4f0c3d9e2b7165a4f0c3d9e2b71650",
     "secret.twilio-key high x1 1:16 SK..50"},
    {"url with a variable",
     "postgres://ana:"
     "${PGPASS}"
     "@db.internal/x",
     ""},
    {"url with a word",
     "postgres://user:"
     "password"
     "@localhost/x",
     "secret.url-password low x1 1:1 ...."},
    {"url with a port", "http://host:8080/a@b", ""},
    {"assigned password",
     "password = \""
     "kD83hsLw0q"
     "\"",
     "secret.assigned-password low x1 1:1 ...."},
    {"assigned word",
     "password = \""
     "correcthorse"
     "\"",
     ""},
    {"assigned variable",
     "password = \""
     "${DB_PASS_1}"
     "\"",
     ""},
    {"token wins over password",
     "api_key: \""
     "ghp_"
     "cXMAFKzCGzk6Azg6CO99oJkJRHC6ew13dxdh"
     "\"",
     "secret.github-token high x1 1:11 gh..dh"},
    {"private key RSA ",
     "-----BEGIN "
     "RSA "
     "PRIVATE KEY"
     "-----\n"
     "hyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key high x1 1:1 --..--"},
    {"private key EC ",
     "-----BEGIN "
     "EC "
     "PRIVATE KEY"
     "-----\n"
     "hyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key high x1 1:1 --..--"},
    {"private key DSA ",
     "-----BEGIN "
     "DSA "
     "PRIVATE KEY"
     "-----\n"
     "hyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key high x1 1:1 --..--"},
    {"private key PKCS#8",
     "-----BEGIN "
     "PRIVATE KEY"
     "-----\n"
     "hyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key high x1 1:1 --..--"},
    {"private key PGP ",
     "-----BEGIN "
     "PGP "
     "PRIVATE KEY"
     " BLOCK"
     "-----\n"
     "hyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key high x1 1:1 --..--"},
    {"private key in JSON",
     "{\"k\": \"-----BEGIN "
     "PRIVATE KEY-----"
     "\\nDZQnx41ptSbx2IWp0VtrTTNFwteXCrVpKWszw2qNf1n+"
     "D4WRKPiCwQy2lhqwQNoF\\nj7WZmp719rrjXDScpSoxRLG8OySIjqxbGyjTYmWsNz0ZjVcfz+"
     "sAkJcn7AfHi11Q\\n9bWCITNviJQpLBcP/RAuEFXrTHy/7zxI+V/L0Kfx/bxlsr9Nk325gCz+I4RrGhCk",
     "secret.private-key high x1 1:8 --..--"},
    {"private key locked",
     "-----BEGIN ENCRYPTED "
     "PRIVATE KEY-----"
     "\nhyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.private-key medium x1 1:1 --..--"},
    {"private key without a body",
     "-----BEGIN "
     "PRIVATE KEY-----"
     "\n-----END PRIVATE KEY-----\n",
     ""},
    {"public key",
     "-----BEGIN "
     "PUBLIC KEY-----"
     "\nhyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     ""},
    {"ssh private key",
     "-----BEGIN OPENSSH "
     "PRIVATE KEY-----"
     "\nhyQathsW6bbj/pgYiQ/FgOecGB5pp6pcD05Oy7mIAR5wMCN4rC1lHdXcNr4e2t6/"
     "\n5Frpv81nJyqDAyRJ1s01FBRFGy2ZVvN6kIAb/"
     "wW64171AnddL+7eluyLIEkKrznv\nYgbZ7g1JdsVmnmTva0fXYsK5aIIZ/"
     "iA+mPTd7oxQW1nwBj8ToXfzPOROBNbkjpJV",
     "secret.ssh-private-key high x1 1:1 --..--"},
};

static void check(void **state)
{
    const struct row *row = *state;

    watch(&watched, bytes_text(row->text), SIZE_MAX / 2, 1);
    assert_string_equal(watched_text(&watched), row->seen);
}

/* Each row behind filler, cut at each of its bytes. */
static void check_cut(void **state)
{
    enum { FILLER = 2600 };
    const struct row *row = *state;
    size_t size = strlen(row->text);
    char *text = malloc(FILLER + size);
    CLEANUP(free_cleanup) char *whole = NULL;

    assert_non_null(text);
    memset(text, '\n', FILLER);
    memcpy(text + FILLER, row->text, size);
    watch(&watched, bytes_of(text, FILLER + size), SIZE_MAX / 2, 1);
    whole = strdup(watched_text(&watched));
    assert_non_null(whole);
    for (size_t first = FILLER - 3; first < FILLER + size; first++) {
        watch(&watched, bytes_of(text, FILLER + size), first, 1 << 20);
        assert_string_equal(watched_text(&watched), whole);
    }
    watch(&watched, bytes_of(text, FILLER + size), 1, 97);
    assert_string_equal(watched_text(&watched), whole);
    free(text);
}

int main(void)
{
    int failures;

    watched_open(&watched);
    failures = RUN_CASES(check, rows) + RUN_CASES(check_cut, rows);
    watched_close(&watched);
    return failures;
}
