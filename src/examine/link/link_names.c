/*
 * link_names.c - lists that name files beside them: RECORD of wheels, indexes of shards, lists of
 * checksums. A new one is a line in the table.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/link/link.h"
#include "examine/words/claim_words.h"
#include "inventory/gaps.h"
#include "inventory/path.h"

/* Where a file that is named and not here is told. */
enum missing {
    MISSING_TOLD,
    MISSING_WHERE_OTHERS_ARE, /* a list of which no file is here is about another place */
    MISSING_IN_WHEELS,        /* an installed package may be thinned out */
};

static const struct scheme {
    const char *format;
    const char *mismatch, *missing_id, *unsupported;
    bool sums;   /* the document's own bytes of tensors are those of its files */
    bool record; /* names are relative to the folder above the document's */
    enum missing missing;
} schemes[] = {
    {"checksum-list", GAP_BUNDLE_LIST_MISMATCH, GAP_BUNDLE_LIST_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, false, MISSING_WHERE_OTHERS_ARE},
    {"coreml", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING, GAP_BUNDLE_DIGEST_UNSUPPORTED,
     false, false, MISSING_TOLD},
    {"coreml-manifest", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, false, MISSING_TOLD},
    {"croissant", GAP_BUNDLE_LIST_MISMATCH, GAP_BUNDLE_LIST_MISSING, GAP_BUNDLE_DIGEST_UNSUPPORTED,
     false, false, MISSING_WHERE_OTHERS_ARE},
    {"data-package", GAP_BUNDLE_LIST_MISMATCH, GAP_BUNDLE_LIST_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, false, MISSING_WHERE_OTHERS_ARE},
    {"onnx", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING, GAP_BUNDLE_DIGEST_UNSUPPORTED, false,
     false, MISSING_TOLD},
    {"shard-index", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING, GAP_BUNDLE_DIGEST_UNSUPPORTED,
     true, false, MISSING_TOLD},
    {"tensorflow-checkpoint", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, false, MISSING_TOLD},
    {"tensorflow-saved-model", GAP_MODEL_SIZE_MISMATCH, GAP_MODEL_SHARD_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, false, MISSING_TOLD},
    {"wheel-record", GAP_BUNDLE_RECORD_MISMATCH, GAP_BUNDLE_RECORD_MISSING,
     GAP_BUNDLE_DIGEST_UNSUPPORTED, false, true, MISSING_IN_WHEELS},
};

/* One list and where it stands. */
struct list {
    const struct scheme *scheme;
    const struct assay_item *item;
    struct bytes folder; /* that its names are relative to */
    char *shown;         /* the list's name, safe to print */
    bool installed;      /* a RECORD that an installer has rewritten */
    bool wheel;          /* a RECORD that is to name all members of its archive */
    bool tell_missing;
    bool *listed; /* by member of the archive, from `first` on; only of a wheel */
    size_t first, member_count;
    size_t here;
    uint64_t tensor_bytes;
    bool tensors_known;
};

static const struct scheme *find_scheme(const char *format)
{
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (strcmp(schemes[i].format, format) == 0)
            return &schemes[i];
    return NULL;
}

bool link_names_takes(const char *format)
{
    return find_scheme(format) != NULL;
}

static struct bytes name_of(const struct assay_item *item)
{
    return path_name(item->path);
}

static struct bytes folder_above(struct bytes folder)
{
    return folder.size ? link_folder(bytes_of(folder.data, folder.size - 1)) : folder;
}

/* Whether `name`, as RECORD writes names, is RECORD itself or a signature of it: these stand for
 * themselves. That of another package does not. */
static bool is_exempt(const struct list *list, struct bytes name)
{
    struct bytes last = link_last(name), own = name_of(list->item);

    if (bytes_starts(name, BYTES("./")))
        name = bytes_from(name, 2);
    own = link_folder(bytes_from(own, list->folder.size));
    return bytes_equal(link_folder(name), own) &&
           (bytes_equal(last, BYTES("RECORD")) || bytes_equal(last, BYTES("RECORD.jws")) ||
            bytes_equal(last, BYTES("RECORD.p7s")));
}

static bool names_an_installer(const struct assay_examination *content)
{
    for (size_t i = 0; i < content->claim_count; i++)
        if (bytes_ends(bytes_text(content->claims[i].name), BYTES(".dist-info/INSTALLER")))
            return true;
    return false;
}

/* What is in the archive at `container`: its items, and how many RECORDs. Each of them asks. */
static void survey_archive(struct linker *linker, const struct assay_path *container)
{
    const struct assay_item *items = linker->inventory->items;
    size_t base = path_levels(container), end;

    if (linker->archive.path && assay_path_compare(linker->archive.path, container) == 0)
        return;
    linker->archive.path = container;
    linker->archive.first = link_lower_bound(linker, container, BYTES(""));
    linker->archive.records = 0;
    for (end = linker->archive.first; end < linker->inventory->item_count; end++) {
        size_t levels = path_levels(items[end].path);

        if (levels <= base ||
            assay_path_compare(path_level(items[end].path, levels, base - 1), container) != 0)
            break;
        if (levels == base + 1)
            linker->archive.records += bytes_ends(name_of(&items[end]), BYTES(".dist-info/RECORD"));
    }
    linker->archive.count = end - linker->archive.first;
}

