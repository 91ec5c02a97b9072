/*
 * hdf5_attributes.c - HDF5: attributes as programs use them. Keras keeps a model's configuration
 * there; PyTables, and pandas through it, pickles what has no type of HDF5, and unpickles it when
 * the file is read.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5_walk.h"
#include "examine/keras_config.h"
#include "examine/pickle_machine.h"
#include "examine/pickle_sniff.h"

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

static enum assay_status look_at_text(struct hdf5_owner *owner, struct bytes name,
                                      struct bytes text, uint64_t offset)
{
    struct hdf5_walk *walk = owner->walk;
    bool of_model =
        owner->object->depth == 0 || bytes_equal(owner->object->path, BYTES("/model_weights"));

    if (bytes_equal(name, BYTES("PSEUDOATOM")) && bytes_equal(text, BYTES("object")))
        owner->pickles = true;
    if (is_pickle(text))
        return hdf5_pickle(walk, text, EVIDENCE_NO_COLUMN, offset);
    evidence_value(walk->evidence, EVIDENCE_NO_COLUMN, 0, offset, text);
    return of_model ? keras_attribute(walk, name, text, offset) : ASSAY_OK;
}

enum assay_status hdf5_on_owned(void *to, const struct hdf5_attribute *attribute)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    struct hdf5_owner *owner = to;
    struct hdf5 *file = &owner->walk->file;
    size_t each = attribute->type.size;
    struct bytes name = hdf5_walk_keep(owner->walk, attribute->name);

    if (!hdf5_is_text(&attribute->type))
        return ASSAY_OK;
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
