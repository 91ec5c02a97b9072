/*
 * hdf5.h - an HDF5 file read by offset: where its parts are, and what they say.
 *
 * Nothing of the HDF5 library is used. Each kind of part has its file: hdf5.c the superblock and
 * numbers, hdf5_header.c object headers and their messages, hdf5_heap.c and hdf5_fractal.c the
 * places where names and values are kept, hdf5_btree1.c and hdf5_btree2.c the trees, hdf5_dense.c
 * what is in both since a header has no room for it, hdf5_group.c links, hdf5_type.c types and
 * extents, hdf5_attribute.c attributes, hdf5_layout.c where the elements of a data set lie,
 * hdf5_chunks.c and hdf5_filter.c its pieces, hdf5_virtual.c what it takes from elsewhere.
 *
 * References may form a cycle, or lead to the same part again and again. So every step costs, and a
 * file has as many as it could honestly hold.
 *
 * Source: HDF5 File Format Specification 3.0. Numbers are little-endian.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"

#define HDF5_NOWHERE UINT64_MAX /* an address that leads nowhere, whatever its width */

/* A value in a global heap. */
struct hdf5_value {
    uint64_t offset, size;
    uint16_t index;
};

struct hdf5 {
    struct cursor *cursor;
    struct arena *arena;
    uint64_t base;    /* offset that addresses count from */
    uint64_t steps;   /* that may still be taken */
    uint64_t root;    /* address of the root group's object header */
    unsigned version; /* of the superblock */
    uint8_t address_width, length_width;
    struct buf values;         /* the values of the global heap that was used last */
    uint64_t values_of;        /* its address */
    struct inflater *inflater; /* of chunks, one after the other; NULL before the first */
};

/* Reads the superblock; `arena` outlives what is read. Release with hdf5_close() in any case. */
ASSAY_RESULT hdf5_open(struct hdf5 *file, struct cursor *cursor, struct arena *arena);
void hdf5_close(struct hdf5 *file);

/* Moves to what an address leads to. */
ASSAY_RESULT hdf5_seek(struct hdf5 *file, uint64_t address);

/* Takes `count` steps; ASSAY_ELIMIT when there are none left. */
ASSAY_RESULT hdf5_steps(struct hdf5 *file, uint64_t count);

/* A number of 0 to 8 bytes. */
ASSAY_RESULT hdf5_number(struct cursor *cursor, unsigned width, uint64_t *out);
/* An address or a length; the undefined address becomes HDF5_NOWHERE. */
ASSAY_RESULT hdf5_address(const struct hdf5 *file, struct cursor *cursor, uint64_t *out);
ASSAY_RESULT hdf5_length(const struct hdf5 *file, struct cursor *cursor, uint64_t *out);

/* A cursor over a copy of bytes of the file: failures are told at their offset in the file. */
void hdf5_part(const struct hdf5 *file, struct bytes bytes, uint64_t offset, struct cursor *part);

/* A text that ends in NUL, and is followed by as many as make it a multiple of `pad`. */
ASSAY_RESULT hdf5_name(struct cursor *part, unsigned pad, struct bytes *name);

/* Bytes that a number up to `most` takes. */
unsigned hdf5_width(uint64_t most);

/* ---- hdf5_header.c ---- */

enum hdf5_message_type {
    HDF5_NIL = 0x00,
    HDF5_DATASPACE = 0x01,
    HDF5_LINK_INFO = 0x02,
    HDF5_DATATYPE = 0x03,
    HDF5_LINK = 0x06,
    HDF5_EXTERNAL_FILES = 0x07,
    HDF5_LAYOUT = 0x08,
    HDF5_FILTERS = 0x0b,
    HDF5_ATTRIBUTE = 0x0c,
    HDF5_COMMENT = 0x0d,
    HDF5_SHARED_TABLE = 0x0f,
    HDF5_CONTINUATION = 0x10,
    HDF5_SYMBOL_TABLE = 0x11,
    HDF5_ATTRIBUTE_INFO = 0x15,
};

struct hdf5_message {
    unsigned type;
    uint64_t offset; /* of its data, in the file */
    struct bytes data;
};

/* A visitor may move the file's cursor; the message is a copy. */
typedef enum assay_status hdf5_on_message(void *to, const struct hdf5_message *message);

/*
 * Hands on all messages of the object at an address, those of continuations too; messages that are
 * shared are fetched from where they are.
 */
ASSAY_RESULT hdf5_messages(struct hdf5 *file, uint64_t address, hdf5_on_message *on, void *to);

/* What a message, or a part of an attribute, refers to instead of holding it: a message of `type`
 * in another object. Its data is in the file's arena. */