/* Whether the archive around a RECORD is a wheel, and nothing but that one: other archives hold
 * folders of many packages as they were installed. */
static bool is_wheel(struct linker *linker, struct list *list)
{
    const struct assay_path *container = list->item->path->container;
    struct bytes own = link_folder(name_of(list->item));

    if (!container || list->installed ||
        !(list->folder.size == 0 || bytes_equal(list->folder, BYTES("./"))))
        return false;
    survey_archive(linker, container);
    list->first = linker->archive.first;
    list->member_count = linker->archive.count;
    if (linker->archive.records != 1 && !link_wheel_is_named(container))
        return false;
    for (size_t i = list->first; i < list->first + list->member_count; i++) {
        const struct assay_item *item = &linker->inventory->items[i];

        if (path_levels(item->path) == path_levels(container) + 1 &&
            bytes_starts(name_of(item), own) &&
            bytes_equal(link_last(name_of(item)), BYTES("WHEEL")))
            return true;
    }
    return false;
}

static ASSAY_RESULT open_list(struct linker *linker, const struct scheme *scheme,
                              const struct assay_item *item, struct list *list)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};

    *list = (struct list){.scheme = scheme,
                          .item = item,
                          .folder = link_folder(name_of(item)),
                          .tensors_known = true};
    path_write(&(struct assay_path){.size = link_last(name_of(item)).size,
                                    .name = (const char *)link_last(name_of(item)).data},
               true, &shown);
    list->shown = buf_take_string(&shown);
    if (!list->shown)
        return linker_no_memory(linker);
    list->tell_missing = linker->whole;
    if (!scheme->record)
        return ASSAY_OK;
    list->folder = folder_above(list->folder);
    list->installed = names_an_installer(item->content) &&
                      !(item->path->container && link_wheel_is_named(item->path->container));
    list->tell_missing = linker->whole && !list->installed;
    list->wheel = linker->whole && is_wheel(linker, list);
    if (!list->wheel)
        return ASSAY_OK;
    list->listed = calloc(list->member_count + 1, sizeof *list->listed);
    return list->listed ? ASSAY_OK : linker_no_memory(linker);
}

static void list_clear(struct list *list)
{
    free(list->shown);
    free(list->listed);
}

/* Finds what a claim names, before links are followed; *inside is false where it leads out. */
static ASSAY_RESULT find(struct linker *linker, const struct list *list,
                         const struct assay_claim *claim, bool *inside, struct found *found)
{
    *found = (struct found){0};
    *inside = link_join(&linker->name, list->folder, bytes_text(claim->name));
    TRY(buf_status(&linker->name, linker->err));
    if (*inside)
        link_find_either(linker, list->item->path->container, buf_bytes(&linker->name), found);
    return buf_status(&linker->target, linker->err);
}

/* A name out of a document, safe to print; cut where it is long. Valid until the next call. */
static const char *show(struct linker *linker, const char *name)
{
    enum { MOST = 160 };

    buf_reset(&linker->target);
    path_write(&(struct assay_path){.size = strnlen(name, MOST), .name = name}, true,
               &linker->target);
    return buf_string(&linker->target);
}

static ASSAY_RESULT tell_mismatch(struct linker *linker, const struct list *list,
                                  const struct assay_claim *claim, enum claim_result result,
                                  const struct assay_item *item)
{
    char shown[CLAIM_DIGEST_SHOWN];

    if (result == CLAIM_UNSUPPORTED)
        return linker_gap(linker, list->scheme->unsupported, item->path, ASSAY_NO_OFFSET,
                          "%s states %.20s..., which is not computed", list->shown, claim->digest);
    if (result == CLAIM_SIZE)
        return linker_gap(linker, list->scheme->mismatch, item->path, ASSAY_NO_OFFSET,
                          claim->role == ASSAY_CLAIM_TENSORS
                              ? "%" PRIu64 " bytes, but %s reads up to %" PRIu64
                              : "%" PRIu64 " bytes, but %s states %" PRIu64,
                          item->content->size, list->shown, claim->size);
    if (result != CLAIM_DIGEST)
        return ASSAY_OK;
    claim_show_found(claim, item->content, shown);
    return linker_gap(linker, list->scheme->mismatch, item->path, ASSAY_NO_OFFSET,
                      "%s, but %s states %s", shown, list->shown, claim->digest);
}

