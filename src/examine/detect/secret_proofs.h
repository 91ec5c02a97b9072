/*
 * secret_proofs.h - what tells a secret from text of the same shape.
 *
 * `what` is how docs/reference/detectors.md names the proof.
 */

#pragma once

#include "examine/detect/patterns.h"

struct secret_proof {
    const char *what;
    enum secret_verdict (*of)(const struct secret *secret);
};

/* secret_proofs.c: by how it looks and what stands around it */
extern const struct secret_proof proof_random, proof_mixed, proof_named, proof_keyed, proof_present,
    proof_stripe_test, proof_aws_id, proof_aws_secret, proof_hash, proof_bearer;
/* secret_sums.c: by check sums */
extern const struct secret_proof proof_github, proof_npm, proof_gitlab, proof_grafana,
    proof_cloudflare, proof_age;
/* secret_structures.c: by what is encoded in it */
extern const struct secret_proof proof_jwt, proof_json, proof_pypi, proof_storage_key, proof_basic,
    proof_decodes, proof_kubeconfig, proof_kubernetes, proof_discord;
/* secret_keys.c: private keys */
extern const struct secret_proof proof_private_key, proof_putty, proof_der, proof_jwk, proof_locked;
/* secret_passwords.c: what people type */
extern const struct secret_proof proof_password, proof_setting, proof_command, proof_url,
    proof_assigned, proof_typed;
