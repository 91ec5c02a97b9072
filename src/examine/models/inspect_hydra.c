/*
 * inspect_hydra.c - YAML that is made into objects, by Hydra, HyperPyYAML, PyYAML and their kin.
 *
 * What stands behind `_target_`, at any depth, is imported and called: names that run code are
 * dangerous; those that nobody knows are classes of a project's own as a rule, so they are told and
 * no more. So is what stands behind the keys and tags of the others below. A tag of PyYAML's that
 * makes objects is run by its loaders that are not safe; one that names a function or module only
 * imports it. Of a text by another name the first 4 KiB tell whether it is such a YAML, or a tag
 * further on (also_tags.c).
 *
 * Lists of layers, of which YOLO makes a model, are told of where they hold code (yolo_layers.c),
 * and so is a model of Keras as YAML (keras_config.c). Of a text above 64 KiB only words are noted
 * that may make objects (hydra_words.c); where it has them all of it is read again.
 *
 * Sources: Hydra, "Instantiating objects"; HyperPyYAML, core.py, which SpeechBrain loads its models
 * by; torchtune, config/_instantiate.py; latent diffusion, ldm/util.py, instantiate_from_config();
 * Lightning, LightningCLI; PyYAML, "YAML tags and Python types".
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "doc/yaml_nodes.h"
#include "examine/encoding/document.h"
#include "examine/encoding/yaml_item.h"
#include "examine/encoding/yaml_tags.h"
#include "examine/inspect.h"
#include "examine/models/hydra.h"
#include "examine/models/keras_config.h"
#include "examine/models/yolo_layers.h"
#include "examine/models/yolo_settings.h"
#include "examine/python/custom_code.h"
#include "examine/tables/setting_rows.h"
#include "inventory/gaps.h"

enum {
    BID_MARK = 8 * 8,   /* "_target_" */
    BID_KERAS = 8 * 16, /* "class_name: Model" */
    BID_NAME = 1,
    NAME_MAX_SHOWN = 200,
};

#define PYTHON "tag:yaml.org,2002:python/"

static const uint8_t *find(struct bytes text, const char *mark)
{
    return text.size ? memmem(text.data, text.size, mark, strlen(mark)) : NULL;
}

/* A text between double quotes that is HYDRA_TARGET once its escapes are read: it begins behind a
 * quote.
 */
static bool is_target_in_escapes(struct bytes text)
{
    CLEANUP(buf_clear) struct buf decoded = {.ceiling = sizeof HYDRA_TARGET + 8};

    yaml_unquote(text, &decoded);
    return decoded.status == ASSAY_OK && bytes_equal(buf_bytes(&decoded), BYTES(HYDRA_TARGET));
}

static bool has_target(struct bytes text)
{
    if (find(text, HYDRA_TARGET) || find(text, HYDRA_COMPONENT))
        return true;
    for (struct bytes rest = text; rest.size > 0;) {
        const uint8_t *quote = memchr(rest.data, '"', rest.size);

        if (!quote)
            return false;
        rest = bytes_from(rest, (size_t)(quote - rest.data) + 1);
        if (rest.size > 0 && bytes_has(BYTES("_\\"), rest.data[0]) && is_target_in_escapes(rest))
            return true;
    }
    return false;
}

