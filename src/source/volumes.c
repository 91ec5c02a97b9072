/* volumes.c - archives that were cut into several files. A new way to name them is one function
 * and one line in volume_name(). */

#include "source/volumes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"
#include "inventory/gaps.h"
#include "source/fail.h"

enum { MISSING_MAX = 10 /* told one by one; the rest is counted */ };

/* ---- names ---- */

static bool ends_in_archive(struct bytes stem)
{
    static const char *const endings[] = {".7z",  ".bz2", ".gz",   ".rar", ".tar", ".tbz",
                                          ".tgz", ".txz", ".tzst", ".xz",  ".zip", ".zst"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (bytes_ends(stem, bytes_text(endings[i])))
            return true;
    return false;
}

/* The digits that `text` ends in; how many they are. */
static size_t last_digits(struct bytes text, uint64_t *number)
{
    size_t size = 0;
    uint64_t place = 1;

    *number = 0;
    while (size < text.size && size < 6) {
        uint8_t digit = text.data[text.size - 1 - size];

        if (digit < '0' || digit > '9')
            break;
        *number += place * (uint64_t)(digit - '0');
        place *= 10;
        size++;
    }
    return size;
}

/* a.7z.001, as 7-Zip and `split -d -a 3` name them */
static bool is_numbered(struct bytes name, struct bytes *stem, uint64_t *number)
{
    if (last_digits(name, number) != 3 || name.size < 5 || name.data[name.size - 4] != '.')
        return false;
    *stem = bytes_of(name.data, name.size - 4);
    return *number > 0 && ends_in_archive(*stem);
}

/* a.tar.aa to a.tar.dz, as split(1) names them; further on stand names like a.tar.gz */
static bool is_lettered(struct bytes name, struct bytes *stem, uint64_t *number)
{
    const uint8_t *end = name.data + name.size;

    if (name.size < 4 || end[-3] != '.' || end[-2] < 'a' || end[-2] > 'd' || end[-1] < 'a' ||
        end[-1] > 'z' || bytes_ends(name, BYTES(".bz")))
        return false;
    *stem = bytes_of(name.data, name.size - 3);
    *number = (uint64_t)(end[-2] - 'a') * 26 + (uint64_t)(end[-1] - 'a') + 1;
    return ends_in_archive(*stem);
}

/* a.part01.rar */
static bool is_rar_part(struct bytes name, struct bytes *stem, uint64_t *number)
{
    size_t digits;

    if (!bytes_ends(name, BYTES(".rar")))
        return false;
    name.size -= 4;
    digits = last_digits(name, number);
    name.size -= digits;
    *stem = name;
    return digits > 0 && *number > 0 && bytes_ends(name, BYTES(".part"));
}

/* a.z01, whose last volume is a.zip */
static bool is_zip_part(struct bytes name, struct bytes *stem, uint64_t *number)
{
    if (last_digits(name, number) != 2 || name.size < 5)
        return false;
    *stem = bytes_of(name.data, name.size - 2);
    return *number > 0 && bytes_ends(*stem, BYTES(".z"));
}

bool volume_name(struct bytes name, struct bytes *stem, uint64_t *number)
{
    return is_numbered(name, stem, number) || is_lettered(name, stem, number) ||
           is_rar_part(name, stem, number) || is_zip_part(name, stem, number);
}

/* ---- a target's volumes ---- */

void volumes_clear(struct volumes *volumes)
{
    free(volumes->list);
    *volumes = (struct volumes){0};
}

enum assay_status volumes_see(struct volumes *volumes, const struct entry *entry,
                              struct assay_error *err)
{
    for (size_t i = 0; i < entry->place_count; i++) {
        struct volume volume = {.path = entry->places[i].path};

        if (entry->type != ASSAY_ITEM_FILE ||
            !volume_name(bytes_of(volume.path->name, volume.path->size), &volume.stem,
                         &volume.number))
            continue;
        if (!HAS_ROOM(volumes->list, volumes->count, volumes->capacity))
            return fail_no_memory(err);
        volumes->list[volumes->count++] = volume;
    }
    return ASSAY_OK;
}

static int compare(const void *left, const void *right)
{
    const struct volume *a = left, *b = right;
    int order = bytes_compare(a->stem, b->stem);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static void tell_missing(struct inventory_part *part, const struct volume *after, uint64_t from,
                         uint64_t to)
{
    for (uint64_t number = from; number < to; number++) {
        char why[96];

        if (number - from == MISSING_MAX)
            snprintf(why, sizeof why, "%" PRIu64 " more volumes of it are not here", to - number);
        else
            snprintf(why, sizeof why, "volume %" PRIu64 " of it is not here", number);
        inventory_gap(part, GAP_BUNDLE_VOLUME_MISSING, after->path, ASSAY_NO_OFFSET, why);
        if (number - from == MISSING_MAX)
            return;
    }
}

/* One set, in order: every number from 1 to the last should be there, and more than one. */
static void tell_set(struct inventory_part *part, const struct volume *set, size_t count)
{
    uint64_t expected = 1;

    for (size_t i = 0; i < count; i++) {
        inventory_gap(part, GAP_BUNDLE_MULTI_VOLUME, set[i].path, ASSAY_NO_OFFSET,
                      "one of several volumes of an archive; what is in it was not put together");
        tell_missing(part, &set[i], expected, set[i].number);
        expected = set[i].number + 1;
    }
    if (set[count - 1].number == 1)
        inventory_gap(part, GAP_BUNDLE_VOLUME_MISSING, set[0].path, ASSAY_NO_OFFSET,
                      "no other volume of it is here");
}

void volumes_tell(struct volumes *volumes, struct inventory_part *part)
{
    size_t start = 0;

    if (volumes->count > 0)
        qsort(volumes->list, volumes->count, sizeof *volumes->list, compare);
    for (size_t i = 1; i <= volumes->count; i++) {
        if (i < volumes->count && bytes_equal(volumes->list[i].stem, volumes->list[start].stem))
            continue;
        tell_set(part, volumes->list + start, i - start);
        start = i;
    }
}
