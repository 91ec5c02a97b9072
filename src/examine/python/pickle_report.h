/*
 * pickle_report.h - what the pickles of one file import, call and hold, gathered over all streams.
 */

#pragma once

#include "examine/inspector.h"
#include "examine/python/pickle_names.h"

#define PICKLE_CODE "model.code-import"
#define PICKLE_UNKNOWN_CODE "model.unknown-import"

/* One name that was imported, however often. */
struct pickle_import {
    char *name; /* as a reader of today resolves it */
    struct pickle_verdict verdict;
    unsigned calls;
    bool makes_own; /* what a call of it gives is of its own type */
};

/* A tensor storage that a torch pickle refers to. */
struct pickle_storage {
    uint64_t key; /* hash of its key; 0 marks a free place */
    uint64_t elements;
    uint32_t width; /* bytes of an element, 0 where the type is not known */
};

/* A name that the stream itself put into the extension registry. */
struct pickle_extension {
    uint64_t code;
    uint32_t import;
};

/* What a formula does when patsy runs it. */
enum pickle_formula { FORMULA_PLAIN, FORMULA_CALLS, FORMULA_REACHES };

struct pickle_spans;

struct pickle_report {
    struct evidence *evidence;
    struct evidence *texts; /* gets them, for the detectors; the reader's choice, at first NULL */
    struct pickle_spans *cells; /* texts in these were handed on already; or NULL */
    struct cursor *cursor;      /* of the file: where failures are told */
    struct pickle_import *imports;
    uint32_t *import_table; /* index + 1; 0 is free */
    size_t import_count, import_capacity;
    struct pickle_storage *storages; /* a table, twice as large as what it holds */
    size_t storage_count, storage_capacity;
    struct pickle_extension extensions[64];
    size_t extension_count;
    uint64_t parameters, tensors, tensor_bytes;
    unsigned protocol; /* highest met */
    bool parameters_known, bytes_known, has_producer, has_architecture;
    bool has_wrappers, has_statsmodels; /* joblib's array wrappers, statsmodels are imported */
    enum pickle_formula formula; /* the worst that waits for a class of statsmodels to run it */
    uint64_t formula_at;
    bool is_table;    /* the last stream is an array or a frame, and no more */
    uint64_t flaw_at; /* the first thing that no reader would accept, or ASSAY_NO_OFFSET */
    char flaw[96];
};

void pickle_report_init(struct pickle_report *report, struct evidence *evidence,
                        struct cursor *cursor);
void pickle_report_clear(struct pickle_report *report);

/* Notes an import at `offset` and judges it; *index is its place among the imports. */
ASSAY_RESULT pickle_report_import(struct pickle_report *report, struct bytes module,
                                  struct bytes name, unsigned protocol, uint64_t offset,
                                  uint32_t *index);
/* The same for a name that only the running program knows: unknown, or dangerous. */
ASSAY_RESULT pickle_report_odd(struct pickle_report *report, const char *name,
                               enum pickle_judgement judgement, uint64_t offset, uint32_t *index);

/* Something done with names that is dangerous by itself: "calls what X returned". */
void pickle_report_danger(struct pickle_report *report, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Something that is neither harmless nor certain to be dangerous: suspicious. */
void pickle_report_unsure(struct pickle_report *report, uint64_t offset, const char *text);

/* A formula, which is told once a class of statsmodels is imported, before it or behind it. */
void pickle_report_formula(struct pickle_report *report, uint64_t offset,
                           enum pickle_formula formula);

/* Not read, or not followed: suspicious, and a gap. */
void pickle_report_gap(struct pickle_report *report, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What no reader accepts; the inspection goes on, as another reader may be more lenient. */
void pickle_report_flaw(struct pickle_report *report, uint64_t offset, const char *text);

/* A storage: its elements count once, however many tensors share it. */
ASSAY_RESULT pickle_report_storage(struct pickle_report *report, struct bytes key,
                                   struct bytes type, uint64_t elements);
/* NULL where it is not known. */
const struct pickle_storage *pickle_report_find_storage(const struct pickle_report *report,
                                                        struct bytes key);

/* Writes the facts; the verdict was raised as things were seen. */
void pickle_report_facts(struct pickle_report *report);