static void add_tensors(const struct linker *linker, struct list *list, const struct found *found)
{
    const struct assay_item *item = &linker->inventory->items[found->first];
    const struct assay_fact *bytes = link_fact(item->content, ASSAY_FACT_MODEL_TENSOR_BYTES);

    if (found->count != 1 || !bytes || bytes->declared ||
        ckd_add(&list->tensor_bytes, list->tensor_bytes, (uint64_t)bytes->value.integer))
        list->tensors_known = false;
}

/* What a list says of one file. */
static ASSAY_RESULT judge(struct linker *linker, struct list *list, const struct assay_claim *claim)
{
    const struct assay_item *items = linker->inventory->items;
    bool inside, is_link, exempt = list->scheme->record && is_exempt(list, bytes_text(claim->name));
    enum claim_result result;
    struct found found;
    size_t item;

    TRY(find(linker, list, claim, &inside, &found));
    if (!inside && list->wheel)
        return linker_gap(linker, GAP_BUNDLE_UNSAFE_PATH, list->item->path, claim->offset,
                          "%s names a file outside of the wheel", list->shown);
    if (!inside)
        return ASSAY_OK;
    for (size_t i = 0; list->listed && i < found.count; i++)
        list->listed[found.first + i - list->first] = true;
    if (list->wheel && !exempt && !claim->digest[0])
        TRY(linker_gap(linker, GAP_BUNDLE_RECORD_INVALID, list->item->path, claim->offset,
                       "%s is named without a digest", show(linker, claim->name)));
    if (found.told)
        return ASSAY_OK;
    is_link = found.count > 0;
    TRY(link_follow(linker, &found));
    if (found.count > 0) {
        list->here++;
        add_tensors(linker, list, &found);
        if (exempt)
            return ASSAY_OK;
        result = claim_judge(linker, claim, &found, &item);
        return tell_mismatch(linker, list, claim, result, &items[item]);
    }
    list->tensors_known = false;
    if (!list->tell_missing ||
        (list->scheme->record &&
         (!claim->digest[0] || !claim_name_is_safe(bytes_text(claim->name)))))
        return ASSAY_OK; /* a script in a folder beside the packages, say */
    return linker_gap(linker, list->scheme->missing_id, list->item->path, claim->offset,
                      is_link ? "%s is a link, and what it leads to is not here"
                              : "%s is named and is not here",
                      show(linker, claim->name));
}

/* True where at least one of the files is here. */
static ASSAY_RESULT any_here(struct linker *linker, const struct list *list, bool *any)
{
    const struct assay_examination *content = list->item->content;

    *any = false;
    for (size_t i = 0; i < content->claim_count && !*any; i++) {
        struct found found;
        bool inside;

        TRY(find(linker, list, &content->claims[i], &inside, &found));
        *any = found.count > 0 || found.told;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT tell_unlisted(struct linker *linker, const struct list *list)
{
    size_t levels = path_levels(list->item->path);

    for (size_t i = 0; i < list->member_count; i++) {
        const struct assay_item *member = &linker->inventory->items[list->first + i];

        if (list->listed[i] || path_levels(member->path) != levels ||
            is_exempt(list, name_of(member)))
            continue;
        TRY(linker_gap(linker, GAP_BUNDLE_RECORD_UNLISTED, member->path, ASSAY_NO_OFFSET,
                       "a member of the wheel that RECORD does not name"));
    }
    return ASSAY_OK;
}

/* Weights that are held once and named twice make the files hold less than the sum of their
 * names, but never less than the sum that an index states of what is saved. */
static ASSAY_RESULT check_tensors(struct linker *linker, const struct list *list)
{
    const struct assay_fact *stated = link_fact(list->item->content, ASSAY_FACT_MODEL_TENSOR_BYTES);

    if (!list->scheme->sums || !stated || !list->tensors_known || list->here == 0 ||
        (uint64_t)stated->value.integer <= list->tensor_bytes)
        return ASSAY_OK;
    return linker_gap(linker, GAP_MODEL_SIZE_MISMATCH, list->item->path, ASSAY_NO_OFFSET,
                      "tensors of %" PRId64 " bytes are stated, its files hold %" PRIu64,
                      stated->value.integer, list->tensor_bytes);
}

enum assay_status link_names(struct linker *linker, size_t document)
{
    const struct assay_item *item = &linker->inventory->items[document];
    const struct scheme *scheme = find_scheme(item->content->format);
    CLEANUP(list_clear) struct list list = {0};

    if (!scheme)
        return ASSAY_OK;
    TRY(open_list(linker, scheme, item, &list));
    if (scheme->missing == MISSING_WHERE_OTHERS_ARE && list.tell_missing)
        TRY(any_here(linker, &list, &list.tell_missing));
    for (size_t i = 0; i < item->content->claim_count; i++)
        TRY(judge(linker, &list, &item->content->claims[i]));
    if (list.listed)
        TRY(tell_unlisted(linker, &list));
    return check_tensors(linker, &list);
}
