/*
 * secrets_registry.c - package registries and artefact stores: one line a form, sorted by class.
 *
 * Columns: class, what a person calls it, where its issuer documents it, what Hyperscan looks for
 * (secret_table.h tells how), the proof.
 */

#include "examine/detect/secret_table.h"

const struct pattern secrets_registry[] = {
    KEYED("anaconda-token", "Anaconda.org token", "docs.anaconda.com",
          "(?:anaconda|conda|binstar)[0-9A-Za-z_. -]{0,8}token", "[0-9a-z]{2}-" UUID, proof_keyed),
    SECRET("anaconda-token", "Anaconda.org token in a channel's URL", "docs.anaconda.com",
           "/t/[0-9a-z]{2}-" UUID "/", "/t/([0-9a-z]{2}-" UUID ")/", proof_random),
    LONGER("artifactory-key", "JFrog Artifactory API key", "jfrog.com/help", "AKCp[0-9A-Za-z]{69}",
           "AKCp[0-9A-Za-z]{69}", proof_mixed),
    LONGER("artifactory-reference-token", "JFrog reference token", "jfrog.com/help",
           "cmVmdGtu[0-9A-Za-z]{56}", "cmVmdGtu[0-9A-Za-z]{56}", proof_random),
    TOKEN("clojars-token", "Clojars deploy token", "github.com/clojars/clojars-web/wiki",
          "CLOJARS_[0-9a-f]{60}", proof_random),
    KEYED("cloudsmith-key", "Cloudsmith API key", "help.cloudsmith.io", "cloudsmith",
          "[0-9a-f]{40}", proof_keyed),
    LONGER("crates-token", "crates.io token", "crates.io (RFC 3231)", "cio[0-9A-Za-z]{32}",
           "cio[0-9A-Za-z]{32}", proof_mixed),
    LONGER("docker-org-token", "Docker Hub organisation access token",
           "docs.docker.com/security/access-tokens", "dckr_oat_[0-9A-Za-z_-]{32}",
           "dckr_oat_[0-9A-Za-z_-]{32}", proof_random),
    TOKEN("docker-token", "Docker Hub personal access token",
          "docs.docker.com/security/access-tokens", "dckr_pat_[0-9A-Za-z_-]{27}", proof_random),
    KEYED("gemfury-token", "Gemfury token", "gemfury.com/help", "(?:gem)?fury", "[0-9A-Za-z]{20}",
          proof_keyed),
    KEYED("hex-key", "Hex.pm API key", "hex.pm/docs", "hex_?(?:pm_)?api", "[0-9a-f]{32}",
          proof_keyed),
    LONGER("npm-token", "npm token", "docs.npmjs.com/about-access-tokens", "npms?_[0-9A-Za-z]{36}",
           "npms?_[0-9A-Za-z]{36,48}", proof_npm),
    LONGER("nuget-key", "NuGet API key", "learn.microsoft.com/nuget", "oy2[0-9a-z]{43}",
           "oy2[0-9a-z]{43}", proof_mixed),
    KEYED("packagecloud-token", "packagecloud token", "packagecloud.io/docs", "packagecloud",
          "[0-9a-f]{48}", proof_keyed),
    KEYED("packagist-token", "Packagist token", "packagist.org/apidoc",
          "packagist[0-9A-Za-z_. -]{0,8}token", "[0-9A-Za-z_-]{20}", proof_keyed),
    LONGER("private-packagist-token", "Private Packagist token", "packagist.com/docs",
           "packagist_(?:ack|oat|org|out|uut)_[0-9a-f]{68}",
           "packagist_(?:ack|oat|org|out|uut)_[0-9a-f]{68}", proof_random),
    LONGER("pypi-test-token", "TestPyPI token", "docs.pypi.org/api/secrets",
           "pypi-AgENdGVzdC5weXBpLm9yZw[0-9A-Za-z_-]{50}",
           "pypi-AgENdGVzdC5weXBpLm9yZw[0-9A-Za-z_-]{50,400}", proof_random),
    LONGER("pypi-token", "PyPI token", "docs.pypi.org/api/secrets",
           "pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50}", "pypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,400}",
           proof_pypi),
    TOKEN("rubygems-token", "RubyGems API key", "guides.rubygems.org/api-key-scopes",
          "rubygems_[0-9a-f]{48}", proof_random),
};
const size_t secrets_registry_count = ARRAY_LEN(secrets_registry);
