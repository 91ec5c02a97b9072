/*
 * Any bytes as a pointer of git-lfs or git-annex, a file or a list of DVC, or attributes of git:
 * each reader comes back with an answer, or a failure that says where. The first byte picks the
 * reader.
 */

#include <stdlib.h>

#include "base/arena.h"
#include "examine/evidence.h"
#include "examine/inspect.h"
#include "source/annex_key.h"
#include "source/attributes.h"
#include "source/dvc_list.h"
#include "source/dvc_md5.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inspect(const struct inspector *inspector, const char *name, struct bytes bytes)
{
    struct subject subject = {
        .head = bytes, .name = bytes_text(name), .path = bytes_text(name), .size = bytes.size};
    struct assay_error err = {.offset = ASSAY_NO_OFFSET};
    struct assay_examination content = {0};
    struct evidence *evidence = evidence_new();
    struct arena *arena = arena_new();
    struct cursor cursor;

    if (!evidence || !arena)
        abort();
    evidence_start(evidence, arena);
    cursor_of_bytes(&cursor, bytes, &err);
    (void)inspector->bid(&subject);
    if (inspector->read(&cursor, &subject, evidence) != ASSAY_OK && err.text[0] == 0)
        __builtin_trap();
    if (evidence_end(evidence, &content, &err) != ASSAY_OK)
        __builtin_trap();
    evidence_free(evidence);
    arena_free(arena);
}

static void list(struct bytes bytes)
{
    struct assay_error err = {.offset = ASSAY_NO_OFFSET};
    struct arena *arena = arena_new();
    struct dvc_list out;

    if (!arena)
        abort();
    if (dvc_list_parse(bytes, arena, &out, &err) != ASSAY_OK &&
        (err.text[0] == 0 || err.offset > bytes.size))
        __builtin_trap();
    arena_free(arena);
}

static void attributes(struct bytes bytes)
{
    struct attributes_file *file = attributes_parse(bytes, true);
    struct attributes_layer layer = {file, 0};
    struct bytes path = bytes_of(bytes.data, bytes.size < 64 ? bytes.size : 64);

    if (!file)
        abort();
    /* what lets a path go unasked must never be wrong */
    if (attributes_say_lfs(&layer, 1, path) &&
        (attributes_lack_lfs(file) || !attributes_may_say_lfs(&layer, path)))
        __builtin_trap();
    attributes_free(file);
}

static void text(struct bytes bytes, size_t step)
{
    struct dvc_md5 *whole = dvc_md5_new(), *parts = dvc_md5_new();
    char a[2][33], b[2][33];

    if (!whole || !parts)
        abort();
    dvc_md5_add(whole, bytes);
    for (; bytes.size > 0; bytes = bytes_from(bytes, step))
        dvc_md5_add(parts, bytes_of(bytes.data, bytes.size < step ? bytes.size : step));
    dvc_md5_end(whole, a[0], a[1]);
    dvc_md5_end(parts, b[0], b[1]);
    if (strcmp(a[0], b[0]) != 0 || strcmp(a[1], b[1]) != 0)
        __builtin_trap();
    dvc_md5_free(whole);
    dvc_md5_free(parts);
}

static void key(struct bytes bytes)
{
    char folders[ANNEX_FOLDERS_SIZE];
    struct annex_key key;

    if (annex_key_parse(bytes, &key))
        annex_key_folders(key.name, bytes.size % 2 != 0, folders);
    (void)annex_key_of_link(bytes, &key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = bytes_of(data + (size > 0), size ? size - 1 : 0);

    if (size == 0)
        return 0;
    switch (data[0] % 8) {
    case 0:
        inspect(&inspect_lfs_pointer, "w.bin", bytes);
        break;
    case 1:
        inspect(&inspect_dvc, "w.bin.dvc", bytes);
        break;
    case 2:
        inspect(&inspect_dvc, "dvc.lock", bytes);
        break;
    case 3:
        inspect(&inspect_annex_pointer, "w.bin", bytes);
        break;
    case 4:
        list(bytes);
        break;
    case 5:
        attributes(bytes);
        break;
    case 6:
        key(bytes);
        break;
    default:
        text(bytes, 1 + data[0] / 8);
    }
    return 0;
}
