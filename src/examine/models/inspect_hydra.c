/*
 * inspect_hydra.c - YAML that is made into objects, by Hydra, HyperPyYAML, PyYAML and their kin.
 *
 * What stands behind `_target_`, at any depth, is imported and called: names that run code are
 * dangerous; those that nobody knows are classes of a project's own as a rule, so they are told and
 * no more. So is what stands behind the keys and tags of the others below. A tag of PyYAML's that
 * makes objects is run by its loaders that are not safe; one that names a function or module only
 * imports it. Of a text by another name the first 4 KiB tell whether it is such a YAML, or a tag
 * further on (also_yaml.c).
 *
 * Lists of layers, of which YOLO makes a model, are told of where they hold code (yolo_layers.c).
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
#include "examine/models/yolo_layers.h"
#include "examine/python/custom_code.h"
#include "examine/tables/setting_rows.h"
#include "inventory/gaps.h"

enum { BID_MARK = 8 * 8 /* "_target_" */, BID_NAME = 1, NAME_MAX_SHOWN = 200 };

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

static bool may_have_pair(struct bytes text)
{
    for (size_t i = 0; i < hydra_pair_count; i++)
        if (find(text, hydra_pairs[i].name) && find(text, hydra_pairs[i].given))
            return true;
    return false;
}

/* What is YAML of another program as a rule. */
static bool may_have_others(struct bytes text)
{
    return may_have_pair(text) || yolo_layers_may_be(text);
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

static bool is_pair(const struct doc *map, struct bytes name)
{
    for (size_t i = 0; i < hydra_pair_count; i++)
        if (bytes_equal(name, bytes_text(hydra_pairs[i].name)) &&
            doc_get(map, hydra_pairs[i].given))
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

/* NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH when the tree is read */
static bool look_at(struct evidence *evidence, const struct doc *doc)
{
    bool told = false;

    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            told |= look_at(evidence, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return told;
    for (size_t i = 0; i < doc->count; i++) {
        told |= look_at(evidence, &doc->members[i].value);
        told |= look_at_member(evidence, doc, &doc->members[i]);
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
    if (is_named_yaml(subject->name))
        return hydra_is_marked(subject->head) ? BID_MARK : BID_NAME;
    return makes_objects_by_any_name(subject->head, subject->size != subject->head.size) ? BID_MARK
                                                                                         : 0;
}

static bool look_at_all(struct evidence *evidence, const struct doc *root)
{
    bool told = look_at(evidence, root);

    told |= yolo_layers_look_at(evidence, root);
    return told;
}

static ASSAY_RESULT read_targets(struct cursor *cursor, struct bytes text, struct arena *arena,
                                 struct evidence *evidence)
{
    struct doc_source source = {.path = "a YAML", .text = text};
    enum assay_status status;
    struct doc *doc;

    status = yaml_read(cursor, arena, &source, &doc);
    if (status == ASSAY_OK)
        (void)look_at_all(evidence, doc);
    else if (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT)
        (void)hydra_search(evidence, text);
    return status;
}

static ASSAY_RESULT read_marked(struct cursor *cursor, const struct subject *subject,
                                struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    TRY(document_text(cursor, arena, "a YAML", LIMIT_DOCUMENT, &text));
    if (!is_named_yaml(subject->name) && !makes_objects_by_any_name(text, false)) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    look_at_tags(evidence, text);
    if (has_target(text) || may_have_others(text))
        TRY(read_targets(cursor, text, arena, evidence));
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return ASSAY_OK;
}

enum assay_status hydra_read_by_any_name(struct cursor *cursor, struct evidence *evidence,
                                         bool *is_yaml)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct bytes text;

    *is_yaml = false;
    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    TRY(document_text(cursor, arena, "a YAML", LIMIT_DOCUMENT, &text));
    *is_yaml = makes_objects_by_any_name(text, false);
    if (!*is_yaml)
        return ASSAY_OK;
    look_at_tags(evidence, text);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    return ASSAY_OK;
}

enum assay_status hydra_read_behind(struct cursor *cursor, struct evidence *evidence)
{
    bool follows = false;

    TRY(setting_rows_read(cursor, evidence, hydra_is_marked, &follows));
    if (!follows) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return cursor_fail_at(cursor, ASSAY_ELIMIT, CURSOR_WINDOW_MAX,
                          "a YAML that names what is made of it only behind 64 KiB");
}

/* Where nothing but a pair of words, or lists of layers, could make objects it is another program's
 * YAML as a rule: this one's only where it would run code, whatever else is wrong with it. */
static ASSAY_RESULT read_pairs(struct cursor *cursor, struct bytes text, struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {.path = "a YAML", .text = text};
    struct assay_error failure = {0};
    enum assay_status status;
    struct doc *doc;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    status = doc_read_yaml(arena, &source, &doc, &failure);
    if (status == ASSAY_ENOMEM)
        return cursor_fail_at(cursor, status, ASSAY_NO_OFFSET, "%s", failure.text);
    if (!(status == ASSAY_OK ? look_at_all(evidence, doc) : hydra_search(evidence, text)))
        evidence_decline(evidence);
    return ASSAY_OK;
}

static enum assay_status hydra_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    enum assay_status status;
    struct bytes window;

    TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &window));
    if (!hydra_is_marked(window))
        return window.size < CURSOR_WINDOW_MAX && may_have_others(window)
                   ? read_pairs(cursor, window, evidence)
                   : hydra_read_behind(cursor, evidence);
    status = read_marked(cursor, subject, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_hydra = {.format = "hydra",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = hydra_bid,
                                        .read = hydra_read};
