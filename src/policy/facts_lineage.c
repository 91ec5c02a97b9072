/* facts_lineage.c - the fields of `item.lineage`, and the licences of all that an item was made
 * from.
 */

#include "policy/facts_lineage.h"

#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/facts_fields.h"
#include "policy/licence_terms.h"

/* False where *out is a fault. */
static bool get_sources(const struct facts *facts, const struct assay_item *item,
                        struct arena *arena, struct sources *sources, struct cel_value *out)
{
    lineage_of(facts, item, sources);
    if (sources->out_of_memory)
        *out = cel_of_fault(arena, "out of memory");
    else if (sources->over)
        *out = cel_of_fault(arena, "made from more than %d things", SOURCES_MAX);
    return !sources->out_of_memory && !sources->over;
}

bool give_lineage(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                  struct cel_value *out)
{
    struct sources sources;

    if (!get_sources(facts, item, arena, &sources, out))
        return true;
    return give_elements(facts,
                         &(struct elements){facts->types->source, "source", sources.list,
                                            sizeof *sources.list, sources.count},
                         arena, out);
}

/* What its own card says comes first: a record elsewhere may be older. */
static size_t licences_of(const struct assay_item *item, const char *const *said,
                          const char *const **out)
{
    static const enum assay_fact_id ids[] = {ASSAY_FACT_DATASET_LICENSE, ASSAY_FACT_MODEL_LICENSE};

    for (size_t i = 0; item && i < ARRAY_LEN(ids); i++) {
        const struct assay_fact *fact = assay_item_fact(item, ids[i]);

        if (fact && fact->value.count > 0) {
            *out = fact->value.texts;
            return fact->value.count;
        }
    }
    *out = said;
    return *said ? 1 : 0;
}

static const char *kind_of(const struct source *source)
{
    return source->item ? assay_kind_name(source->item->content->kind) : source->kind;
}

/* Not where the licence says that it asks nothing of a model that was made from the data. */
static bool reaches(const char *licence, const struct source *source, const struct assay_item *made)
{
    struct licence_parts parts;

    return !licence_parts_read(bytes_text(licence), &parts) || !parts.whole ||
           licence_owed(&parts, "", "") == 0 ||
           licence_owed(&parts, kind_of(source), assay_kind_name(made->content->kind)) != 0;
}

static size_t add_licences(const char **list, size_t count, const char *const *more, size_t size,
                           const struct source *source, const struct assay_item *made)
{
    for (size_t i = 0; i < size; i++) {
        bool there = source && !reaches(more[i], source, made);

        for (size_t j = 0; j < count && !there; j++)
            there = strcmp(list[j], more[i]) == 0;
        if (!there)
            list[count++] = more[i];
    }
    return count;
}

bool give_licenses(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                   struct cel_value *out)
{
    struct sources sources;
    const char *const none = NULL, *const * texts;
    size_t size = licences_of(item, &none, &texts), most = size, count;
    const char **list;

    if (!get_sources(facts, item, arena, &sources, out))
        return true;
    for (size_t i = 0; i < sources.count; i++)
        most += licences_of(sources.list[i].item, &sources.list[i].license, &texts);
    list = arena_array(arena, most + 1, sizeof *list);
    if (!list) {
        *out = cel_of_fault(arena, "out of memory");
        return true;
    }
    size = licences_of(item, &none, &texts);
    count = add_licences(list, 0, texts, size, NULL, item);
    for (size_t i = 0; i < sources.count; i++) {
        size = licences_of(sources.list[i].item, &sources.list[i].license, &texts);
        count = add_licences(list, count, texts, size, &sources.list[i], item);
    }
    return give_texts(list, count, arena, out);
}

READ(source_here)
{
    UNUSED;
    return give_bool(((const struct source *)subject)->item != NULL, out);
}

READ(source_kind)
{
    UNUSED;
    return give_text(kind_of(subject), out);
}

READ(source_license)
{
    const struct source *source = subject;
    const char *const *texts;
    size_t count = licences_of(source->item, &source->license, &texts);

    UNUSED;
    return count > 0 && give_texts(texts, count, arena, out);
}

READ(source_path)
{
    UNUSED;
    return give_shown(bytes_text(((const struct source *)subject)->path), arena, out);
}

READ(source_said_by)
{
    UNUSED;
    return give_text(((const struct source *)subject)->said_by, out);
}

READ(source_sha256)
{
    const struct source *source = subject;

    UNUSED;
    if (source->item)
        return give_hex(bytes_of(source->item->content->sha256, 32), arena, out);
    return source->sha256 && give_text(source->sha256, out);
}

static const struct field source_fields[] = {
    {"here", FIELD_BOOL, "true", source_here, "it is an item of the target"},
    {"kind", FIELD_TEXT, "dataset", source_kind, "dataset or model"},
    {"license", FIELD_TEXTS, NULL, source_license,
     "its licences: of its card, else of the record that names it"},
    {"path", FIELD_TEXT, "example", source_path, "its path, or the name that the record gives"},
    {"said_by", FIELD_TEXT, "example", source_said_by,
     "path of the record that says so, or of the item whose card does"},
    {"sha256", FIELD_TEXT, NULL, source_sha256, "its SHA-256, in hex"},
};

const struct table source_table = {"source", source_fields, ARRAY_LEN(source_fields)};
