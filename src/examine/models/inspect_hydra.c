/*
 * inspect_hydra.c - YAML that is made into objects, by Hydra or by PyYAML.
 *
 * What stands behind `_target_`, at any depth, is imported and called: names that run code are
 * dangerous; those that nobody knows are classes of a project's own as a rule, so they are told and
 * no more. A tag of PyYAML's that makes objects is run by its loaders that are not safe; one that
 * names a function or module only imports it.
 *
 * Sources: Hydra, "Instantiating objects"; PyYAML, "YAML tags and Python types".
 */

#include <stdio.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/yaml_item.h"
#include "examine/inspect.h"
#include "examine/models/hydra.h"
#include "examine/python/custom_code.h"
#include "inventory/gaps.h"

enum { BID_MARK = 8 * 8 /* "_target_" */, BID_NAME = 1, NAME_MAX_SHOWN = 200 };

#define TARGET "_target_"

/* The handle of a tag written short, and whole. */
static const char *const tags[] = {"!!python/", "tag:yaml.org,2002:python/"};

static const char *const marks[] = {TARGET, "!!python/", "tag:yaml.org,2002:python/"};

/* The longest of them, so that none is missed between two windows. */
enum { MARK_MAX = sizeof "tag:yaml.org,2002:python/" - 1 };

static const uint8_t *find(struct bytes text, const char *mark)
{
    return text.size ? memmem(text.data, text.size, mark, strlen(mark)) : NULL;
}

bool hydra_is_marked(struct bytes text)
{
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (find(text, marks[i]))
            return true;
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by LIMIT_YAML_DEPTH when the tree is read */
static void look_at(struct evidence *evidence, const struct doc *doc)
{
    if (doc->type == DOC_LIST)
        for (size_t i = 0; i < doc->count; i++)
            look_at(evidence, &doc->items[i]);
    if (doc->type != DOC_MAP)
        return;
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_member *member = &doc->members[i];
        char field[48];

        look_at(evidence, &member->value);
        if (!bytes_equal(member->name, BYTES(TARGET)) || member->value.type != DOC_TEXT)
            continue;
        snprintf(field, sizeof field, "line %u, " TARGET, member->line);
        custom_code_mention(evidence, 0, bytes_text(field), member->value.text);
    }
}

/* A tag behind its handle: "object/apply:os.system". */
static void look_at_tag(struct evidence *evidence, uint64_t at, struct bytes tag)
{
    static const char *const makes[] = {"object/apply:", "object/new:", "object:"};
    static const char *const imports[] = {"name:", "module:"};
    size_t size = 0;

    while (size < tag.size && size < NAME_MAX_SHOWN &&
           !bytes_has(BYTES(" \t\r\n\"',>]}"), tag.data[size]))
        size++;
    tag.size = size;
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

static void look_at_tags(struct evidence *evidence, uint64_t at, struct bytes text)
{
    for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
        struct bytes rest = text;
        const uint8_t *tag;

        while ((tag = find(rest, tags[i])) != NULL) {
            rest = bytes_from(text, (size_t)(tag - text.data) + strlen(tags[i]));
            look_at_tag(evidence, at + (uint64_t)(tag - text.data), rest);
        }
    }
}

static unsigned hydra_bid(const struct subject *subject)
{
    if (!bytes_ends(subject->name, BYTES(".yaml")) && !bytes_ends(subject->name, BYTES(".yml")))
        return 0;
    return hydra_is_marked(subject->head) ? BID_MARK : BID_NAME;
}

/* A text that is longer than a window: whether any mark stands in what follows. */
static ASSAY_RESULT mark_follows(struct cursor *cursor, bool *found)
{
    struct bytes some;

    for (*found = false;;) {
        TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &some));
        *found = *found || hydra_is_marked(some);
        if (some.size < CURSOR_WINDOW_MAX)
            return ASSAY_OK;
        cursor_consume(cursor, some.size - MARK_MAX);
    }
}

static ASSAY_RESULT read_targets(struct cursor *cursor, struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    enum assay_status status;
    struct doc *doc;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a YAML");
    status = yaml_item(cursor, arena, "a YAML", &doc);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    TRY(status);
    look_at(evidence, doc);
    return ASSAY_OK;
}

enum assay_status hydra_read_behind(struct cursor *cursor, struct evidence *evidence)
{
    bool follows = false;

    TRY(mark_follows(cursor, &follows));
    if (!follows) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return cursor_fail_at(cursor, ASSAY_ELIMIT, CURSOR_WINDOW_MAX,
                          "a YAML that names what is made of it only behind 64 KiB");
}

static enum assay_status hydra_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    struct bytes window;

    (void)subject;
    TRY(cursor_peek(cursor, CURSOR_WINDOW_MAX, &window));
    if (!hydra_is_marked(window))
        return hydra_read_behind(cursor, evidence);
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    look_at_tags(evidence, 0, window);
    return find(window, TARGET) ? read_targets(cursor, evidence) : ASSAY_OK;
}

const struct inspector inspect_hydra = {.format = "hydra",
                                        .kind = ASSAY_KIND_CONFIG,
                                        .text = true,
                                        .gap = GAP_MODEL_INVALID,
                                        .bid = hydra_bid,
                                        .read = hydra_read};