/* What HyperPyYAML calls, or imports, as it reads the file. */
static bool is_hyper(struct bytes tag, struct bytes *name)
{
    static const char *const words[] = {"!apply:", "!module:", "!name:", "!new:"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (bytes_starts(tag, bytes_text(words[i]))) {
            *name = bytes_from(tag, strlen(words[i]));
            return true;
        }
    return false;
}

bool hydra_is_marked(struct bytes text)
{
    struct yaml_tags tags;
    struct bytes tag, name;
    size_t at;

    yaml_tags_init(&tags, text);
    while (yaml_tags_next(&tags, &at, &tag))
        if (bytes_starts(tag, BYTES(PYTHON)) || is_hyper(tag, &name))
            return true;
    return has_target(text);
}

#define MERGED "<<" /* a map, or a list of maps, whose members are this one's too */

static bool has(const struct doc *map, const char *name)
{
    const struct doc *merged = doc_get(map, MERGED);

    if (doc_get(map, name) || !merged || merged->type == DOC_TEXT)
        return doc_get(map, name) != NULL;
    for (size_t i = 0; merged->type == DOC_LIST && i < merged->count; i++)
        if (doc_get(&merged->items[i], name))
            return true;
    return doc_get(merged, name) != NULL;
}

static bool is_pair(const struct doc *map, struct bytes name)
{
    for (size_t i = 0; i < hydra_pair_count; i++)
        if (bytes_equal(name, bytes_text(hydra_pairs[i].name)) &&
            (!hydra_pairs[i].given || has(map, hydra_pairs[i].given)))
            return true;
    return false;
}

/* Functions of Hydra's own give what their path names, or make what is told where it stands. */
static const struct doc *named_by_hydra(const struct doc *map, struct bytes target)
{
    static const char *const finders[] = {"hydra.utils.get_class", "hydra.utils.get_method",
                                          "hydra.utils.get_object",
                                          "hydra.utils.get_static_method"};
    const struct doc *path = doc_get(map, "path");

    return bytes_is_one_of(target, finders, ARRAY_LEN(finders)) && path && path->type == DOC_TEXT
               ? path
               : NULL;
}

static bool makes_what_is_told(struct bytes target)
{
    return bytes_equal(target, BYTES("hydra.utils.instantiate")) ||
           bytes_equal(target, BYTES("hydra.utils.call"));
}

/* Whether what the member names was told. */
static bool look_at_member(struct evidence *evidence, const struct doc *map,
                           const struct doc_member *member)
{
    struct bytes name = member->name, value = member->value.text;
    bool target =
        bytes_equal(name, BYTES(HYDRA_TARGET)) || bytes_equal(name, BYTES(HYDRA_COMPONENT));
    char field[48];

    if (member->value.type != DOC_TEXT ||
        (!target && !(is_pair(map, name) && custom_code_runs(value))))
        return false;
    snprintf(field, sizeof field, "line %u, %.*s", member->line, (int)name.size,
             (const char *)name.data);
    if (target && named_by_hydra(map, value))
        value = named_by_hydra(map, value)->text;
    if (!target || !makes_what_is_told(value))
        custom_code_mention(evidence, 0, bytes_text(field), value);
    return true;
}

/* What a map has by merging others into it. */
static bool look_at_merged(struct evidence *evidence, const struct doc *map,
                           const struct doc *merged)
{
    bool told = false;

    for (size_t i = 0; merged->type == DOC_LIST && i < merged->count; i++)
        for (size_t j = 0; merged->items[i].type == DOC_MAP && j < merged->items[i].count; j++)
            told |= look_at_member(evidence, map, &merged->items[i].members[j]);
    for (size_t i = 0; merged->type == DOC_MAP && i < merged->count; i++)
        told |= look_at_member(evidence, map, &merged->members[i]);
    return told;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH when the tree is read */
static bool look_at(struct evidence *evidence, const struct doc *doc)
{
    bool told = false;

    if (doc->type == DOC_TEXT && hydra_expression_runs(doc->text)) {
        custom_code(evidence, ASSAY_LOAD_DANGEROUS, 0, BYTES(""),
                    bytes_front(doc->text, NAME_MAX_SHOWN));
        return true;
    }
    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            told |= look_at(evidence, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return told;
    for (size_t i = 0; i < doc->count; i++) {
        told |= look_at(evidence, &doc->members[i].value);
        told |= look_at_member(evidence, doc, &doc->members[i]);
        if (bytes_equal(doc->members[i].name, BYTES(MERGED)))
            told |= look_at_merged(evidence, doc, &doc->members[i].value);
    }
    return told;
}

/* A tag behind what all of Python's begin with: "object/apply:os.system". */
static void look_at_tag(struct evidence *evidence, uint64_t at, struct bytes tag)
{
    static const char *const makes[] = {"object/apply:", "object/new:", "object:"};
    static const char *const imports[] = {"name:", "module:"};

    if (tag.size > NAME_MAX_SHOWN)
        tag.size = NAME_MAX_SHOWN;
    for (size_t i = 0; i < ARRAY_LEN(makes); i++)
        if (bytes_starts(tag, bytes_text(makes[i]))) {
            custom_code_target(evidence, at, BYTES("!!python"), bytes_from(tag, strlen(makes[i])));
            return;
        }
    for (size_t i = 0; i < ARRAY_LEN(imports); i++)
        if (bytes_starts(tag, bytes_text(imports[i])))
            custom_code_mention(evidence, at, BYTES("!!python"),
                                bytes_from(tag, strlen(imports[i])));
}

static void look_at_tags(struct evidence *evidence, struct bytes text)
{
    struct yaml_tags tags;
    struct bytes tag, name;
    size_t at;

    yaml_tags_init(&tags, text);
    while (yaml_tags_next(&tags, &at, &tag)) {
        if (bytes_starts(tag, BYTES(PYTHON)))
            look_at_tag(evidence, at, bytes_from(tag, strlen(PYTHON)));
        else if (is_hyper(tag, &name))
            custom_code_mention(evidence, at, bytes_of(tag.data, tag.size - name.size - 1),
                                bytes_front(name, NAME_MAX_SHOWN));
    }
}

/* Ends with `ending`, whose letters are small, in letters of either case. */
static bool ends_with(struct bytes name, const char *ending)
{
    size_t size = strlen(ending);

    return name.size >= size &&
           strncasecmp((const char *)name.data + name.size - size, ending, size) == 0;
}

static bool is_named_yaml(struct bytes name)
{
    return ends_with(name, ".yaml") || ends_with(name, ".yml");
}

/* Whether a tag that makes objects begins at `at`. */
static bool makes_objects(void *user, size_t at)
{
    struct yaml_tags *tags = user;
    struct bytes tag;
    size_t found;

    tags->at = at;
    return yaml_tags_next(tags, &found, &tag) && found == at &&
           bytes_starts(tag, BYTES(PYTHON "object"));
}

/* A loader takes a YAML by any name. Manuals speak of such tags: they are no YAML, or have them in
 * a text. */
static bool makes_objects_by_any_name(struct bytes text, bool cut)
{
    struct yaml_tags tags;
    struct bytes tag;
    bool spoken_of = false;
    size_t at;

    yaml_tags_init(&tags, text);
    while (!spoken_of && yaml_tags_next(&tags, &at, &tag))
        spoken_of = bytes_starts(tag, BYTES(PYTHON "object"));
    return spoken_of && yaml_nodes_tagged(text, cut, makes_objects, &tags);
}

static unsigned hydra_bid(const struct subject *subject)
{
    if (is_named_yaml(subject->name) && hydra_is_marked(subject->head))
        return BID_MARK;
    if (keras_config_begins_yaml(subject->head))
        return BID_KERAS;
    if (is_named_yaml(subject->name))
        return BID_NAME;
    return makes_objects_by_any_name(subject->head, subject->size != subject->head.size) ? BID_MARK
                                                                                         : 0;
}

static bool look_at_all(struct evidence *evidence, struct arena *arena, const struct doc *root)
{
    bool told = look_at(evidence, root), keras = false;

    told |= yolo_layers_look_at(evidence, root);
    told |= yolo_settings_look_at(evidence, root);
    told |= keras_config_look_at(evidence, arena, root, &keras);
    if (keras) {
        evidence_kind(evidence, inspect_keras.kind);
        evidence_format(evidence, inspect_keras.format);
    }
    return told;
}

/* What a tree of the text tells, or what is found without one, for others may read what is no YAML
 * here. *tree: what reading it as one came to, with its reason in the cursor's error. */
static ASSAY_RESULT look_at_text(struct cursor *cursor, struct bytes text,
                                 struct evidence *evidence, bool *told, enum assay_status *tree)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "a YAML", .text = text};
    struct doc *doc;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    *tree = yaml_read_loose(cursor, arena, &source, &doc);
    if (*tree != ASSAY_OK && *tree != ASSAY_EFORMAT && *tree != ASSAY_ELIMIT)
        return *tree;
    *told = *tree == ASSAY_OK ? look_at_all(evidence, arena, doc) : hydra_search(evidence, 0, text);
    return ASSAY_OK;
}

/* A text with marks: one that cannot be read to its end is not clean. */
static ASSAY_RESULT read_marked(struct cursor *cursor, struct bytes text, struct evidence *evidence)
{
    struct hydra_words words = {.marked = false};
    enum assay_status tree = ASSAY_OK;
    bool told;

    look_at_tags(evidence, text);
    hydra_words_note(&words, text);
    words.marked = has_target(text);
    if (hydra_words_may_make(&words))
        TRY(look_at_text(cursor, text, evidence, &told, &tree));
    if (has_target(text) || keras_config_begins_yaml(text))
        TRY(tree);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return ASSAY_OK;
}

/* Where nothing but a pair of words, or lists of layers, could make objects it is another program's
 * YAML as a rule: this one's only where it would run code, whatever else is wrong with it. */
static ASSAY_RESULT read_words(struct cursor *cursor, struct bytes text, struct evidence *evidence,
                               bool *told)
{
    enum assay_status tree;

    TRY(look_at_text(cursor, text, evidence, told, &tree));
    if (tree != ASSAY_OK && keras_config_begins_yaml(text)) {
        *told = true;
        return tree;
    }
    if (*told)
        evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return ASSAY_OK;
}

static ASSAY_RESULT whole_text(struct cursor *cursor, struct arena *arena, struct bytes *text)
{
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    return document_text(cursor, arena, "a YAML", LIMIT_DOCUMENT, text);
}

enum assay_status hydra_read_by_any_name(struct cursor *cursor, struct evidence *evidence,
                                         bool *is_yaml)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    *is_yaml = false;
    TRY(whole_text(cursor, arena, &text));
    *is_yaml = makes_objects_by_any_name(text, false);
    if (!*is_yaml)
        return ASSAY_OK;
    look_at_tags(evidence, text);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return ASSAY_OK;
}

