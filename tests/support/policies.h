/* policies.h - packs written in a test: a policy from texts, and what opening one says. */

#pragma once

#include <assay/policy.h>
#include <stdlib.h>
#include <unistd.h>

#include "rows.h"

/* A file in a folder of its own, with this text; removed by pack_remove(). */
static inline void pack_write(char path[64], const char *text)
{
    FILE *file;
    int fd;

    snprintf(path, 64, "/tmp/assay-pack-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    file = fdopen(fd, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Opens packs in order: each a text, the name of a shipped one, or a path. NULL ends the list. */
static inline enum assay_status packs_open(const char *const *packs, const char *waivers,
                                           struct assay_policy **out, struct assay_error *err)
{
    enum { PACKS_MAX = 8 };
    char paths[PACKS_MAX][64];
    const char *words[PACKS_MAX];
    struct assay_policy_options options = {.packs = words, .waivers_text = waivers};
    enum assay_status status;

    for (; packs[options.pack_count]; options.pack_count++) {
        size_t i = options.pack_count;

        words[i] = packs[i];
        if (strncmp(packs[i], "assay:", 6) != 0 && packs[i][0] != '/') {
            pack_write(paths[i], packs[i]);
            words[i] = paths[i];
        }
    }
    status = assay_policy_open(&options, out, err);
    for (size_t i = 0; i < options.pack_count; i++)
        if (words[i] != packs[i])
            unlink(words[i]);
    return status;
}

/* The policy of one pack text; stops the test when it does not load. */
static inline struct assay_policy *pack_open(const char *text)
{
    const char *const packs[] = {text, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    if (packs_open(packs, NULL, &policy, &err) != ASSAY_OK)
        fail_msg("%u:%u: %s %s", (unsigned)err.line, (unsigned)err.column, err.text, err.why);
    return policy;
}

#define PACK_HEAD "pack: mine\nedition: \"1\"\n"
#define RULE_REST                                                                                  \
    "    message: m\n    rationale: r\n    remediation: d\n" /* what a rule needs beside id and    \
                                                                check */
#define RULE_HEAD                                                                                  \
    "rules:\n  - id: ACME-001\n    name: acme.rule\n    title: t\n    severity: high\n"
