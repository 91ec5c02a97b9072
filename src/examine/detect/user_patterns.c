/*
 * user_patterns.c - reads files of patterns that a person wrote.
 *
 * What is wrong or slow is refused with its place, before anything is examined.
 */

#include "examine/detect/user_patterns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "examine/detect/secret_table.h"
#include "examine/detect/secret_words.h"
#include "examine/detect/shipped_patterns.h"
#include "source/git/policy_files.h"

struct loader {
    struct assay_patterns *patterns;
    const char *root; /* that the word must lie in, or NULL */
    struct buf digests;
    struct assay_error *err;
};

/* ---- the proof ---- */

/* The file of patterns holds its examples, and is examined like any other. */
static bool is_example(const struct user_rule *rule, struct bytes whole)
{
    for (size_t i = 0; i < rule->matches.count; i++) {
        struct bytes example = bytes_text(rule->matches.texts[i]);

        if (memmem(example.data, example.size, whole.data, whole.size))
            return true;
    }
    return false;
}

static enum secret_verdict prove_user(const struct secret *secret)
{
    const struct user_rule *rule = secret->pattern->user;
    struct bytes after = secret->after;

    if (secret->pattern->words && !secret_near(secret)) {
        bool near = false;

        if (after.size > SECRET_NEAR)
            after.size = SECRET_NEAR;
        for (const char *const *word = secret->pattern->words; *word; word++)
            near = near || secret_contains(after, *word);
        if (!near)
            return SECRET_NONE;
    }
    if (is_example(rule, secret->whole))
        return SECRET_SAMPLE;
    for (size_t i = 0; i < rule->allowed_count; i++)
        if (secret_contains(secret->value, rule->allowed[i]))
            return SECRET_NONE;
    if (rule->entropy > 0 && secret_entropy(secret->value) < rule->entropy)
        return SECRET_NONE;
    return rule->sure;
}

static const struct secret_proof proof_user = {"what its author asks for", prove_user};

/* ---- one pattern ---- */

/* The expression that matches a literal. */
static char *quote(struct arena *arena, const char *literal)
{
    char *out = arena_array(arena, 4 * strlen(literal) + 1, 1), *at = out;

    if (!out)
        return NULL;
    for (; *literal; literal++) {
        uint8_t c = (uint8_t)*literal;

        if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_') {
            *at++ = (char)c;
        } else {
            snprintf(at, 5, "\\x%02x", c);
            at += 4;
        }
    }
    *at = 0;
    return out;
}

static enum assay_status wrong(struct loader *loader, const struct doc_source *source,
                               const struct doc *node, const char *id, const char *text,
                               const char *what_to_do)
{
    enum assay_status status = doc_fail(node, source, id, loader->err, "%s", text);

    assay_error_do(loader->err, "%s", what_to_do);
    return status;
}

static enum assay_status read_id(struct loader *loader, const struct doc_source *source,
                                 const struct doc *node, struct pattern *pattern)
{
    const struct doc *id = doc_get(node, "id");
    const char *text;
    char *name;

    if (!id)
        return wrong(loader, source, node, "patterns.missing-field", "a pattern has no \"id\"",
                     "write id: a-name-of-yours");
    TRY(doc_text(id, source, "id", &text, loader->err));
    if (!*text || strlen(text) > 48 ||
        strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(text) || *text == '-')
        return wrong(loader, source, id, "patterns.bad-value",
                     "an id has small letters, digits and -, at most 48 of them",
                     "write id: acme-deploy-key");
    name = arena_printf(loader->patterns->arena, "secret.user.%s", text);
    if (!name)
        return out_of_memory(loader->err);
    for (size_t i = 0; i < loader->patterns->count; i++) {
        const struct pattern *other = &loader->patterns->all[i];
        enum assay_status status;

        if (strcmp(other->what.class_name, name) != 0)
            continue;
        status = doc_fail(id, source, "patterns.duplicate", loader->err,
                          "\"%s\" stands in %s:%u already", text, other->user->source->path,
                          (unsigned)other->user->node->line);
        assay_error_do(loader->err, "give one of them another id");
        return status;
    }
    pattern->what.class_name = name;
    return ASSAY_OK;
}

