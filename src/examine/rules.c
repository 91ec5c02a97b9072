/*
 * rules.c - all that decides what an examination finds beside the bytes and their name: the running
 * code, with its patterns and libraries, and what a person set.
 */

#include "base/build_id.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "examine/detect/user_patterns.h"
#include "examine/examine.h"

static void put_globs(struct buf *out, const char *const *globs, size_t count)
{
    buf_printf(out, "%zu\n", count);
    for (size_t i = 0; i < count; i++) /* with the NUL, so that no two lists look the same */
        buf_add(out, globs[i], strlen(globs[i]) + 1);
}

bool examine_rules(const struct examiner_options *options, const struct assay_limits *limits,
                   uint8_t rules[SHA256_SIZE])
{
    CLEANUP(buf_clear) struct buf all;
    bool known;

    buf_init(&all, LIMIT_DOCUMENT);
    known = build_id_add(&all);
    put_globs(&all, options->dataset_globs, options->dataset_glob_count);
    put_globs(&all, options->model_globs, options->model_glob_count);
    if (options->patterns)
        buf_add(&all, options->patterns->sha256, sizeof options->patterns->sha256);
    buf_byte(&all, (uint8_t)options->depth);
    if (options->digest_key)
        buf_add(&all, options->digest_key, ASSAY_DIGEST_KEY_SIZE);
    /* Those of the whole run as well, for a container may have met them. */
    buf_printf(&all, "%u %llu %llu %llu", limits->depth, (unsigned long long)limits->entries,
               (unsigned long long)limits->expand, (unsigned long long)limits->ratio);
    if (all.status != ASSAY_OK)
        return false;
    sha256(buf_bytes(&all), rules);
    return known;
}