static bool note_words(void *user, struct bytes some)
{
    struct hydra_words *words = user;

    hydra_words_note(words, some);
    return words->marked;
}

enum assay_status hydra_read_behind(struct cursor *cursor, struct evidence *evidence)
{
    struct hydra_words words = {.marked = false};

    TRY(setting_rows_read(cursor, evidence, note_words, &words));
    evidence_decline(evidence);
    if (cursor_at(cursor) >= CURSOR_WINDOW_MAX && hydra_words_may_make(&words))
        evidence_ask_further(evidence);
    return ASSAY_OK;
}

/* A text that is too large for a tree. */
static ASSAY_RESULT search_large(struct cursor *cursor, struct evidence *evidence, bool *is)
{
    enum { OVERLAP = 1024 };
    bool marked = false;

    for (;;) {
        struct bytes some;

        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        marked = marked || hydra_is_marked(some);
        *is |= hydra_search(evidence, cursor_at(cursor), some);
        if (some.size < CURSOR_WINDOW_MAX)
            break;
        cursor_consume(cursor, some.size - OVERLAP);
    }
    if (!marked)
        return ASSAY_OK;
    *is = true;
    return cursor_fail_at(cursor, ASSAY_ELIMIT, LIMIT_DOCUMENT, "a YAML of more than %u bytes",
                          LIMIT_DOCUMENT);
}