/* "find": one literal or several, of which the expression is made. */
static enum assay_status join_literals(struct loader *loader, const struct doc_source *source,
                                       const struct doc *node, const char **out)
{
    struct arena *arena = loader->patterns->arena;
    const char *const *literals;
    const char *all = "";
    size_t count;

    TRY(doc_texts(arena, node, source, "find", &literals, &count, loader->err));
    for (size_t i = 0; i < count; i++) {
        const char *quoted = quote(arena, literals[i]);

        if (strlen(literals[i]) < 3)
            return wrong(loader, source, node->type == DOC_LIST ? &node->items[i] : node,
                         "patterns.slow", "a literal has three bytes or more",
                         "name more of it, or write regex: with what stands around it");
        all = quoted ? arena_printf(arena, "%s%s%s", all, i ? "|" : "", quoted) : NULL;
        if (!all)
            return out_of_memory(loader->err);
    }
    *out = arena_printf(arena, "(?:%s)", all);
    return *out ? ASSAY_OK : out_of_memory(loader->err);
}

static enum assay_status read_expressions(struct loader *loader, const struct doc_source *source,
                                          const struct doc *node, struct pattern *pattern,
                                          struct user_rule *rule)
{
    const struct doc *find = doc_get(node, "find"), *regex = doc_get(node, "regex"),
                     *token = doc_get(node, "token");
    char why[PATTERN_WHY_SIZE];

    if (!find == !regex)
        return wrong(loader, source, node, "patterns.missing-field",
                     "a pattern has either \"find\", a literal, or \"regex\", an expression",
                     "write find: ACME- or regex: 'ACME-[0-9a-f]{32}'");
    if (find)
        TRY(join_literals(loader, source, find, &pattern->find));
    else
        TRY(doc_text(regex, source, "regex", &pattern->find, loader->err));
    if (!pattern_cost(pattern->find, &rule->cost, why))
        return wrong(loader, source, find ? find : regex, "patterns.slow", why,
                     "begin with three bytes or more that never change, and end each count");
    rule->has_token = token != NULL;
    if (token)
        TRY(doc_text(token, source, "token", &pattern->token, loader->err));
    else
        pattern->token =
            arena_printf(loader->patterns->arena, "%s(?:%s)%s", ALONE, pattern->find, ENDS);
    return pattern->token ? ASSAY_OK : out_of_memory(loader->err);
}

static enum assay_status read_words(struct loader *loader, const struct doc_source *source,
                                    const struct doc *node, struct pattern *pattern,
                                    struct user_rule *rule)
{
    struct arena *arena = loader->patterns->arena;
    const struct doc *near = doc_get(node, "near"), *allow = doc_get(node, "allow"),
                     *entropy = doc_get(node, "entropy"), *sure = doc_get(node, "confidence");
    const char *text, *const *words;
    const char **kept;
    size_t count = 0;
    char *end;

    if (near) {
        TRY(doc_texts(arena, near, source, "near", &words, &count, loader->err));
        kept = arena_array(arena, count + 1, sizeof *kept);
        if (!kept)
            return out_of_memory(loader->err);
        for (size_t i = 0; i < count; i++)
            kept[i] = words[i];
        kept[count] = NULL;
        pattern->words = count ? kept : NULL;
    }
    if (allow)
        TRY(doc_texts(arena, allow, source, "allow", &rule->allowed, &rule->allowed_count,
                      loader->err));
    if (entropy) {
        TRY(doc_text(entropy, source, "entropy", &text, loader->err));
        rule->entropy = strtod(text, &end);
        if (!*text || *end || !(rule->entropy >= 0 && rule->entropy <= 8))
            return wrong(loader, source, entropy, "patterns.bad-value",
                         "\"entropy\" is a number of bits a character, from 0 to 8",
                         "write entropy: 3.0; random hex has about 3.5, base 64 about 5");
    }
    rule->sure = SECRET_HIGH;
    if (sure) {
        static const char *const levels[] = {"low", "medium", "high"};
        size_t i = 0;

        TRY(doc_text(sure, source, "confidence", &text, loader->err));
        while (i < ARRAY_LEN(levels) && strcmp(levels[i], text) != 0)
            i++;
        if (i == ARRAY_LEN(levels))
            return wrong(loader, source, sure, "patterns.bad-value",
                         "\"confidence\" is low, medium or high",
                         "write confidence: high; only what is high blocks by default");
        rule->sure = (enum secret_verdict)(SECRET_LOW + (int)i);
    }
    return ASSAY_OK;
}

