/* evidence_part.h - what the files of evidence_*.c share: how an item's evidence is held while it
 * is gathered. */

#pragma once

#include "base/buf.h"
#include "base/limits.h"
#include "examine/detect/identifier_tokens.h"
#include "examine/detect/known_names.h"
#include "examine/evidence.h"
#include "source/stored.h"

struct slot {
    bool used;
    struct assay_value value;
    const char **texts; /* of a list, in the arena, grown by doubling */
    size_t count, capacity;
    uint64_t dropped;
};

/* How sure a sighting is by itself, before its column is judged; in rising order. */
enum bucket { WEAK, SAMPLE, LOW, MEDIUM, HIGH, BUCKETS };

enum { SEEN_WORDS = 4, RECENT_TALLIES = 32 };

/* What a column's cells together say of one class. */
struct column_verdict {
    bool judged, named;
    bool raised; /* whatever was seen is sure */
    bool cells;  /* what column_guess_cell() counted is one, at `level` */
    enum assay_confidence level;
};

/* The sightings of one class, detail and column. */
struct tally {
    const char *class_name, *detail;
    const struct detected *what;  /* NULL for what inspectors saw */
    uint32_t column;              /* or EVIDENCE_NO_COLUMN */
    uint64_t passes, weak_passes; /* cells with at least one hit, samples left out */
    uint64_t samples;             /* cells with nothing but samples */
    uint64_t last_cell, last_weak_cell, last_sample_cell;
    uint64_t seen[SEEN_WORDS]; /* digests of different values, a bit each */
    struct column_verdict verdict;
    bool in_company; /* what stands beside it makes it surer (company.c) */
    uint64_t counts[BUCKETS];
    uint8_t place_counts[BUCKETS];
    struct assay_place places[BUCKETS][LIMIT_OBSERVATION_PLACES];
    char masked[BUCKETS][MASKED_SIZE];
};

struct column {
    uint64_t cells; /* those that are not empty */
    const char *name;
    const char *least, *most; /* or NULL: none are known */
    bool time;                /* they are of a column of times */
    bool told;                /* it is one of a table that is told */
    uint8_t parts;            /* of rows: a bit for the one that all of its cells are in, or none */
    uint32_t table;           /* another number for each table */
    uint64_t named, barred;   /* identifiers that the name speaks for, and against: a bit each */
    uint64_t asked;           /* those of `named` whose cells have a form of their own */
    bool hashed;              /* the name is of digests of identifiers (hashed_column.h) */
    uint32_t guesses;         /* the first one's place and 1; 0: none */
};

/* Which identifiers stand on one line of text with others (company.c). */
struct company {
    uint32_t line;
    uint64_t on_line;            /* those of `line`, a bit each */
    uint64_t lines[IDENTIFIERS]; /* those that each had another one on */
};

/* One line on a column's labels. */
struct label_line {
    uint32_t column;
    const char *text;
};

/* What whole cells of one column passed as; most come to nothing. */
struct guess {
    uint8_t id; /* an identifier_id */
    uint8_t place_count;
    uint8_t different;                /* bits of `seen` */
    uint32_t column, next;            /* as in struct column */
    uint64_t passes, strong, samples; /* cells */
    uint64_t seen[SEEN_WORDS];
    int32_t least[2], most[2]; /* of latitude and longitude */
    struct assay_place places[LIMIT_OBSERVATION_PLACES], sample;
};

struct evidence {
    struct arena *arena;
    const uint8_t *digest_key; /* or NULL */
    bool out_of_memory, facts_used, text_over, table;
    enum assay_kind kind;
    bool kind_set;
    const char *format;
    enum assay_load load;
    bool declined, further;
    struct slot slots[ASSAY_FACTS][2]; /* by id and origin */

    struct tally *tallies;
    size_t tally_count, tally_capacity;
    uint32_t *order; /* indexes of `tallies`, sorted by class, detail, column */
    struct recent_tally {
        const struct detected *what; /* NULL: none */
        uint32_t column, tally;
    } recent[RECENT_TALLIES]; /* those of hits in columns, by column: the next row's are the same */

    /* Hits that wait for the cell they stand in: of the item's own bytes, and of values that were
     * decoded from them; `waiting` is the one that is being filled. */
    struct waiting {
        struct hit *hits;
        size_t at, count, capacity;
    } raw, decoded, *waiting;