static ASSAY_RESULT read_again(struct cursor *cursor, struct evidence *evidence, bool *is)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    if (cursor_left(cursor) > LIMIT_DOCUMENT)
        return search_large(cursor, evidence, is);
    TRY(whole_text(cursor, arena, &text));
    if (!hydra_is_marked(text))
        return read_words(cursor, text, evidence, is);
    *is = true;
    return read_marked(cursor, text, evidence);
}

enum assay_status hydra_read_again(struct cursor *cursor, struct evidence *evidence, bool *is)
{
    enum assay_status status;

    *is = false;
    status = read_again(cursor, evidence, is);
    if (status != ASSAY_OK && *is)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

/* A text whose first 64 KiB have a mark; it has one by its name, or is a YAML by what it holds. */
static ASSAY_RESULT read_with_mark(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    TRY(whole_text(cursor, arena, &text));
    if (!is_named_yaml(subject->name) && !keras_config_begins_yaml(text) &&
        !makes_objects_by_any_name(text, false)) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    return read_marked(cursor, text, evidence);
}

/* A small text without a mark. */
static ASSAY_RESULT read_without_mark(struct cursor *cursor, struct bytes text,
                                      struct evidence *evidence)
{
    struct hydra_words words = {.marked = false};
    enum assay_status status = ASSAY_OK;
    bool told = false;

    hydra_words_note(&words, text);
    if (hydra_words_may_make(&words))
        status = read_words(cursor, text, evidence, &told);
    if (status != ASSAY_OK || told)
        return status;
    return hydra_read_behind(cursor, evidence);
}

static enum assay_status hydra_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    enum assay_status status;
    struct bytes window;

    TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &window));
    if (hydra_is_marked(window))
        status = read_with_mark(cursor, subject, evidence);
    else if (window.size == CURSOR_WINDOW_MAX)
        return hydra_read_behind(cursor, evidence);
    else
        status = read_without_mark(cursor, window, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_hydra = {.format = "hydra",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .again = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = hydra_bid,
                                        .read = hydra_read};