static enum assay_status read_examples(struct loader *loader, const struct doc_source *source,
                                       const struct doc *node, struct user_rule *rule)
{
    static const char *const known[] = {"match", "no-match"};
    struct arena *arena = loader->patterns->arena;
    const struct doc *examples = doc_get(node, "examples");

    if (examples)
        TRY(doc_check_keys(examples, source, "examples", known, ARRAY_LEN(known), loader->err));
    rule->matches.node = examples ? doc_get(examples, "match") : NULL;
    rule->misses.node = examples ? doc_get(examples, "no-match") : NULL;
    if (!rule->matches.node)
        return wrong(loader, source, node, "patterns.missing-field",
                     "a pattern has an example that matches",
                     "write examples: {match: [...], no-match: [...]}, made up");
    TRY(doc_texts(arena, rule->matches.node, source, "examples.match", &rule->matches.texts,
                  &rule->matches.count, loader->err));
    if (rule->misses.node)
        TRY(doc_texts(arena, rule->misses.node, source, "examples.no-match", &rule->misses.texts,
                      &rule->misses.count, loader->err));
    return ASSAY_OK;
}

static enum assay_status read_pattern(struct loader *loader, const struct doc_source *source,
                                      const struct doc *node)
{
    static const char *const known[] = {"allow", "confidence", "entropy", "examples", "find",
                                        "id",    "near",       "regex",   "title",    "token"};
    struct assay_patterns *patterns = loader->patterns;
    struct pattern *pattern = &patterns->all[patterns->count];
    struct user_rule *rule = arena_array(patterns->arena, 1, sizeof *rule);
    const struct doc *title = doc_get(node, "title");
    char why[PATTERN_WHY_SIZE];

    if (!rule)
        return out_of_memory(loader->err);
    *rule = (struct user_rule){.source = source, .node = node};
    *pattern = (struct pattern){.proof = &proof_user, .user = rule, .origin = source->path};
    TRY(doc_check_keys(node, source, "a pattern", known, ARRAY_LEN(known), loader->err));
    TRY(read_id(loader, source, node, pattern));
    pattern->title = pattern->what.class_name;
    if (title)
        TRY(doc_text(title, source, "title", &pattern->title, loader->err));
    TRY(read_expressions(loader, source, node, pattern, rule));
    TRY(read_words(loader, source, node, pattern, rule));
    TRY(read_examples(loader, source, node, rule));
    if (!user_pattern_is_quick(pattern, why)) {
        const struct doc *at = doc_get(node, "token");

        at = at ? at : doc_get(node, "regex");
        return wrong(loader, source, at ? at : node, "patterns.slow", why,
                     "write it with fixed or bounded counts, and no repeated repetition");
    }
    patterns->count++;
    return ASSAY_OK;
}

/* ---- one file ---- */