ASSAY_RESULT hdf5_shared(struct hdf5 *file, struct cursor *part, unsigned type,
                         struct hdf5_message *out);

/* ---- hdf5_heap.c ---- */

/* The text at a place in the local heap at an address; in the arena. */
ASSAY_RESULT hdf5_local_text(struct hdf5 *file, uint64_t heap, uint64_t place, struct bytes *out);

/* Moves to an object in a global heap and tells its size. */
ASSAY_RESULT hdf5_global_seek(struct hdf5 *file, uint64_t heap, uint32_t index, uint64_t *size);

/* ---- hdf5_fractal.c ---- */

struct hdf5_fractal {
    uint64_t address;
    unsigned id_size, offset_width, size_width;
    bool filtered, checked;
    uint64_t huge_tree, start, direct_max, table_width, root;
    unsigned rows;
};

ASSAY_RESULT hdf5_fractal_open(struct hdf5 *file, uint64_t address, struct hdf5_fractal *heap);

/* Moves to the object of an id, which for the smallest is within the id; tells its size. */
ASSAY_RESULT hdf5_fractal_object(struct hdf5 *file, const struct hdf5_fractal *heap,
                                 struct bytes id, uint64_t id_offset, uint64_t *size);

/* ---- hdf5_btree1.c, hdf5_btree2.c ---- */

/* A child of a leaf: its address, and the key before it, at `key_at`. */
struct hdf5_leaf {
    uint64_t key_at, address;
};
typedef enum assay_status hdf5_on_leaf(void *to, const struct hdf5_leaf *leaf);

enum { HDF5_TREE_GROUP = 0, HDF5_TREE_CHUNKS = 1 };

/* All children of the leaves of a version 1 tree whose keys have `key_size` bytes. */
ASSAY_RESULT hdf5_btree1(struct hdf5 *file, uint64_t address, unsigned type, unsigned key_size,
                         hdf5_on_leaf *on, void *to);

/* All records of a version 2 tree, in a copy at an offset; of the type that the tree has. */
typedef enum assay_status hdf5_on_record(void *to, unsigned type, struct bytes record,
                                         uint64_t offset);
ASSAY_RESULT hdf5_btree2(struct hdf5 *file, uint64_t address, hdf5_on_record *on, void *to);

/* ---- hdf5_dense.c ---- */

/* What is kept in a heap since it is too much for a header: links, or attributes. */
struct hdf5_dense {
    const char *what;
    unsigned by_name; /* type of the tree whose records are ordered by the hashes of names */
    unsigned id_at;   /* of the heap's id, in a record */
    unsigned
        order_size; /* bytes of the highest number in the order of creation, where it is kept */
    bool has_flags; /* a message's flags stand behind the id */
    size_t ceiling; /* bytes of the largest one */
};
extern const struct hdf5_dense hdf5_links_dense, hdf5_attributes_dense;

/* Calls `on` with each, as the message of a header would hold it. */
typedef enum assay_status hdf5_on_dense(void *to, struct hdf5 *file, struct cursor *part);
ASSAY_RESULT hdf5_dense_walk(struct hdf5 *file, const struct hdf5_message *message,
                             const struct hdf5_dense *kind, hdf5_on_dense *on, void *to);

/* ---- hdf5_group.c ---- */

enum hdf5_link_type { HDF5_HARD = 0, HDF5_SOFT = 1, HDF5_EXTERNAL = 64 };

struct hdf5_link {
    unsigned type;
    uint64_t offset; /* of what tells it */
    struct bytes name;
    uint64_t address;    /* HDF5_HARD: of the object header */
    struct bytes file;   /* HDF5_EXTERNAL */
    struct bytes target; /* HDF5_SOFT, HDF5_EXTERNAL: path of an object */
};
typedef enum assay_status hdf5_on_link(void *to, const struct hdf5_link *link);

/* Links of an old group: of its symbol table message. */
ASSAY_RESULT hdf5_symbols(struct hdf5 *file, const struct hdf5_message *message, hdf5_on_link *on,
                          void *to);
/* One link of a new group; those that are many and kept in a heap. */
ASSAY_RESULT hdf5_link_message(struct hdf5 *file, const struct hdf5_message *message,
                               hdf5_on_link *on, void *to);
ASSAY_RESULT hdf5_dense_links(struct hdf5 *file, const struct hdf5_message *message,
                              hdf5_on_link *on, void *to);

/* ---- hdf5_type.c ---- */

