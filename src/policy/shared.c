/*
 * shared.c - shared rules, found by their code.
 *
 * The shipped families are far larger than what one run asks of them, so only the lines of the
 * rules in force are read: each begins with "  - id: CODE" (a test holds the files to that form).
 * Families in a folder are somebody's work and read whole, so that a mistake anywhere is told.
 */

#include "policy/shared.h"

#include "base/kit.h"
#include "policy/files.h"
#include "policy/params.h"
#include "policy/shipped.h"

/* A family that was opened. */
struct family {
    struct family *next;
    const char *folder;      /* or NULL: shipped */
    const char *name;        /* "PRV", "common" */
    struct source_file file; /* the tree only of one in a folder */
};

static bool same_folder(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static struct family *find_open(struct assay_policy *policy, const char *folder, const char *name)
{
    for (struct family *family = policy->families; family; family = family->next)
        if (strcmp(family->name, name) == 0 && same_folder(family->folder, folder))
            return family;
    return NULL;
}

static struct family *add_family(struct assay_policy *policy, const char *folder, const char *name)
{
    struct family *family = arena_alloc(policy->arena, sizeof *family);

    if (!family)
        return NULL;
    family->folder = folder;
    family->name = arena_text(policy->arena, name);
    family->next = policy->families;
    if (family->name)
        policy->families = family;
    return family->name ? family : NULL;
}

/* The family as the program has it, not yet read; *out is NULL where it has none. */
static ASSAY_RESULT open_shipped(struct assay_policy *policy, const char *name, struct family **out,
                                 struct assay_error *err)
{
    *out = find_open(policy, NULL, name);
    for (size_t i = 0; !*out && i < shipped_rule_file_count; i++) {
        if (strcmp(shipped_rule_files[i].name, name) != 0)
            continue;
        *out = add_family(policy, NULL, name);
        if (!*out)
            return out_of_memory(err);
        (*out)->file.source.path = arena_printf(policy->arena, "assay:rules/%s", name);
        (*out)->file.source.text = bytes_of(shipped_rule_files[i].data, shipped_rule_files[i].size);
        if (!(*out)->file.source.path)
            return out_of_memory(err);
    }
    return ASSAY_OK;
}

/* The family in a folder, read whole; *out is NULL where the folder has none. */
static ASSAY_RESULT open_in_folder(struct assay_policy *policy, const char *folder,
                                   const char *name, struct family **out, struct assay_error *err)
{
    char *path;
    bool exists;

    *out = find_open(policy, folder, name);
    if (*out)
        return ASSAY_OK;
    path = arena_printf(policy->arena, "%s/%s.yml", folder, name);
    if (!path)
        return out_of_memory(err);
    TRY(policy_file_exists(policy, path, &exists, err));
    if (!exists)
        return ASSAY_OK;
    *out = add_family(policy, folder, name);
    if (!*out)
        return out_of_memory(err);
    return policy_file_read(policy, path, &(*out)->file, err);
}

enum assay_status shared_check(const struct source_file *file, struct assay_error *err)
{
    static const char *const keys[] = {"family", "title", "rules"};
    const struct doc *family = doc_get(file->tree, "family"), *rules = doc_get(file->tree, "rules");
    const char *name;

    TRY(doc_check_keys(file->tree, &file->source, "a family of rules", keys, ARRAY_LEN(keys), err));
    if (!family)
        return doc_fail(file->tree, &file->source, "policy.missing-field", err,
                        "a file of shared rules begins with \"family: PRV\"");
    TRY(doc_text(family, &file->source, "family", &name, err));
    if (rules && rules->type != DOC_LIST)
        return doc_fail(rules, &file->source, "policy.list", err, "\"rules\" is a list");
    for (size_t i = 0; rules && i < rules->count; i++) {
        const struct doc *id = doc_get(&rules->items[i], "id");

        if (!id || id->type != DOC_TEXT)
            return doc_fail(&rules->items[i], &file->source, "policy.missing-field", err,
                            "a rule begins with \"id: %s-001\"", name);
        if (id->text.size <= strlen(name) || id->text.data[strlen(name)] != '-' ||
            memcmp(id->text.data, name, strlen(name)) != 0)
            return doc_fail(id, &file->source, "policy.code", err,
                            "rule %s is not of the family %s, in whose file it stands",
                            (const char *)id->text.data, name);
    }
    return ASSAY_OK;
}

static const struct doc *find_in_tree(const struct family *family, const char *code)
{
    const struct doc *rules = doc_get(family->file.tree, "rules");

    for (size_t i = 0; rules && i < rules->count; i++)
        if (bytes_equal(doc_get(&rules->items[i], "id")->text, bytes_text(code)))
            return &rules->items[i];
    return NULL;
}

/* ---- lines of the rules of a shipped family ---- */

/* The next line from `at` on that begins a rule, and its code; false at the end. */
static bool next_rule(struct bytes text, size_t *at, uint32_t *line, struct bytes *code)
{
    struct bytes start = BYTES("  - id: ");

    while (*at < text.size) {
        struct bytes rest = bytes_from(text, *at);
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size_t size = end ? (size_t)(end - rest.data) : rest.size;

        if (bytes_starts(bytes_of(rest.data, size), start)) {
            *code = bytes_of(rest.data + start.size, size - start.size);
            return true;
        }
        *at += size + 1;
        ++*line;
    }
    return false;
}

static void step(struct bytes text, size_t *at, uint32_t *line)
{
    const uint8_t *end = memchr(text.data + *at, '\n', text.size - *at);

    *at = end ? (size_t)(end - text.data) + 1 : text.size;
    ++*line;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH, which the reader holds
static void move_down(struct doc *node, uint32_t lines)
{
    node->line += lines;
    for (size_t i = 0; node->type == DOC_LIST && i < node->count; i++)
        move_down(&node->items[i], lines);
    for (size_t i = 0; node->type == DOC_MAP && i < node->count; i++) {
        node->members[i].line += lines;
        move_down(&node->members[i].value, lines);
    }
}

/* Its examples are the last that a rule says. */
static struct bytes without_examples(struct bytes rule)
{
    struct bytes key = BYTES("\n    tests:\n");
    const uint8_t *tests = memmem(rule.data, rule.size, key.data, key.size);

    return tests ? bytes_of(rule.data, (size_t)(tests - rule.data) + 1) : rule;
}

/* Reads the lines of one rule alone; NULL in *out where the family has none of that code. */
static ASSAY_RESULT read_lines(struct assay_policy *policy, const struct family *family,
                               const char *code, const struct doc **out, struct assay_error *err)
{
    struct bytes text = family->file.source.text, found;
    struct doc_source lines = {.path = family->file.source.path};
    size_t at = 0, end;
    uint32_t line = 1, last;
    struct doc *tree;

    *out = NULL;
    for (; next_rule(text, &at, &line, &found); step(text, &at, &line)) {
        if (!bytes_equal(found, bytes_text(code)))
            continue;
        end = at;
        last = line;
        step(text, &end, &last);
        if (!next_rule(text, &end, &last, &found))
            end = text.size;
        lines.text = bytes_of(text.data + at, end - at);
        if (policy->without_examples)
            lines.text = without_examples(lines.text);
        TRY(doc_read_yaml(policy->arena, &lines, &tree, err));
        move_down(tree, line - 1);
        *out = &tree->items[0];
        return ASSAY_OK;
    }
    return ASSAY_OK;
}

/* ---- what others ask ---- */

enum assay_status shared_find(struct assay_policy *policy, const char *folder, const char *code,
                              const struct source_file **file, const struct doc **node,
                              struct assay_error *err)
{
    size_t letters = strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    struct family *family = NULL;
    char name[8];

    *node = NULL;
    if (letters == 0 || letters >= sizeof name || code[letters] != '-')
        return ASSAY_EMISSING;
    memcpy(name, code, letters);
    name[letters] = 0;
    if (folder) {
        TRY(open_in_folder(policy, folder, name, &family, err));
        if (family) {
            TRY(shared_check(&family->file, err));
            *node = find_in_tree(family, code);
        }
    }
    if (!*node) {
        TRY(open_shipped(policy, name, &family, err));
        if (family)
            TRY(read_lines(policy, family, code, node, err));
    }
    if (!*node)
        return ASSAY_EMISSING;
    *file = &family->file;
    return ASSAY_OK;
}

enum assay_status shared_common(struct assay_policy *policy, const char *folder,
                                const struct source_file **out, struct assay_error *err)
{
    static const char *const keys[] = {"params"};
    struct family *family = NULL;

    if (folder)
        TRY(open_in_folder(policy, folder, "common", &family, err));
    if (!family) {
        TRY(open_shipped(policy, "common", &family, err));
        if (family && !family->file.tree)
            TRY(doc_read_yaml(policy->arena, &family->file.source, &family->file.tree, err));
    }
    *out = family ? &family->file : NULL;
    if (!family || family->file.declared)
        return ASSAY_OK;
    family->file.declared = true;
    TRY(doc_check_keys(family->file.tree, &family->file.source, "shared parameters", keys,
                       ARRAY_LEN(keys), err));
    return params_declare(policy, &family->file, 0, doc_get(family->file.tree, "params"), err);
}

enum assay_status shared_codes(struct arena *arena, const char *const **out, size_t *count,
                               struct assay_error *err)
{
    const char **codes = NULL;
    size_t size = 0;

    for (int pass = 0; pass < 2; pass++) {
        size = 0;
        for (size_t i = 0; i < shipped_rule_file_count; i++) {
            struct bytes text = bytes_of(shipped_rule_files[i].data, shipped_rule_files[i].size);
            struct bytes code;
            uint32_t line = 1;

            for (size_t at = 0; next_rule(text, &at, &line, &code); step(text, &at, &line)) {
                if (codes && !(codes[size] = arena_copy(arena, code)))
                    return out_of_memory(err);
                size++;
            }
        }
        if (!codes && !(codes = arena_array(arena, size + 1, sizeof *codes)))
            return out_of_memory(err);
    }
    *out = codes;
    *count = size;
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH, which the reader holds
bool doc_same(const struct doc *a, const struct doc *b)
{
    if (a->type != b->type)
        return false;
    if (a->type == DOC_TEXT)
        return bytes_equal(a->text, b->text);
    if (a->type != DOC_LIST && a->type != DOC_MAP)
        return true;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        bool same = a->type == DOC_LIST ? doc_same(&a->items[i], &b->items[i])
                                        : bytes_equal(a->members[i].name, b->members[i].name) &&
                                              doc_same(&a->members[i].value, &b->members[i].value);

        if (!same)
            return false;
    }
    return true;
}