static enum assay_status read_kinds(struct loader *loader, const struct doc_source *source,
                                    const struct doc *kinds)
{
    struct assay_patterns *patterns = loader->patterns;
    size_t needed;
    struct pattern *grown;

    if (!kinds || kinds->type != DOC_LIST)
        return wrong(loader, source, kinds, "patterns.missing-field",
                     "a file of patterns has a list \"kinds\"",
                     "write kinds: and below it - id: ... (docs/reference/patterns.md)");
    needed = patterns->count + kinds->count;
    if (needed > LIMIT_USER_PATTERNS)
        return wrong(loader, source, kinds, "patterns.bad-value", "there are too many patterns",
                     "join those that have a literal in common");
    grown = arena_array(patterns->arena, needed + 1, sizeof *grown);
    if (!grown)
        return out_of_memory(loader->err);
    if (patterns->count)
        memcpy(grown, patterns->all, patterns->count * sizeof *grown);
    patterns->all = grown;
    for (size_t i = 0; i < kinds->count; i++)
        TRY(read_pattern(loader, source, &kinds->items[i]));
    return ASSAY_OK;
}

static enum assay_status read_text(struct loader *loader, const char *shown, struct bytes text)
{
    static const char *const known[] = {"edition", "kinds", "patterns", "title"};
    struct arena *arena = loader->patterns->arena;
    struct doc_source *source = arena_array(arena, 1, sizeof *source);
    uint8_t digest[DIGEST_SIZE_MAX];
    const char *name;
    struct doc *root;

    if (!source)
        return out_of_memory(loader->err);
    source->path = arena_text(arena, shown);
    source->text = bytes_of(arena_copy(arena, text), text.size);
    if (!source->path || !source->text.data)
        return out_of_memory(loader->err);
    sha256(text, digest);
    buf_add(&loader->digests, digest, SHA256_SIZE);
    TRY(doc_read_yaml(arena, source, &root, loader->err));
    TRY(doc_check_keys(root, source, "a file of patterns", known, ARRAY_LEN(known), loader->err));
    if (!doc_get(root, "patterns"))
        return wrong(loader, source, root, "patterns.missing-field",
                     "a file of patterns begins with \"patterns: NAME\"",
                     "write patterns: and the name of this set");
    TRY(doc_text(doc_get(root, "patterns"), source, "patterns", &name, loader->err));
    return read_kinds(loader, source, doc_get(root, "kinds") ? doc_get(root, "kinds") : root);
}

static enum assay_status missing(struct loader *loader, const char *word)
{
    enum assay_status status =
        assay_fail(loader->err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "there are no patterns %s", word);

    assay_error_id(loader->err, "patterns.missing-file");
    assay_error_path(loader->err, word);
    assay_error_do(loader->err, "name a file of patterns, a folder of them, or assay:example");
    return status;
}

static enum assay_status read_shipped(struct loader *loader, const char *word)
{
    for (size_t i = 0; i < shipped_pattern_count; i++)
        if (strcmp(shipped_patterns[i].name, word + 6) == 0)
            return read_text(loader, word,
                             bytes_of(shipped_patterns[i].data, shipped_patterns[i].size));
    return missing(loader, word);
}

static enum assay_status read_content(struct loader *loader, const char *path, struct buf *text)
{
    if (!loader->root)
        return file_read(AT_FDCWD, path, text, loader->err);
    TRY(policy_file_check_name(path, loader->err));
    return beneath_read(loader->root, path, text, loader->err);
}

static enum assay_status read_file(struct loader *loader, const char *path, const char *shown)
{
    CLEANUP(buf_clear) struct buf text;
    enum assay_status status;

    buf_init(&text, LIMIT_DOCUMENT);
    status = read_content(loader, path, &text);
    if (status == ASSAY_EMISSING)
        return missing(loader, shown);
    TRY(status);
    return read_text(loader, shown, buf_bytes(&text));
}

static int is_patterns_file(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);

    return entry->d_name[0] != '.' &&
           ((size > 4 && strcmp(entry->d_name + size - 4, ".yml") == 0) ||
            (size > 5 && strcmp(entry->d_name + size - 5, ".yaml") == 0));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* not the locale's order */
}