    /* Spans of text with escapes, from `at` on still to be handed on (evidence_escaped.c). */
    struct escaped {
        struct escaped_span {
            struct assay_place place;
            size_t raw, size; /* in `raw` */
            enum encoded_as encoded;
        } * spans;
        size_t at, count, capacity;
        struct buf raw, text; /* the bytes of all; what those at hand mean */
        struct buf packed;    /* what a value of base64 means so far; begun where it stands */
        struct assay_place packed_at;
        uint64_t own;        /* before it the inspector decoded what it wanted */
        uint64_t counted[2]; /* before it hits were counted; of what is encoded, the second */
    } escaped;
    struct value_sink *sink; /* where decoded values go, or NULL */
    bool only_unseen;        /* hits of classes that were seen are left out, */
    uint64_t guessed;        /* and those of these identifiers, a bit each */
    struct column *columns;
    size_t column_count, column_capacity;
    size_t bounded_count; /* columns whose bounds were told, in order */
    uint64_t cell, cell_end;
    struct label_line *labels;
    size_t label_count, label_capacity;
    uint64_t counted; /* identifiers that were seen in the present cell, a bit each */
    struct company company;
    struct token_ends ends;
    struct known_names names;
    struct guess *guesses;
    size_t guess_count, guess_capacity;
    bool guesses_over;
    struct stored_claim *pointed; /* what the item stands for */
    size_t pointed_count, pointed_capacity;

    struct evidence_gap gaps[LIMIT_ITEM_GAPS + 1];
    size_t gap_count;
    uint64_t gaps_dropped;

    struct assay_claim *claims;
    size_t claim_count, claim_capacity;
    uint64_t claims_dropped;
    size_t claim_bytes;
};

/* Room for one more element of a vector that is reused from item to item. */
bool evidence_reserve(struct evidence *evidence, void **vector, size_t *capacity, size_t count,
                      size_t size);

/* At most LIMIT_FACT_TEXT bytes, not cut inside a character. */
struct bytes evidence_cut(struct bytes text);

/* A copy in the arena that is valid UTF-8 and a whole C string; NULL when memory ran out. */
const char *evidence_keep(struct evidence *evidence, struct bytes text, bool always_shown);

/* Escaped text: none so far; [start, end) is decoded by the inspector; it was seen as it reads, as
 * evidence_value_seen(). */
void evidence_escapes_start(struct evidence *evidence);
void evidence_escapes_own(struct evidence *evidence, uint64_t start, uint64_t end);
void evidence_escaped_seen(struct evidence *evidence, const struct value *value, uint64_t end);

/* Counts the hits that wait and start before an offset, as those of a column or of none; at `place`
 * where they stand in a decoded value, else (NULL) where they were seen. */
void evidence_count_waiting(struct evidence *evidence, uint64_t before, uint32_t column,
                            const struct assay_place *place);

/* What is known of a column; NULL past LIMIT_COLUMNS. The item is a table from here on. */
struct column *evidence_use_column(struct evidence *evidence, uint32_t column);

/* True where personal data or a secret was seen in a column, or may have been. */
bool evidence_column_is_personal(const struct evidence *evidence, uint32_t column);

void evidence_end_columns(struct evidence *evidence); /* before the facts */
/* What was read as tables is none: facts on columns are forgotten, what was seen in them stays. */
void evidence_no_table(struct evidence *evidence);

/* Judges each column, and puts what its cells came to among the tallies (column_judge.c). */
void evidence_judge_columns(struct evidence *evidence);

/* Raises what is seen row by row, or line by line, beside other things that are told of people;
 * after the columns were judged (company.c). */
void evidence_judge_company(struct evidence *evidence);
/* Personal data of some confidence on a line of text; lines come in order. */
void company_of_hit(struct company *company, unsigned identifier, uint32_t line);
void company_end_line(struct company *company);

/* The tally of a class and column; evidence_use_tally() makes it, NULL when memory ran out. */
struct tally *evidence_find_tally(const struct evidence *evidence, const char *class_name,
                                  uint32_t column);
struct tally *evidence_use_tally(struct evidence *evidence, const char *class_name,
                                 uint32_t column);

/* What was gathered becomes the content's, sorted. */
void evidence_end_facts(struct evidence *evidence, struct assay_examination *content);
void evidence_end_observations(struct evidence *evidence, struct assay_examination *content);
