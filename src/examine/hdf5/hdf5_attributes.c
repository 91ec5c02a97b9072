/*
 * hdf5_attributes.c - HDF5: attributes as programs use them. Keras keeps a model's configuration
 * there; PyTables, and pandas through it, pickles what has no type of HDF5, and unpickles it when
 * the file is read.
 */

#include <stdio.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5_walk.h"
#include "examine/models/keras_config.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"

/* Texts stand in a pickle as they are. */
static void hand_texts(struct hdf5_walk *walk, struct bytes bytes, uint32_t column, uint64_t offset)
{
    for (size_t at = 0; at < bytes.size; at += LIMIT_HDF5_TEXT) {
        struct bytes rest = bytes_from(bytes, at);

        rest.size = rest.size < LIMIT_HDF5_TEXT ? rest.size : LIMIT_HDF5_TEXT;
        evidence_value(walk->evidence, column, 0, offset + at, rest);
    }
}

enum assay_status hdf5_pickle(struct hdf5_walk *walk, struct bytes bytes, uint32_t column,
                              uint64_t offset)
{
    struct assay_error failure = {0}, *mine = walk->file.cursor->err;
    struct cursor cursor;
    enum assay_status status;

    hand_texts(walk, bytes, column, offset);
    hdf5_part(&walk->file, bytes, offset, &cursor);
    cursor.err = &failure;
    walk->pickles.cursor = &cursor;
    walk->pickle_count++;
    status = pickle_file(&cursor, &walk->pickles, 0);
    walk->pickles.cursor = walk->file.cursor;
    if (status == ASSAY_OK)
        return ASSAY_OK;
    if (!hdf5_walk_goes_on(status)) {
        *mine = failure;
        return status;
    }
    hdf5_walk_gap(walk, &failure);
    return ASSAY_OK;
}

/* PyTables takes a text for a pickle by its last character, and tries. */
static bool is_pickle(struct bytes text)
{
    struct pickle_look look;

    if (text.size < 2 || text.data[text.size - 1] != '.')
        return false;
    look = pickle_look(text);
    return look.prefixed || look.called || (look.sound && look.telling && look.ended);
}

static enum assay_status keras_attribute(struct hdf5_walk *walk, struct bytes name,
                                         struct bytes text, uint64_t offset)
{
    static const char *const marks[] = {"backend", "keras_version", "layer_names", "model_config",
                                        "training_config"};
    bool marked = false;

    for (size_t i = 1; i < ARRAY_LEN(marks); i++) /* "backend" alone says nothing */
        marked = marked || bytes_equal(name, bytes_text(marks[i]));
    walk->model = walk->model || marked;
    if (bytes_equal(name, BYTES("keras_version")))
        walk->keras_version = hdf5_walk_keep(walk, text);
    if (bytes_equal(name, BYTES("backend")))
        walk->backend = hdf5_walk_keep(walk, text);
    if (bytes_equal(name, BYTES("model_config")))
        return keras_config_inspect(text, offset, KERAS_MODEL, walk->evidence,
                                    walk->file.cursor->err);
    if (bytes_equal(name, BYTES("training_config")))
        return keras_config_inspect(text, offset, KERAS_TRAINING, walk->evidence,
                                    walk->file.cursor->err);
    return ASSAY_OK;
}

static bool is_of_model(const struct hdf5_owner *owner)
{
    return owner->object->depth == 0 || bytes_equal(owner->object->path, BYTES("/model_weights"));
}

static enum assay_status look_at_text(struct hdf5_owner *owner, struct bytes name,
                                      struct bytes text, uint64_t offset)
{
    struct hdf5_walk *walk = owner->walk;
    if (bytes_equal(name, BYTES("PSEUDOATOM")) && bytes_equal(text, BYTES("object")))
        owner->pickles = true;
    if (is_pickle(text))
        return hdf5_pickle(walk, text, EVIDENCE_NO_COLUMN, offset);
    evidence_value(walk->evidence, EVIDENCE_NO_COLUMN, 0, offset, text);
    return is_of_model(owner) ? keras_attribute(walk, name, text, offset) : ASSAY_OK;
}

/* Keras reads texts; a loader that is more patient makes one of bytes. */
static enum assay_status look_at_bytes(struct hdf5_owner *owner, struct bytes name,
                                       const struct hdf5_attribute *attribute)
{
    struct hdf5_walk *walk = owner->walk;
    struct assay_error failure = {.offset = attribute->offset};
    struct bytes text = attribute->data;

    if (!is_of_model(owner) ||
        !(bytes_equal(name, BYTES("model_config")) || bytes_equal(name, BYTES("training_config"))))
        return ASSAY_OK;
    walk->model = true;
    while (text.size > 0 && text.data[text.size - 1] == 0)
        text.size--;
    if (bytes_starts(text, BYTES("{")))
        TRY(keras_attribute(walk, name, text, attribute->offset));
    snprintf(failure.text, sizeof failure.text, "%.*s is no text, as Keras writes it",
             (int)(name.size < 32 ? name.size : 32), (const char *)name.data);
    hdf5_walk_gap(walk, &failure);
    return ASSAY_OK;
}

enum assay_status hdf5_on_owned(void *to, const struct hdf5_attribute *attribute)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct hdf5_owner *owner = to;
    struct hdf5 *file = &owner->walk->file;
    size_t each = attribute->type.size;
    struct bytes name = hdf5_walk_keep(owner->walk, attribute->name);

    if (!hdf5_is_text(&attribute->type))
        return look_at_bytes(owner, name, attribute);
    if (attribute->space.elements > attribute->data.size / each)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, attribute->offset,
                              "an attribute whose elements are not there");
    for (uint64_t i = 0; i < attribute->space.elements; i++) {
        uint64_t offset = attribute->offset + i * each;
        struct bytes element = bytes_of(attribute->data.data + i * each, each);

        TRY(hdf5_text(file, &attribute->type, element, &offset, &text));
        TRY(look_at_text(owner, name, buf_bytes(&text), offset));
    }
    return ASSAY_OK;
}