enum hdf5_class {
    HDF5_INTEGER,
    HDF5_FLOAT,
    HDF5_TIME,
    HDF5_STRING,
    HDF5_BITS,
    HDF5_OPAQUE,
    HDF5_COMPOUND,
    HDF5_REFERENCE,
    HDF5_ENUM,
    HDF5_SEQUENCE,
    HDF5_ARRAY,
    HDF5_COMPLEX,
    HDF5_CLASSES
};

struct hdf5_type {
    enum hdf5_class class;
    uint32_t size; /* bytes of one element */
    bool big, is_signed;
    bool truth;         /* HDF5_ENUM: FALSE and TRUE */
    bool text;          /* HDF5_SEQUENCE: a text of any length */
    uint8_t padding;    /* HDF5_STRING: 0 ends in NUL, 1 is filled up with NUL, 2 with blanks */
    uint16_t precision; /* bits of a number */
    uint8_t exponent;   /* bits of it */
    uint64_t elements;  /* HDF5_ARRAY: of `base` */
    const struct hdf5_type *base;      /* of HDF5_ENUM, HDF5_SEQUENCE, HDF5_ARRAY, HDF5_COMPLEX */
    const struct hdf5_member *members; /* HDF5_COMPOUND */
    uint32_t member_count;
};

struct hdf5_member {
    struct bytes name;
    uint32_t offset;
    const struct hdf5_type *type;
};

/* Reads a type; what it consists of lives in the arena. */
ASSAY_RESULT hdf5_type_read(struct hdf5 *file, struct cursor *part, struct hdf5_type *type);

/* "float32", "int64", "bool", "string", "compound"; a literal or in the arena, never NULL. */
const char *hdf5_type_name(struct hdf5 *file, const struct hdf5_type *type);
/* As models' tensors are typed: "F32", "BF16", "I64", "BOOL"; NULL for what no tensor consists of.
 */
const char *hdf5_tensor_type(const struct hdf5_type *type);

enum { HDF5_RANK_MAX = 32 };

struct hdf5_space {
    unsigned rank;
    bool null; /* holds no element */
    uint64_t dims[HDF5_RANK_MAX];
    uint64_t most[HDF5_RANK_MAX]; /* what they may grow to; HDF5_NOWHERE: without end */
    uint64_t elements;
};

ASSAY_RESULT hdf5_space_read(struct hdf5 *file, struct cursor *part, struct hdf5_space *space);

/* ---- hdf5_attribute.c ---- */

struct hdf5_attribute {
    struct bytes name;
    struct hdf5_type type;
    struct hdf5_space space;
    struct bytes data; /* as it lies in the file */
    uint64_t offset;   /* of it */
};
typedef enum assay_status hdf5_on_attribute(void *to, const struct hdf5_attribute *attribute);

/* Hands on the attribute in a message, or all those in the heap that a message leads to. */
ASSAY_RESULT hdf5_attribute_message(struct hdf5 *file, const struct hdf5_message *message,
                                    hdf5_on_attribute *on, void *to);
ASSAY_RESULT hdf5_dense_attributes(struct hdf5 *file, const struct hdf5_message *message,
                                   hdf5_on_attribute *on, void *to);

/* ---- hdf5_text.c ---- */

/* Whether elements of the type are texts, of fixed or of any length. */
bool hdf5_is_text(const struct hdf5_type *type);

/*
 * The text of one element in `bytes`, which lie at *offset of the file; *offset becomes where the
 * text itself lies. Of one longer than the ceiling of `out` so much is read.
 */
ASSAY_RESULT hdf5_text(struct hdf5 *file, const struct hdf5_type *type, struct bytes bytes,
                       uint64_t *offset, struct buf *out);

/* Moves to what an element of a HDF5_SEQUENCE refers to, and tells how many elements it has; none
 * where it refers to nothing. */
ASSAY_RESULT hdf5_sequence_seek(struct hdf5 *file, struct bytes element, uint64_t offset,
                                uint32_t *count, uint64_t *size);

/* ---- hdf5_layout.c ---- */

enum hdf5_layout_class { HDF5_COMPACT, HDF5_CONTIGUOUS, HDF5_CHUNKED, HDF5_VIRTUAL };

/* How the chunks of a data set are found. */
enum hdf5_index {
    HDF5_BTREE1,
    HDF5_SINGLE_CHUNK,
    HDF5_IMPLICIT,
    HDF5_FIXED_ARRAY,
    HDF5_EXTENSIBLE_ARRAY,
    HDF5_BTREE2,
};

