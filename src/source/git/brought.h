/*
 * brought.h - which commits of a history brought files that somebody knows how to read.
 *
 * A commit brings a file where that content stands at that path in none of its parents: so each
 * version counts, under each name that it ever had, and what was deleted again too.
 */

#pragma once

#include "base/buf.h"
#include "source/git/commits.h"

/* Who knows what files are about; topics are numbers of the reader's own. */
struct brought_reader {
    bool (*wants)(struct bytes name); /* by its last part, whether a file is read at all */
    /* Adds the topics of a content, uint32_t each; none where it is about nothing. ASSAY_EFORMAT
     * where it cannot be read, ASSAY_ELIMIT where no more is, "pointer.lfs-missing" or
     * "pointer.annex-missing" where it only points to what would be. Of a link it is the target.
     * Each content is asked about once. */
    enum assay_status (*read)(void *data, struct bytes content, struct buf *topics,
                              struct assay_error *err);
    void *data;
};

/* A commit, by its number in the graph, that brought something on a topic. */
struct bringing {
    uint32_t commit, topic;
};

struct brought {
    struct buf bringings; /* struct bringing, in the order of the graph; some stand twice */
    bool promised;        /* a partial clone left objects with its remote */
    bool pointed;         /* git-lfs or git-annex keeps versions outside the history */
    bool unread;          /* objects or versions are broken, or more than the reader takes */
};

void brought_clear(struct brought *brought);

/* Looks through a graph that was walked; `part` is for gaps, as the scan has told them. */
ASSAY_RESULT brought_find(const struct commit_graph *graph, const struct brought_reader *reader,
                          struct inventory_part *part, struct brought *out,
                          struct assay_error *err);
