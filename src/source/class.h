/* class.h - what one kind of source offers to sources.c, which dispatches to it. */

#pragma once

#include "source/source.h"

/* The functions of source.h, one a kind; those that may be NULL say so. */
struct source_class {
    bool sequential;
    enum assay_status (*next)(struct source *source, struct inventory_part *part,
                              struct entry *entry, bool *found, struct assay_error *err);
    /* NULL both: entries open without a session. */
    enum assay_status (*session_open)(struct source *source, struct source_session **out,
                                      struct assay_error *err);
    void (*session_close)(struct source_session *session);
    enum assay_status (*read)(struct source *source, struct source_session *session,
                              const struct entry *entry, struct stream *stream,
                              struct assay_error *err);
    /* NULL: it does not ask. */
    void (*examined)(struct source *source, const struct entry *entry,
                     const struct assay_examination *content);
    /* NULL: there is nothing to tell. */
    enum assay_status (*tell)(struct source *source, const struct source_budget *budget,
                              struct inventory_part *part, struct assay_checked_out *out,
                              struct assay_error *err);
    /* NULL: there are none. */
    const struct stores *(*stores)(const struct source *source);
    /* NULL: entries have no identity of their own. */
    void (*identify)(const struct source *source, struct source_session *session,
                     struct entry *entry);
    void (*know_blob)(struct source *source, const struct entry *entry,
                      struct bytes id); /* or NULL */
    /* NULL both: nothing of it is named by a digest of its bytes. */
    void (*attest)(struct source *source);
    bool (*attested)(const struct stream *stream);
    bool (*scope)(const struct source *source, struct buf *out); /* NULL: none */
    /* NULL: it has none. */
    bool (*plain_sha256)(struct source *source, uint8_t out[32]);
    struct bytes (*texts)(const struct source *source, bool *cut); /* NULL: there are none */
    uint64_t (*end)(const struct source *source);                  /* NULL: not known */
    /* NULL: each byte belongs to a member, or is told. */
    enum assay_status (*outside)(struct source *source, unsigned layer, struct outside *out,
                                 struct assay_error *err);
    void (*close)(struct source *source);
};

/* The first member of each kind's own struct. */
struct source {
    const struct source_class *class;
};

/* One kind of target, tried in the order of the table in sources.c. */
struct source_kind {
    const char *name;
    /* *out stays NULL where the target is not of this kind. */
    enum assay_status (*open)(const struct assay_target *target, struct source_budget *budget,
                              struct inventory_part *part, struct assay_target_facts *facts,
                              struct source **out, struct assay_error *err);
};

extern const struct source_kind source_directory, source_lone_file, source_git;

/* Makes a gap of a failure that carries its id. */
void gap_from(struct inventory_part *part, const struct assay_path *path,
              const struct assay_error *failure);

/* Fills an entry that stands at one place only, its memory from the part. False: out of memory. */
bool entry_place_one(struct entry *entry, struct inventory_part *part,
                     const struct assay_path *path, const struct assay_origin *origin);