struct hdf5_layout {
    enum hdf5_layout_class class;
    enum hdf5_index index;
    uint64_t address;    /* of the elements, or of what tells where they are */
    uint64_t offset;     /* HDF5_COMPACT: of the elements in the file */
    uint64_t size;       /* bytes of them; of a single chunk that is filtered */
    uint32_t heap_index; /* HDF5_VIRTUAL */
    uint32_t skipped;    /* HDF5_SINGLE_CHUNK: filters that were left out, by bit */
    bool sized;          /* HDF5_SINGLE_CHUNK: `size` and `skipped` are told */
    bool edges_plain;    /* chunks over the edge are not filtered */
    unsigned rank;       /* of `chunk` */
    uint64_t chunk[HDF5_RANK_MAX];
};

/* Reads a data layout message, of any version. */
ASSAY_RESULT hdf5_layout_read(struct hdf5 *file, const struct hdf5_message *message,
                              struct hdf5_layout *layout);

enum hdf5_filter {
    HDF5_DEFLATE = 1,
    HDF5_SHUFFLE = 2,
    HDF5_FLETCHER32 = 3,
    HDF5_SZIP = 4,
    HDF5_NBIT = 5,
    HDF5_SCALE_OFFSET = 6,
    HDF5_FILTERS_MAX = 32,
    HDF5_SUMS = 4 * HDF5_FILTERS_MAX, /* bytes that filters may add to a chunk */
};

struct hdf5_filters {
    unsigned count;
    uint16_t ids[HDF5_FILTERS_MAX];
};

/* Reads a filter pipeline message. */
ASSAY_RESULT hdf5_filters_read(struct hdf5 *file, const struct hdf5_message *message,
                               struct hdf5_filters *filters);

/* Names of the files in an external-files message, or that a virtual data set takes its elements
 * from ("." is this one). */
typedef enum assay_status hdf5_on_file(void *to, struct bytes name, uint64_t offset);
ASSAY_RESULT hdf5_external_files(struct hdf5 *file, const struct hdf5_message *message,
                                 hdf5_on_file *on, void *to);
ASSAY_RESULT hdf5_virtual_files(struct hdf5 *file, const struct hdf5_layout *layout,
                                hdf5_on_file *on, void *to);

/* ---- hdf5_elements.c, hdf5_chunks.c, hdf5_array.c, hdf5_filter.c ---- */

struct hdf5_dataset {
    struct hdf5_type type;
    struct hdf5_space space;
    struct hdf5_layout layout;
    struct hdf5_filters filters;
};

/* One element: `row` is its place in the first dimension, `column` in what the others span;
 * `offset` is where in the file it, or the chunk that it was decoded from, lies. */
struct hdf5_element {
    uint64_t row, column, offset;
    struct bytes bytes;
};
typedef enum assay_status hdf5_on_element(void *to, const struct hdf5_element *element);

/* All elements that were written; those of a virtual data set or in other files are not here. */
ASSAY_RESULT hdf5_elements(struct hdf5 *file, const struct hdf5_dataset *dataset,
                           hdf5_on_element *on, void *to);

struct hdf5_chunk {
    uint64_t start[HDF5_RANK_MAX]; /* of its first element */
    uint64_t address, size;        /* bytes as stored */
    uint32_t skipped;              /* filters that were left out, by bit */
};
typedef enum assay_status hdf5_on_chunk(void *to, const struct hdf5_chunk *chunk);

/* All chunks that were written. */
ASSAY_RESULT hdf5_chunks(struct hdf5 *file, const struct hdf5_dataset *dataset, hdf5_on_chunk *on,
                         void *to);
/* Bytes of a chunk's elements; ASSAY_ELIMIT past LIMIT_HDF5_CHUNK. */
ASSAY_RESULT hdf5_chunk_size(struct hdf5 *file, const struct hdf5_dataset *dataset, size_t *size);

/* The chunks of an array of them by their number. */
struct hdf5_entry {
    uint64_t number, address, size;
    uint32_t skipped;
};
typedef enum assay_status hdf5_on_entry(void *to, const struct hdf5_entry *entry);
ASSAY_RESULT hdf5_fixed_array(struct hdf5 *file, uint64_t address, hdf5_on_entry *on, void *to);
ASSAY_RESULT hdf5_extensible_array(struct hdf5 *file, uint64_t address, hdf5_on_entry *on,
                                   void *to);

/* Whether the filters are ones that are undone here. */
bool hdf5_filter_known(uint16_t id);

/* Undoes the filters of the stored bytes at the file's cursor: `out`, whose ceiling is
 * LIMIT_HDF5_CHUNK + HDF5_SUMS, gets at most `most` bytes, and what sums add. */
ASSAY_RESULT hdf5_unfilter(struct hdf5 *file, const struct hdf5_dataset *dataset,
                           const struct hdf5_chunk *chunk, size_t most, struct buf *out);
