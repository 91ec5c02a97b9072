/* rules.c - what of a model is signed. Source: ledger-formats.md 4.2 and 4.3. */

#include "oms/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"
#include "base/text.h"

static const struct {
    const char *name;
    enum digest_kind kind;
    size_t size;
} hashes[ASSAY_SIGN_HASHES] = {
    [ASSAY_SIGN_SHA256] = {"sha256", DIGEST_SHA256, SHA256_SIZE},
    [ASSAY_SIGN_BLAKE2B] = {"blake2b", DIGEST_BLAKE2B, 64},
};

/* At the root only, as the names have no slash: what git keeps there is no part of a model. */
static const char *const always[] = {".git", ".gitattributes", ".github", ".gitignore"};

const char *assay_signing_hash_name(enum assay_signing_hash hash)
{
    return hashes[hash].name;
}

bool assay_signing_hash_named(const char *name, enum assay_signing_hash *out)
{
    for (size_t i = 0; i < ARRAY_LEN(hashes); i++)
        if (strcmp(hashes[i].name, name) == 0) {
            *out = (enum assay_signing_hash)i;
            return true;
        }
    return false;
}

enum digest_kind oms_digest(enum assay_signing_hash hash)
{
    return hashes[hash].kind;
}

size_t oms_digest_size(enum assay_signing_hash hash)
{
    return hashes[hash].size;
}

enum assay_status(oms_fail)(struct assay_error *err, enum assay_status status, const char *id,
                            const char *path, const char *format, ...)
{
    char text[sizeof((struct assay_error *)0)->text];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s", text);
    assay_error_id(err, id);
    if (path)
        assay_error_path(err, path);
    return status;
}

enum assay_status oms_fail_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a model's files");
}

bool oms_name_is_fine(struct bytes name)
{
    size_t start = 0;

    if (!utf8_valid(name) || bytes_has(name, 0))
        return false;
    for (size_t i = 0; i <= name.size; i++) {
        struct bytes part;

        if (i < name.size && name.data[i] != '/')
            continue;
        part = bytes_of(name.data + start, i - start);
        if (part.size == 0 || bytes_equal(part, BYTES(".")) || bytes_equal(part, BYTES("..")))
            return false;
        start = i + 1;
    }
    return true;
}

enum assay_status oms_rules_ignore(struct arena *arena, struct oms_rules *rules,
                                   const char *const *paths, size_t count, struct assay_error *err)
{
    const char **all = arena_array(arena, rules->ignored_count + count + 1, sizeof *all);
    size_t kept = 0;

    if (!all)
        return oms_fail_memory(err);
    if (rules->ignored_count)
        memcpy(all, rules->ignored, rules->ignored_count * sizeof *all);
    if (count)
        memcpy(all + rules->ignored_count, paths, count * sizeof *all);
    count += rules->ignored_count;
    qsort(all, count, sizeof *all, order_texts);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(all[i], all[i - 1]) != 0)
            all[kept++] = all[i];
    rules->ignored = all;
    rules->ignored_count = kept;
    return ASSAY_OK;
}

enum assay_status oms_rules_ignore_always(struct arena *arena, struct oms_rules *rules,
                                          struct assay_error *err)
{
    return oms_rules_ignore(arena, rules, always, ARRAY_LEN(always), err);
}

/* "./a/b/" as a person types it is "a/b". */
static ASSAY_RESULT tidy(struct arena *arena, const char *path, const char **out,
                         struct assay_error *err)
{
    struct bytes name;
    enum assay_status status;

    while (path[0] == '.' && path[1] == '/')
        path += 2 + strspn(path + 2, "/");
    name = bytes_text(path);
    while (name.size > 0 && name.data[name.size - 1] == '/')
        name.size--;
    if (oms_name_is_fine(name)) {
        *out = arena_copy(arena, name);
        return *out ? ASSAY_OK : oms_fail_memory(err);
    }
    status = oms_fail(err, ASSAY_EUSAGE, "signature.ignore-path", NULL,
                      "\"%.200s\" is no path below the model", path);
    assay_error_why(err, "what is left out is written into the signature, for all who check it");
    assay_error_do(err, "--ignore PATH, relative to the model: no patterns, no \"..\"");
    return status;
}

enum assay_status oms_rules_make(struct arena *arena, const struct assay_signing_rules *from,
                                 const char *own, struct oms_rules *out, struct assay_error *err)
{
    const char **paths = arena_array(arena, from->ignored_count + 1, sizeof *paths);
    size_t count = 0;

    *out = (struct oms_rules){
        .method = from->method,
        .hash = from->hash,
        .shard_size = from->shard_size ? from->shard_size : OMS_SHARD_SIZE,
        .allow_symlinks = from->allow_symlinks,
    };
    if (!paths)
        return oms_fail_memory(err);
    for (size_t i = 0; i < from->ignored_count; i++)
        TRY(tidy(arena, from->ignored[i], &paths[count++], err));
    if (own)
        paths[count++] = own;
    TRY(oms_rules_ignore(arena, out, paths, count, err));
    return oms_rules_ignore_always(arena, out, err);
}

bool oms_is_ignored(const struct oms_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->ignored_count; i++) {
        size_t size = strlen(rules->ignored[i]);

        if (strncmp(rules->ignored[i], name, size) == 0 && size > 0 &&
            (name[size] == 0 || name[size] == '/'))
            return true;
    }
    return false;
}
