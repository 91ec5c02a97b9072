/* facts_records_naming.c - which records name an item, among their subjects or their inputs. */

#include <string.h>

#include "base/codec.h"
#include "base/kit.h"
#include "policy/facts_records_part.h"
#include "policy/lookup.h"

static const char *const binding_names[] = {
    [BINDING_DIGEST] = "digest", [BINDING_PATH] = "path", [BINDING_STALE] = "stale"};
_Static_assert(ARRAY_LEN(binding_names) == RECORD_BINDINGS, "a name for each");

const char *record_binding_name(enum record_binding binding)
{
    return binding_names[binding];
}

/* A path that a record names, as items show theirs. */
static ASSAY_RESULT read_path(const struct records *records, const struct entry *entry,
                              struct bytes written, struct bytes *out, struct assay_error *err)
{
    CLEANUP(record_path_clear) struct record_path meant = {0};
    CLEANUP(free_cleanup) char *shown = NULL;
    struct bytes member = bytes_of(written.data, 0);
    const char *key;

    if (!record_path_find(records->tree, entry->item->path, written, &meant))
        return records_no_memory(err);
    for (size_t i = 0; !meant.stands && i + 1 < written.size; i++)
        if (written.data[i] == '!' && written.data[i + 1] == '/') { /* a file in an archive */
            member = bytes_from(written, i);
            written.size = i;
            record_path_clear(&meant);
            if (!record_path_find(records->tree, entry->item->path, written, &meant))
                return records_no_memory(err);
            break;
        }
    shown = assay_path_show(&meant.path);
    key = shown ? arena_printf(records->arena, "%s%.*s", shown, (int)member.size,
                               (const char *)member.data)
                : NULL;
    if (!key)
        return records_no_memory(err);
    *out = bytes_text(key);
    return ASSAY_OK;
}

/* Paths of a record that others wrote are those of another target; bytes are the same anywhere. */
static ASSAY_RESULT add_subject(struct records *records, const struct doc *subject, size_t entry,
                                struct assay_error *err)
{
    const struct doc *path = doc_get(subject, "path"), *digest = doc_get(subject, "sha256");
    struct bytes key;

    if (digest && digest->type == DOC_TEXT)
        key_index_add(&records->named[BINDING_DIGEST], digest->text, entry);
    if (!path || path->type != DOC_TEXT || records->entries[entry].of_others)
        return ASSAY_OK;
    TRY(read_path(records, &records->entries[entry], path->text, &key, err));
    key_index_add(&records->named[digest ? BINDING_STALE : BINDING_PATH], key, entry);
    return ASSAY_OK;
}

void namings_clear(struct records *records)
{
    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        key_index_clear(&records->named[i]);
    key_index_clear(&records->by_kind);
    key_index_clear(&records->trained_on);
}

static void add_inputs(struct records *records, size_t entry)
{
    const struct doc *datasets = doc_get(records->entries[entry].doc, "datasets");

    for (size_t i = 0; datasets && datasets->type == DOC_LIST && i < datasets->count; i++) {
        const struct doc *digest = doc_get(&datasets->items[i], "sha256");

        if (digest && digest->type == DOC_TEXT)
            key_index_add(&records->trained_on, digest->text, entry);
    }
}

enum assay_status namings_make(struct records *records, struct assay_error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct doc *doc = records->entries[i].doc;
        const struct doc *subjects = doc ? doc_get(doc, "subjects") : NULL;

        for (size_t j = 0; subjects && subjects->type == DOC_LIST && j < subjects->count; j++)
            TRY(add_subject(records, &subjects->items[j], i, err));
        if (!records->entries[i].of_others)
            key_index_add(&records->by_kind, bytes_text(records->entries[i].kind->field), i);
        if (doc && strcmp(records->entries[i].kind->field, "training") == 0)
            add_inputs(records, i);
    }
    TRY(key_index_sort(&records->by_kind, err));
    TRY(key_index_sort(&records->trained_on, err));
    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        TRY(key_index_sort(&records->named[i], err));
    return ASSAY_OK;
}

bool records_trained_on(const struct records *records, const struct assay_item *item)
{
    char hex[2 * 32 + 1];
    size_t count;

    hex_encode(bytes_of(item->content->sha256, 32), hex);
    return key_index_find(&records->trained_on, bytes_text(hex), &count) != NULL;
}

bool records_name_in(const struct records *records, const struct assay_item *item,
                     const struct assay_inventory *files)
{
    enum record_binding binding;
    const struct entry *entry;
    struct naming naming;

    if (!naming_start(records, item, &naming))
        return true; /* out of memory: rather judged than not */
    while ((entry = naming_next(&naming, &binding)))
        if (lookup_item(files, entry->item->path))
            return true;
    return false;
}

bool naming_start(const struct records *records, const struct assay_item *item,
                  struct naming *naming)
{
    CLEANUP(free_cleanup) char *shown = assay_path_show(item->path);
    char hex[2 * 32 + 1];

    *naming = (struct naming){.records = records};
    if (!shown)
        return false;
    hex_encode(bytes_of(item->content->sha256, 32), hex);
    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        naming->next[i] = key_index_find(
            &records->named[i], bytes_text(i == BINDING_DIGEST ? hex : shown), &naming->left[i]);
    return true;
}

size_t naming_most(const struct naming *naming)
{
    size_t most = 0;

    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        most += naming->left[i];
    return most;
}

const struct entry *naming_next(struct naming *naming, enum record_binding *binding)
{
    size_t at = SIZE_MAX;

    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        if (naming->left[i] > 0 && naming->next[i]->at < at) { /* the strongest of a record */
            at = naming->next[i]->at;
            *binding = (enum record_binding)i;
        }
    for (size_t i = 0; i < RECORD_BINDINGS; i++)
        while (naming->left[i] > 0 && naming->next[i]->at == at) {
            naming->next[i]++;
            naming->left[i]--;
        }
    return at == SIZE_MAX ? NULL : &naming->records->entries[at];
}
