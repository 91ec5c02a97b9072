/* facts_records_types.c - the kinds of record as types, and as lines of the dictionary. */

#include "policy/facts_records.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/facts_records_part.h"

enum { PATH_SIZE = 256 };

const struct record_field record_fields[RECORD_FIELDS] = {
    {"binding", false, "digest",
     "of item.records: digest, path, or stale where it names the path with another digest"},
    {"fields_missing", true, "", "fields that it must have and has not"},
    {"fields_placeholder", true, "", "fields that hold only a placeholder such as TODO"},
    {"path", false, "example", "path of its file"},
    {"said_in", false, "target", "target, or authority: the commit that --config-from names"},
};

const struct record_field record_order = {
    "thresholds_order", false, "before",
    "by the history of the repository: the commit of the thresholds came before all results of the "
    "same models, with or after them, stands elsewhere (in no history of this commit), is absent, "
    "changed (its file of thresholds is another), replaced (that file was changed again before the "
    "results), late (younger than the run), other-values (the file gives a metric another "
    "threshold than the report); unknown where it is no-values (the file has none of that value, "
    "or is no text in UTF-8), "
    "cut (history ends before that), unread (objects or reports cannot be read, or are too many), "
    "pointer (git-lfs or git-annex "
    "keeps a version of a YAML file, or the thresholds, elsewhere), submodule (the report is "
    "another repository's), unsaid (the report names no "
    "commit and file in full) or inside (the report is inside an archive); only of git"};

const struct record_field file_fields[FILE_FIELDS] = {
    {"file_kind", false, "code",
     "of what names a file that is here: as item.kind, or empty, or idle: a program that does "
     "nothing, or stub: a paper or a record that is yet to be written"},
    {"file_record", false, "",
     "of what names a file that is here: the kind of record that it is, or nothing"},
    {"recorded", false, "same",
     "of what names a file: same, path, changed or absent in the ledger; only where one was read"},
    {"there", false, "same",
     "of what names a file: same, path (no digest is given), changed, absent, or itself: it is the "
     "record that names it"},
};

const char *const file_groups[FILE_GROUPS] = {"dataset", "model"};

static char *with_underscores(struct arena *arena, const char *name)
{
    char *copy = arena_text(arena, name);

    for (char *p = copy; p && *p; p++)
        if (*p == '-')
            *p = '_';
    return copy;
}

/* ---- types ---- */

/* NOLINTBEGIN(misc-no-recursion): a form is no deeper than its reader lets it be */

static const struct cel_type *type_of(struct arena *arena, const struct form *form,
                                      const char *path, const struct cel_type *const *facts);

/* `facts`: the types of `groups`. */
static const struct cel_type *type_of_map(struct arena *arena, const struct form *form,
                                          const char *path, bool whole,
                                          const struct cel_type *const *facts)
{
    bool file = !whole && record_names_file(form), order = whole && record_has_order(form);
    size_t count = form->field_count + (whole ? RECORD_FIELDS : 0) + order +
                   (file ? FILE_FIELDS + FILE_GROUPS : 0);
    struct cel_field *fields = arena_array(arena, count, sizeof *fields);

    if (!fields)
        return NULL;
    for (size_t i = 0; i < form->field_count; i++) {
        char *name = with_underscores(arena, form->fields[i].name);
        char *below = name ? arena_printf(arena, "%s.%s", path, name) : NULL;

        fields[i] =
            (struct cel_field){name, below ? type_of(arena, &form->fields[i], below, facts) : NULL};
        if (!fields[i].type)
            return NULL;
    }
    for (size_t i = 0; whole && i < RECORD_FIELDS; i++) {
        fields[form->field_count + i] = (struct cel_field){
            record_fields[i].name,
            record_fields[i].list ? cel_list_of(arena, &cel_string) : &cel_string};
        if (!fields[form->field_count + i].type)
            return NULL;
    }
    for (size_t i = 0; file && i < FILE_FIELDS; i++)
        fields[form->field_count + i] = (struct cel_field){file_fields[i].name, &cel_string};
    for (size_t i = 0; file && i < FILE_GROUPS; i++)
        fields[form->field_count + FILE_FIELDS + i] = (struct cel_field){file_groups[i], facts[i]};
    if (order)
        fields[count - 1] = (struct cel_field){record_order.name, &cel_string};
    return cel_record_of(arena, path, fields, count);
}