static int open_folder(const struct loader *loader, const char *path)
{
    CLEANUP(close_cleanup) int root = -1;

    if (!loader->root)
        return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    root = open(loader->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return root < 0 ? -1 : beneath_open(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static enum assay_status read_folder(struct loader *loader, int folder, const char *path,
                                     const char *shown)
{
    struct dirent **names = NULL;
    int count = scandirat(folder, ".", &names, is_patterns_file, by_name);
    enum assay_status status = ASSAY_OK;

    if (count < 0)
        return assay_fail_errno(loader->err, ASSAY_EUSAGE, errno, "cannot read the folder %s",
                                shown);
    for (int i = 0; i < count; i++) {
        struct arena *arena = loader->patterns->arena;
        const char *whole = arena_printf(arena, "%s/%s", path, names[i]->d_name);
        const char *said = arena_printf(arena, "%s/%s", shown, names[i]->d_name);

        if (status == ASSAY_OK)
            status = whole && said ? read_file(loader, whole, said) : out_of_memory(loader->err);
        free(names[i]);
    }
    free(names);
    return status;
}

static enum assay_status read_word(struct loader *loader, const char *path, const char *shown)
{
    CLEANUP(close_cleanup) int folder = -1;

    if (strncmp(shown, "assay:", 6) == 0)
        return read_shipped(loader, shown);
    folder = open_folder(loader, path);
    return folder >= 0 ? read_folder(loader, folder, path, shown) : read_file(loader, path, shown);
}

/* A word of the config: of the project, or of a person who may name what lies outside of it. */
static enum assay_status read_configured(struct loader *loader,
                                         const struct assay_patterns_options *options,
                                         const char *word)
{
    const char *path = word;

    loader->root = options->anywhere && !beneath_is_named(word) ? NULL : options->root;
    if (options->root && !loader->root && word[0] != '/')
        path = arena_printf(loader->patterns->arena, "%s/%s", options->root, word);
    return path ? read_word(loader, path, word) : out_of_memory(loader->err);
}

/* ---- all of them ---- */

enum assay_status assay_patterns_open(const struct assay_patterns_options *options,
                                      struct assay_patterns **out, struct assay_error *err)
{
    CLEANUP(assay_patterns_freep) struct assay_patterns *patterns = calloc(1, sizeof *patterns);
    struct loader loader = {.patterns = patterns, .err = err};
    enum assay_status status = ASSAY_OK;

    if (!patterns || !(patterns->arena = arena_new()))
        return out_of_memory(err);
    buf_init(&loader.digests, LIMIT_DOCUMENT);
    for (size_t i = 0; status == ASSAY_OK && i < options->word_count; i++)
        status = read_configured(&loader, options, options->words[i]);
    loader.root = NULL;
    for (size_t i = 0; status == ASSAY_OK && i < options->here_count; i++)
        status = read_word(&loader, options->here[i], options->here[i]);
    if (status == ASSAY_OK)
        status = buf_status(&loader.digests, err);
    sha256(buf_bytes(&loader.digests), patterns->sha256);
    buf_clear(&loader.digests);
    TRY(status);
    *out = TAKE(patterns);
    return ASSAY_OK;
}

void assay_patterns_free(struct assay_patterns *patterns)
{
    if (!patterns)
        return;
    arena_free(patterns->arena);
    free(patterns);
}

void assay_patterns_freep(struct assay_patterns **patterns)
{
    assay_patterns_free(*patterns);
    *patterns = NULL;
}

size_t assay_patterns_count(const struct assay_patterns *patterns)
{
    return patterns->count;
}

bool assay_patterns_is(const char *path)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text;
    struct assay_error ignored = {0};
    struct doc_source source = {path, {0}};
    struct stat status;
    struct doc *root;

    buf_init(&text, LIMIT_DOCUMENT);
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    if (!arena || file_read(AT_FDCWD, path, &text, &ignored) != ASSAY_OK)
        return false;
    source.text = buf_bytes(&text);
    return doc_read_yaml(arena, &source, &root, &ignored) == ASSAY_OK &&
           (doc_get(root, "patterns") || doc_get(root, "kinds")) && !doc_get(root, "pack");
}
