/* files.c - finds the text that a policy is made of: shipped in the program, or below the root. */

#include "policy/files.h"

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "policy/shipped.h"
#include "source/git/policy_files.h"

static ASSAY_RESULT find_shipped(const char *name, struct bytes *out, struct assay_error *err)
{
    enum { SHOWN_MAX = 64 };
    const char *names[SHOWN_MAX], *nearest;
    size_t count = shipped_pack_count < SHOWN_MAX ? shipped_pack_count : SHOWN_MAX;
    enum assay_status status;

    for (size_t i = 0; i < shipped_pack_count; i++) {
        if (strcmp(shipped_packs[i].name, name) == 0) {
            *out = bytes_of(shipped_packs[i].data, shipped_packs[i].size);
            return ASSAY_OK;
        }
    }
    for (size_t i = 0; i < count; i++)
        names[i] = shipped_packs[i].name;
    nearest = text_nearest(name, names, count);
    status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "no pack \"assay:%s\" is shipped", name);
    assay_error_id(err, "policy.unknown-pack");
    assay_error_why(err, "packs that begin with \"assay:\" are part of the program");
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(names[i], name) == 0)
            nearest = names[i];
    if (nearest)
        assay_error_do(err, "did you mean assay:%s?      all of them: assay policy show --packs",
                       nearest);
    else
        assay_error_do(err, "assay policy show --packs lists them");
    return status;
}

/* True where a person named the path: on the command line, or outside of the project in a config of
 * their own. Its text is then no secret to them. */
static bool is_free(const struct assay_policy *policy, const char *path)
{
    return !policy->root || (policy->anywhere && !beneath_is_named(path));
}

/* The path for open(2): as it is written, or from the root. */
static ASSAY_RESULT free_path(const struct assay_policy *policy, const char *path, const char **out,
                              struct assay_error *err)
{
    *out = !policy->root || path[0] == '/'
               ? path
               : arena_printf(policy->arena, "%s/%s", policy->root, path);
    return *out ? ASSAY_OK : out_of_memory(err);
}

static ASSAY_RESULT read_content(const struct assay_policy *policy, const char *path,
                                 struct buf *content, struct assay_error *err)
{
    enum assay_status status;

    if (is_free(policy, path)) {
        const char *whole;

        TRY(free_path(policy, path, &whole, err));
        status = file_read(AT_FDCWD, whole, content, err);
    } else {
        TRY(policy_file_check_name(path, err));
        status = beneath_read(policy->root, path, content, err);
    }
    if (status != ASSAY_ELIMIT)
        return status;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "%s is larger than a pack can be: more than %u MiB", path,
                        (unsigned)(LIMIT_DOCUMENT >> 20));
    assay_error_id(err, "policy.too-large");
    assay_error_path(err, path);
    assay_error_do(err, "divide it: the list \"policy\" of .assay.yml may name several packs");
    return status;
}

static ASSAY_RESULT read_path(struct assay_policy *policy, const char *path, struct bytes *out,
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf content = {.ceiling = LIMIT_DOCUMENT};
    enum assay_status status = read_content(policy, path, &content, err);
    char *copy;

    if (status == ASSAY_EMISSING) {
        status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there is no policy file %s", path);
        assay_error_id(err, "policy.missing-file");
        assay_error_path(err, path);
        assay_error_why(err, "a pack is named on the command line, or in the list \"policy\" of "
                             ".assay.yml");
        assay_error_do(err, "make the file, or leave it out; shipped packs begin with assay: "
                            "(assay policy show --packs)");
        return status;
    }
    TRY(status);
    copy = arena_copy(policy->arena, buf_bytes(&content));
    if (!copy)
        return out_of_memory(err);
    *out = bytes_of(copy, content.size);
    return ASSAY_OK;
}

enum assay_status policy_file_exists(const struct assay_policy *policy, const char *path,
                                     bool *exists, struct assay_error *err)
{
    const char *whole;

    if (!is_free(policy, path))
        return beneath_find(policy->root, path, exists, err);
    TRY(free_path(policy, path, &whole, err));
    *exists = access(whole, F_OK) == 0;
    return ASSAY_OK;
}

enum assay_status policy_file_read(struct assay_policy *policy, const char *word,
                                   struct source_file *file, struct assay_error *err)
{
    struct bytes text = {0};

    file->source.path = arena_text(policy->arena, word);
    if (!file->source.path)
        return out_of_memory(err);
    if (strncmp(word, "assay:", 6) == 0)
        TRY(find_shipped(word + 6, &text, err));
    else
        TRY(read_path(policy, word, &text, err));
    file->source.text = text;
    return doc_read_yaml(policy->arena, &file->source, &file->tree, err);
}

const char *assay_shipped_pack_at(size_t index)
{
    return index < shipped_pack_count ? shipped_packs[index].name : NULL;
}

/* Our own packs list a shared rule in one of two ways, so that no pack must be loaded to know. */
static bool lists(const struct shipped_pack *pack, const char *code)
{
    char line[64];

    for (size_t i = 0; i < 2; i++) {
        int size = i == 0 ? snprintf(line, sizeof line, "\n  - %s\n", code)
                          : snprintf(line, sizeof line, "\n  - {id: %s,", code);

        if (size > 0 && (size_t)size < sizeof line &&
            memmem(pack->data, pack->size, line, (size_t)size))
            return true;
    }
    return false;
}

const char *policy_shipped_with(const char *code)
{
    const char *found = NULL;

    for (size_t i = 0; i < shipped_pack_count; i++)
        if (lists(&shipped_packs[i], code) &&
            (!found || strcmp(shipped_packs[i].name, "baseline") == 0))
            found = shipped_packs[i].name;
    return found;
}