static const struct cel_type *type_of(struct arena *arena, const struct form *form,
                                      const char *path, const struct cel_type *const *facts)
{
    const struct cel_type *element;

    switch (form->type) {
    case FORM_INT:
        return &cel_int;
    case FORM_NUMBER:
        return &cel_double;
    case FORM_BOOL:
        return &cel_bool;
    case FORM_MAP:
        return type_of_map(arena, form, path, false, facts);
    case FORM_LIST:
        element = type_of(arena, form->element, path, facts);
        return element ? cel_list_of(arena, element) : NULL;
    default:
        return &cel_string;
    }
}

/* NOLINTEND(misc-no-recursion) */

static ASSAY_RESULT read_once(struct kind *kind, struct assay_error *err)
{
    struct arena *arena = kind->of->arena;

    if (kind->whole)
        return ASSAY_OK;
    TRY(record_form_read(kind->record, arena, &kind->form, err));
    kind->whole = type_of_map(arena, kind->form, kind->field, true, kind->of->facts);
    return kind->whole ? ASSAY_OK : records_no_memory(err);
}

enum assay_status record_kind_read(struct kind *kind, struct assay_error *err)
{
    enum assay_status status;

    pthread_mutex_lock(&kind->of->reading);
    status = read_once(kind, err);
    pthread_mutex_unlock(&kind->of->reading);
    return status;
}

static const struct cel_type *late_type(void *data)
{
    struct kind *kind = data;
    struct assay_error err = {0};

    return record_kind_read(kind, &err) == ASSAY_OK ? kind->whole : NULL;
}

enum assay_status record_types_make(struct arena *arena, const struct cel_type *dataset,
                                    const struct cel_type *model, const struct record_types **out,
                                    struct assay_error *err)
{
    struct record_types *types = arena_alloc(arena, sizeof *types);
    struct cel_field *fields = arena_array(arena, shipped_record_count + 1, sizeof *fields);

    if (!types || !fields)
        return records_no_memory(err);
    *types = (struct record_types){
        .reading = PTHREAD_MUTEX_INITIALIZER,
        .arena = arena,
        .count = shipped_record_count,
        .facts = {dataset, model},
        .kinds = arena_array(arena, shipped_record_count + 1, sizeof *types->kinds)};
    if (!types->kinds)
        return records_no_memory(err);
    for (size_t i = 0; i < types->count; i++) {
        struct kind *kind = &types->kinds[i];

        kind->record = &shipped_records[i];
        kind->of = types;
        kind->field = with_underscores(arena, kind->record->name);
        kind->type = kind->field
                         ? cel_record_late(arena, kind->field, &(struct cel_late){late_type, kind})
                         : NULL;
        fields[i] =
            (struct cel_field){kind->field, kind->type ? cel_list_of(arena, kind->type) : NULL};
        if (!fields[i].type)
            return records_no_memory(err);
    }
    types->all = cel_record_of(arena, "records", fields, types->count);
    *out = types;
    return types->all ? ASSAY_OK : records_no_memory(err);
}

const struct cel_type *record_types_all(const struct record_types *types)
{
    return types->all;
}

/* ---- examples, and the dictionary ---- */

static bool is_kind(const char *name, size_t size)
{
    for (size_t i = 0; i < shipped_record_count; i++) {
        const char *kind = shipped_records[i].name;
        size_t at = 0;

        while (at < size && (kind[at] == name[at] || (kind[at] == '-' && name[at] == '_')))
            at++;
        if (at == size && !kind[at])
            return true;
    }
    return false;
}

