/* card_subjects.c - see card_subjects.h. */

#include "policy/card_subjects.h"

#include <assay/audit.h>
#include <stdlib.h>

#include "base/bytes.h"

/* A file, or a folder with all that is below it. */
struct card_subject {
    struct assay_path path;
    bool folder;
};

static int order_subjects(const void *a, const void *b)
{
    const struct card_subject *left = a, *right = b;
    int order = assay_path_compare(&left->path, &right->path);

    return order ? order : left->folder - right->folder;
}

enum assay_status card_subjects_init(struct card_subjects *subjects,
                                     const struct assay_inventory *inventory,
                                     struct assay_error *err)
{
    size_t cards = 0;

    *subjects = (struct card_subjects){.count = 0};
    for (size_t i = 0; i < inventory->item_count; i++)
        cards += inventory->items[i].content->kind == ASSAY_KIND_CARD;
    if (cards == 0)
        return ASSAY_OK;
    subjects->all = calloc(cards, sizeof *subjects->all);
    if (!subjects->all)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for cards");
    for (size_t i = 0; i < inventory->item_count; i++) {
        struct card_subject subject;

        if (assay_card_subject(&inventory->items[i], &subject.path, &subject.folder))
            subjects->all[subjects->count++] = subject;
    }
    qsort(subjects->all, subjects->count, sizeof *subjects->all, order_subjects);
    return ASSAY_OK;
}

void card_subjects_clear(struct card_subjects *subjects)
{
    free(subjects->all);
}

static bool has(const struct card_subjects *subjects, const struct assay_path *path, bool folder)
{
    const struct card_subject wanted = {.path = *path, .folder = folder};

    return bsearch(&wanted, subjects->all, subjects->count, sizeof wanted, order_subjects) != NULL;
}

static bool has_around(const struct card_subjects *subjects, struct assay_path path)
{
    while (path.size > 0) {
        const char *slash = memrchr(path.name, '/', path.size);

        path.size = slash ? (size_t)(slash - path.name) : 0;
        if (has(subjects, &path, true))
            return true;
    }
    return false;
}

bool card_subjects_have(const struct card_subjects *subjects, const struct assay_path *path)
{
    if (subjects->count == 0)
        return false;
    for (; path; path = path->container)
        if (has(subjects, path, false) || has_around(subjects, *path))
            return true;
    return false;
}
