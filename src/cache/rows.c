/* rows.c - one scope of the database, held in memory as the bytes of a file. */

#include "cache/rows.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/map.h"
#include "source/table.h"

enum { LARGE = 64 * 1024 }; /* a value above this is fetched when it is asked for */

_Static_assert(LIMIT_CACHE_LOADED < UINT32_MAX, "a row's place is a number of 32 bits");

static const char magic[8] = "assayro1";

struct head {
    char magic[sizeof magic];
    uint8_t scope[CACHE_SCOPE_SIZE];
    uint64_t changes, offsets_at;
    uint32_t count, full;
    uint64_t check;
};

struct row_head {
    uint32_t key_size, value_size, day, absent;
};

void rows_clear(struct rows *rows)
{
    if (rows->built.data)
        buf_clear(&rows->built);
    else
        map_clear(&rows->image);
    *rows = (struct rows){0};
}

/* Of what no check of a row covers. The image holds a head and its offsets. */
static uint64_t check_of(struct bytes image, const struct head *head)
{
    struct head bare = *head;

    bare.check = 0;
    return table_hash(table_hash(0, bytes_of(&bare, sizeof bare)),
                      bytes_from(image, (size_t)head->offsets_at));
}

/* ---- from the database ---- */

struct builder {
    struct rows *rows;
    struct buf offsets;
};

static bool add_row(void *state, const struct database_row *from)
{
    struct builder *builder = state;
    struct buf *built = &builder->rows->built;
    uint32_t at = (uint32_t)built->size;
    struct row_head head = {.key_size = (uint32_t)from->key.size,
                            .value_size = (uint32_t)from->value.size,
                            .day = from->day,
                            .absent = from->value.size == 0};

    if (from->key.size > LIMIT_CACHE_LOADED)
        return false;
    buf_add(built, &head, sizeof head);
    buf_add(built, from->key.data, from->key.size);
    buf_add(built, from->value.data, from->value.size);
    buf_add(&builder->offsets, &at, sizeof at);
    if (built->status != ASSAY_OK || builder->offsets.status != ASSAY_OK) {
        built->size = at; /* without the row that has no room */
        builder->rows->full = true;
        return false;
    }
    builder->rows->count++;
    return true;
}

static enum assay_status finish(struct builder *builder, const uint8_t scope[CACHE_SCOPE_SIZE])
{
    struct rows *rows = builder->rows;
    struct buf *built = &rows->built;
    size_t offsets = rows->count * sizeof(uint32_t);
    struct head head = {.changes = rows->changes,
                        .offsets_at = built->size,
                        .count = (uint32_t)rows->count,
                        .full = rows->full};

    memcpy(head.magic, magic, sizeof magic);
    memcpy(head.scope, scope, sizeof head.scope);
    built->status = ASSAY_OK;
    built->ceiling += offsets;
    buf_add(built, builder->offsets.data, offsets);
    if (built->status != ASSAY_OK)
        return ASSAY_ENOMEM;
    head.check = check_of(buf_bytes(built), &head);
    memcpy(built->data, &head, sizeof head);
    rows->image = buf_bytes(built);
    return ASSAY_OK;
}

enum assay_status rows_build(struct rows *rows, struct database *database,
                             const uint8_t scope[CACHE_SCOPE_SIZE])
{
    struct builder builder = {.rows = rows};
    const struct head head = {.check = 0};
    enum assay_status status;
    int64_t number;

    rows_clear(rows);
    buf_init(&rows->built, LIMIT_CACHE_LOADED);
    buf_init(&builder.offsets, LIMIT_CACHE_LOADED);
    buf_add(&rows->built, &head, sizeof head);
    status = database_scope(database, scope, &number, &rows->changes);
    if (status == ASSAY_OK)
        status = database_each(database, number, LARGE, add_row, &builder);
    if (status == ASSAY_OK)
        status = finish(&builder, scope);
    buf_clear(&builder.offsets);
    if (status != ASSAY_OK)
        rows_clear(rows);
    return status;
}

/* ---- from a file, and to one ---- */

static bool is_whole(const struct rows *rows, const uint8_t scope[CACHE_SCOPE_SIZE])
{
    struct head head;

    if (rows->image.size < sizeof head)
        return false;
    memcpy(&head, rows->image.data, sizeof head);
    return memcmp(head.magic, magic, sizeof magic) == 0 &&
           memcmp(head.scope, scope, sizeof head.scope) == 0 && head.offsets_at >= sizeof head &&
           head.offsets_at <= rows->image.size &&
           rows->image.size - head.offsets_at == (uint64_t)head.count * sizeof(uint32_t) &&
           head.check == check_of(rows->image, &head);
}

bool rows_map(struct rows *rows, const char *path, const uint8_t scope[CACHE_SCOPE_SIZE])
{
    struct head head;

    rows_clear(rows);
    if (!map_own_file(path, &rows->image))
        return false;
    if (!is_whole(rows, scope)) {
        rows_clear(rows);
        return false;
    }
    memcpy(&head, rows->image.data, sizeof head);
    rows->count = head.count;
    rows->changes = head.changes;
    rows->full = head.full != 0;
    return true;
}

bool rows_save(const struct rows *rows, const char *path)
{
    CLEANUP(free_cleanup) char *aside = NULL;
    bool written;
    int fd;

    if (asprintf(&aside, "%s.%ld", path, (long)getpid()) < 0)
        return false;
    (void)unlink(aside); /* of a run with this number that was killed; never written over: mapped */
    fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return false;
    /* Not synced: what a crash of the machine leaves of it is found damaged. */
    written = file_write_all(fd, rows->image);
    written = close(fd) == 0 && written && rename(aside, path) == 0;
    if (!written)
        unlink(aside);
    return written;
}

/* ---- looking up ---- */

static size_t offsets_at(const struct rows *rows)
{
    return rows->image.size - rows->count * sizeof(uint32_t);
}

/* False where the bytes of a row are not what its offset says. */
static bool row_at(const struct rows *rows, size_t index, struct row *row)
{
    size_t end = offsets_at(rows);
    struct row_head head;
    uint32_t offset;
    size_t at;

    memcpy(&offset, rows->image.data + end + index * sizeof offset, sizeof offset);
    at = offset;
    if (at > end || end - at < sizeof head)
        return false;
    memcpy(&head, rows->image.data + at, sizeof head);
    at += sizeof head;
    if (end - at < head.key_size || end - at - head.key_size < head.value_size)
        return false;
    row->key = bytes_of(rows->image.data + at, head.key_size);
    row->value = bytes_of(rows->image.data + at + head.key_size, head.value_size);
    row->day = head.day;
    row->absent = head.absent != 0;
    return true;
}

bool rows_find(const struct rows *rows, struct bytes key, size_t *next, struct row *row)
{
    size_t low = 0, high = rows->count;

    if (*next < rows->count && row_at(rows, *next, row) && bytes_equal(row->key, key)) {
        ++*next;
        return true;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (!row_at(rows, middle, row))
            return false;
        if (bytes_compare(row->key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *next = low;
    if (low == rows->count || !row_at(rows, low, row) || !bytes_equal(row->key, key))
        return false;
    ++*next;
    return true;
}