bool records_default(const char *path, struct cel_value *out)
{
    static const struct cel_list empty = {0};
    const char *field;

    if (strncmp(path, "item.", 5) == 0)
        path += 5;
    if (strncmp(path, "records.", 8) == 0) { /* nobody wrote any */
        *out = (struct cel_value){.kind = CEL_LIST, .of.list = &empty};
        return is_kind(path + 8, strlen(path + 8));
    }
    field = strrchr(path, '.');
    for (size_t i = 0; field && i < FILE_FIELDS; i++) {
        if (strcmp(file_fields[i].name, field + 1) != 0 || !is_kind(path, strcspn(path, ".")))
            continue;
        *out = cel_of_text(file_fields[i].normal);
        return true;
    }
    field = strchr(path, '.');
    if (!field || !is_kind(path, (size_t)(field - path)))
        return false;
    if (strcmp(record_order.name, field + 1) == 0) {
        *out = cel_of_text(record_order.normal);
        return true;
    }
    for (size_t i = 0; i < RECORD_FIELDS; i++) {
        if (strcmp(record_fields[i].name, field + 1) != 0)
            continue;
        *out = record_fields[i].list ? (struct cel_value){.kind = CEL_LIST, .of.list = &empty}
                                     : cel_of_text(record_fields[i].normal);
        return true;
    }
    return false;
}

static void show_line(struct buf *out, bool markdown, const char *name, const char *type,
                      const char *meaning)
{
    facts_line(out, markdown, &(struct facts_line){name, type, "", meaning, "declared", "record"});
}

static const char *type_word(const struct form *form)
{
    if (form->type == FORM_LIST)
        return form->element->type == FORM_MAP   ? "list"
               : form->element->type == FORM_INT ? "list(int)"
                                                 : "list(string)";
    return form->type == FORM_INT      ? "int"
           : form->type == FORM_NUMBER ? "double"
           : form->type == FORM_BOOL   ? "bool"
           : form->type == FORM_MAP    ? "group"
                                       : "string";
}

// NOLINTNEXTLINE(misc-no-recursion): a form is no deeper than its reader lets it be
static void show_form(struct buf *out, bool markdown, const struct form *form, const char *path)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form *part = &form->fields[i];
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "%s.%s", path, part->name);
        for (char *p = name; *p; p++)
            if (*p == '-')
                *p = '_';
        show_line(out, markdown, name, type_word(part), part->meaning);
        if (part->type == FORM_LIST) {
            snprintf(name + strlen(name), sizeof name - strlen(name), "[]");
            part = part->element;
        }
        show_form(out, markdown, part, name);
    }
}

enum assay_status records_show(struct buf *out, bool markdown, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct record_types *types;

    if (!arena)
        return records_no_memory(err);
    TRY(record_types_make(arena, &cel_dyn, &cel_dyn, &types, err));
    facts_head(out, markdown, "Records that a person writes");
    for (size_t i = 0; i < types->count; i++) {
        char path[PATH_SIZE];
        const char *title, *meaning;

        TRY(record_kind_read(&types->kinds[i], err));
        TRY(record_meaning(types->kinds[i].record, arena, &title, &meaning, err));
        snprintf(path, sizeof path, "records.%s", types->kinds[i].field);
        show_line(out, markdown, path, "list", meaning);
        snprintf(path, sizeof path, "records.%s[]", types->kinds[i].field);
        show_form(out, markdown, types->kinds[i].form, path);
        if (record_has_order(types->kinds[i].form)) {
            snprintf(path, sizeof path, "records.%s[].%s", types->kinds[i].field,
                     record_order.name);
            facts_line(
                out, markdown,
                &(struct facts_line){path, "string", "", record_order.meaning, "measured", "git"});
        }
    }
    for (size_t i = 0; i < FILE_FIELDS; i++) {
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].FILE.%s", file_fields[i].name);
        show_line(out, markdown, name, "string", file_fields[i].meaning);
    }
    for (size_t i = 0; i < FILE_GROUPS; i++) {
        char name[PATH_SIZE], meaning[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].FILE.%s", file_groups[i]);
        snprintf(meaning, sizeof meaning,
                 "of what names a file that is here with that digest: its facts, as item.%s",
                 file_groups[i]);
        show_line(out, markdown, name, "group", meaning);
    }
    for (size_t i = 0; i < RECORD_FIELDS; i++) {
        char name[PATH_SIZE];

        snprintf(name, sizeof name, "records.KIND[].%s", record_fields[i].name);
        show_line(out, markdown, name, record_fields[i].list ? "list(string)" : "string",
                  record_fields[i].meaning);
    }
    return ASSAY_OK;
}
