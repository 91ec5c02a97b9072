/*
 * cel.h - the Common Expression Language: typed questions over facts, with unknown values.
 *
 * Knows nothing of what is asked about. The order of use: an environment declares names, types and
 * functions; a text is compiled in it to a program; a program is run over values, within a budget;
 * the result is a value, unknown because of named facts, or a fault with its place.
 * Source: google/cel-spec, doc/langdef.md; extensions as in google/cel-go, ext/README.md.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct arena;
struct buf;

/* ---- types ---- */

enum cel_kind {
    CEL_DYN, /* of types only: checked when the program runs */
    CEL_NULL,
    CEL_BOOL,
    CEL_INT,
    CEL_UINT,
    CEL_DOUBLE,
    CEL_STRING,
    CEL_BYTES,
    CEL_LIST,
    CEL_MAP,
    CEL_DURATION,
    CEL_TIMESTAMP,
    CEL_TYPE,
    CEL_OPTIONAL,
    CEL_RECORD,  /* named fields, each declared; read one at a time */
    CEL_OPAQUE,  /* of types only: a name with arguments */
    CEL_PARAM,   /* of types only: `<T>` in a signature */
    CEL_UNKNOWN, /* of values only */
    CEL_FAULT,   /* of values only */
    CEL_KINDS,
};

struct cel_type;

struct cel_field {
    const char *name;
    const struct cel_type *type;
};

struct cel_type {
    enum cel_kind kind;
    const char *name;                   /* "int", "list", the record's own name, "<T>" as "T" */
    const struct cel_type *const *args; /* list: element; map: key, value; optional: value */
    size_t arg_count;
    const struct cel_field *fields; /* of a record, sorted by name: ask cel_record_fields() */
    size_t field_count;
    const struct cel_late *late; /* of a record whose fields are made when one is asked for */
};

/* Makes the fields of a record type; the same each time it is asked, NULL when memory ran out. */
struct cel_late {
    const struct cel_type *(*make)(void *data);
    void *data;
};

extern const struct cel_type cel_dyn, cel_null, cel_bool, cel_int, cel_uint, cel_double, cel_string,
    cel_bytes, cel_duration, cel_timestamp, cel_type_type;

/* Types made of others live in the arena. NULL when memory ran out. */
const struct cel_type *cel_list_of(struct arena *arena, const struct cel_type *element);
const struct cel_type *cel_map_of(struct arena *arena, const struct cel_type *key,
                                  const struct cel_type *value);
const struct cel_type *cel_optional_of(struct arena *arena, const struct cel_type *value);

/* A record type with its fields in any order; names and fields are copied. Field names hold no dot:
 * `item.model.parameters` is a field of a record that is a field of a record. */
const struct cel_type *cel_record_of(struct arena *arena, const char *name,
                                     const struct cel_field *fields, size_t count);
/* The same, with fields that are made when an expression, an example or a value first asks for one:
 * most of many types are never asked. `data` is borrowed for as long as the type is used. */
const struct cel_type *cel_record_late(struct arena *arena, const char *name,
                                       const struct cel_late *late);
/* A record type with its fields; NULL when memory ran out. */
const struct cel_type *cel_record_fields(const struct cel_type *record);
/* The type of a field; NULL where none is declared, or memory ran out. */
const struct cel_type *cel_record_field(const struct cel_type *record, const char *name);

/* The type as written in a signature: "map(string, list(int))". NULL when memory ran out. */
const char *cel_type_text(struct arena *arena, const struct cel_type *type);

/* ---- values ---- */

/* A moment or a span: nanos are 0 to 999,999,999 and always count forward from the seconds. */
struct cel_time {
    int64_t seconds;
    int32_t nanos;
};

struct cel_value {
    enum cel_kind kind;
    union {
        bool boolean;
        int64_t integer;
        uint64_t uinteger;
        double real;
        struct bytes text; /* CEL_STRING (UTF-8) and CEL_BYTES */
        const struct cel_list *list;
        const struct cel_map *map;
        struct cel_time time;          /* CEL_DURATION and CEL_TIMESTAMP (since 1970, UTC) */
        const struct cel_type *type;   /* CEL_TYPE */
        const struct cel_value *inner; /* CEL_OPTIONAL; NULL for none */
        const struct cel_record *record;
        const struct cel_names *names; /* CEL_UNKNOWN: the facts that are missing */
        const struct cel_fault *fault;
    } of;
};

struct cel_list {
    size_t count;
    const struct cel_value *items;
};

struct cel_entry {
    struct cel_value key, value;
};

struct cel_map {
    size_t count;
    const struct cel_entry *entries; /* in the order they were written */
    const uint32_t *order;           /* entry numbers by key; NULL where few entries */
};

struct cel_names {
    size_t count;
    const char *const *names; /* sorted, each once */
};

struct cel_fault {
    const char *text;      /* one line */
    uint32_t line, column; /* in the expression, from 1; 0 where not known */
    bool final;            /* over budget or out of memory: `||` and `&&` do not absorb it */
};

/*
 * A record reads its fields when they are asked for.
 *
 * read  gives the field's value and true, or false where that fact is absent: then has() is false,
 *       and reading it is unknown with the name "<path>.<field>". Must be pure: same answer each
 *       time. `arena` is for what the value needs; it lives as long as the evaluation.
 */
struct cel_record {
    const struct cel_type *type;
    const char *path; /* what the record is called in "unknown because of" and explanations */
    bool (*read)(const struct cel_record *record, const char *field, struct arena *arena,
                 struct cel_value *out);
    const void *data;
};

struct cel_value cel_of_null(void);
struct cel_value cel_of_bool(bool value);
struct cel_value cel_of_int(int64_t value);
struct cel_value cel_of_uint(uint64_t value);
struct cel_value cel_of_double(double value);
/* Borrowed, as all texts and pointers below are: they must outlive the value. */
struct cel_value cel_of_string(struct bytes text);
struct cel_value cel_of_text(const char *text);
struct cel_value cel_of_bytes(struct bytes bytes);
struct cel_value cel_of_duration(int64_t seconds, int32_t nanos);
struct cel_value cel_of_timestamp(int64_t seconds, int32_t nanos);
struct cel_value cel_of_type(const struct cel_type *type);
struct cel_value cel_of_record(const struct cel_record *record);
/* These copy what they are given into the arena; a fault value when memory ran out. */
struct cel_value cel_of_optional(struct arena *arena, const struct cel_value *inner); /* or NULL */
struct cel_value cel_of_list(struct arena *arena, const struct cel_value *items, size_t count);
/* A fault where a key is not bool, int, uint or string, or comes twice. */
struct cel_value cel_of_map(struct arena *arena, const struct cel_entry *entries, size_t count);
struct cel_value cel_of_unknown(struct arena *arena, const char *name);
/* A set of names. The first of them in their order are enough to know why: a record with a million
 * open fields would else be joined a million times. */
enum { CEL_UNKNOWNS_MAX = 100 };
struct cel_value cel_of_unknowns(struct arena *arena, const char *const *names, size_t count);
struct cel_value cel_of_fault(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As `==` of the language: numbers compare across types, NaN is not equal to itself, maps have no
 * order. Values that hold an unknown inside are not equal to anything. */
bool cel_equal(struct cel_value a, struct cel_value b);

/* The value under `key`, or NULL. */
const struct cel_value *cel_map_find(const struct cel_map *map, struct cel_value key);

/*
 * Appends the value as a literal of the language, in one line: strings quoted and escaped, uints
 * with u, doubles always with a point or exponent, maps sorted by key. Equal values of one type
 * give equal texts. An unknown is `unknown(a, b)`, a fault `fault(text)`.
 */
void cel_print(struct buf *out, struct cel_value value);
/* As above, but a string or bytes at the top are written as they are, and times bare. */
void cel_print_plain(struct buf *out, struct cel_value value);
/* As the one or the other; of a longer text its first `most` bytes, in whole letters, and "...". A
 * value may hold another many times over, so what is shown has to end somewhere. */
void cel_print_cut(struct buf *out, struct cel_value value, size_t most, bool plain);

/* ---- the environment ---- */

struct cel_env;
struct cel_run; /* one evaluation under way */

/* `args` holds the receiver first where there is one; never an unknown or a fault. The kinds match
 * the signature. */
typedef struct cel_value cel_call(struct cel_run *run, const struct cel_value *args, size_t count,
                                  void *user);

/*
 * One overload of a function. The signature reads
 *     "size(list(<T>)) -> int", "math.abs(int) -> int"      called by name
 *     "(string).startsWith(string) -> bool"                 called on its first argument
 * with the types bool int uint double string bytes null_type type dyn list(T) map(K, V)
 * optional_type(T) duration timestamp, `<T>` for any type, and the names of declared records.
 */
struct cel_function {
    const char *signature;
    cel_call *call;
    void *user;
};

/* With the standard library of the language. Lives in the arena; NULL when memory ran out. */
struct cel_env *cel_env_new(struct arena *arena);

/* Adds an extension: "strings" "math" "optionals" "bindings" "comprehensions2" "encoders".
 * ASSAY_EUSAGE for any other name. */
ASSAY_RESULT cel_env_library(struct cel_env *env, const char *name, struct assay_error *err);

/* Names are looked up in the container first, then in those around it: "com.example". */
ASSAY_RESULT cel_env_container(struct cel_env *env, const char *container, struct assay_error *err);

/* ASSAY_EUSAGE for a name that is there already. Dotted names are fine. The type is borrowed. */
ASSAY_RESULT cel_env_variable(struct cel_env *env, const char *name, const struct cel_type *type,
                              struct assay_error *err);
ASSAY_RESULT cel_env_constant(struct cel_env *env, const char *name, struct cel_value value,
                              struct assay_error *err);
/* Makes a record type's name usable in signatures and in cel_env_type(). */
ASSAY_RESULT cel_env_record(struct cel_env *env, const struct cel_type *record,
                            struct assay_error *err);
/* ASSAY_EUSAGE for a signature that cannot be read, or one that is there already. */
ASSAY_RESULT cel_env_function(struct cel_env *env, const struct cel_function *function,
                              struct assay_error *err);
ASSAY_RESULT cel_env_functions(struct cel_env *env, const struct cel_function *functions,
                               size_t count, struct assay_error *err);
/* Reads a type in the notation of signatures. */
ASSAY_RESULT cel_env_type(struct cel_env *env, const char *text, const struct cel_type **out,
                          struct assay_error *err);

/* ---- compiling ---- */

enum {
    CEL_DEPTH = 250,               /* levels that an expression may nest */
    CEL_SOURCE_MAX = 64 * 1024,    /* bytes of one expression */
    CEL_PATTERN_MAX = 1024,        /* bytes of a pattern of matches() */
    CEL_SUBJECT_MAX = 1024 * 1024, /* bytes that matches() looks at */
};

struct cel_program;

/*
 * Reads and checks an expression. The program lives in `arena` and borrows from `env`, which must
 * not change while it is in use; many threads may run one program.
 *
 * ASSAY_EUSAGE  id "policy.expression": line, column and excerpt say where, `remedy` may name the
 *               nearest declared word
 * ASSAY_ENOMEM
 */
ASSAY_RESULT cel_compile(const struct cel_env *env, struct bytes text, struct arena *arena,
                         struct cel_program **out, struct assay_error *err);

/* As above without the checker: names and overloads that are not there fault when they are met.
 * For conformance tests. */
ASSAY_RESULT cel_compile_unchecked(const struct cel_env *env, struct bytes text,
                                   struct arena *arena, struct cel_program **out,
                                   struct assay_error *err);

const struct cel_type *cel_program_type(const struct cel_program *program);
struct bytes cel_program_source(const struct cel_program *program);

/*
 * The variables and fields that the program may read, as paths, sorted, each once:
 * "item.model.parameters"; the field of an element of a list is "item.files[].size", beside
 * "item.files" for the list.
 */
const char *const *cel_program_reads(const struct cel_program *program, size_t *count);

/*
 * False where the program is false whatever else holds while `path` is the string `text`, as
 * `item.kind == "model" && ...` is for "dataset": comparisons with literals, and && and || of such,
 * are looked at. True is no promise.
 */
bool cel_could_be_true(const struct cel_program *program, const char *path, struct bytes text);

/* Calls `visit` for each literal text that `path` is compared with by ==, != or `in`, anywhere in
 * the program. */
void cel_compared_texts(const struct cel_program *program, const char *path,
                        void (*visit)(void *data, struct bytes text), void *data);

/* Finds where an expression ends that `closing` ends, one of `)`, `]` and `}`: the offset of the
 * first that closes no bracket of its own, strings and comments stepped over. False where there is
 * none. */
bool cel_expression_end(struct bytes text, char closing, size_t *end);

/* ---- running ---- */

struct cel_binding {
    const char *name;
    struct cel_value value;
};

/* Where values of variables come from: the table first, then `find`, where there is one. A declared
 * variable that neither has is unknown under its own name. */
struct cel_activation {
    const struct cel_binding *bindings;
    size_t count;
    bool (*find)(void *data, const char *name, struct arena *arena, struct cel_value *out);
    void *data;
};

struct cel_budget {
    uint64_t steps; /* nodes evaluated, elements and texts compared, texts given to functions
                     * (64 bytes a step) */
    uint64_t bytes; /* made by the program: strings, lists, maps */
};

#define CEL_BUDGET                                                                                 \
    ((struct cel_budget){.steps = UINT64_C(1000000), .bytes = UINT64_C(16) << 20}) /* the usual */

struct cel_evaluation;

/*
 * Runs a program. Everything of the evaluation lives in `arena`, as long as it does; the activation
 * and what it borrows must live as long where cel_explain() is used.
 *
 * ASSAY_ENOMEM  the only failure: all else is in the result
 */
ASSAY_RESULT cel_evaluate(const struct cel_program *program,
                          const struct cel_activation *activation, struct cel_budget budget,
                          struct arena *arena, struct cel_evaluation **out,
                          struct assay_error *err);

/* A value, CEL_UNKNOWN with the names of facts, or CEL_FAULT with text and place. */
struct cel_value cel_result(const struct cel_evaluation *evaluation);
uint64_t cel_steps(const struct cel_evaluation *evaluation);
/* What it left of its budget, for the next one where several share it. */
struct cel_budget cel_left(const struct cel_evaluation *evaluation);

/* For functions: memory for what they make, charged to the budget; NULL when it is used up, and
 * then the function returns cel_run_over(). */
void *cel_run_alloc(struct cel_run *run, size_t count, size_t size);
/* Charges work; false when the budget is used up. */
bool cel_run_steps(struct cel_run *run, uint64_t steps);
struct cel_value cel_run_over(struct cel_run *run);
/* A fault of the function's own, placed where it was called. */
struct cel_value cel_run_fault(struct cel_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct arena *cel_run_arena(struct cel_run *run); /* not charged: for small, fixed things */

/* ---- explaining ---- */

enum {
    CEL_EXPLAIN_ELEMENTS = 5, /* failing elements shown of one all() */
    CEL_EXPLAIN_LEAVES = 50,
    CEL_EXPLAIN_TEXT = 200, /* bytes of a value's text; longer ones end in "..." */
};

/* What was read, and what it was. */
struct cel_read {
    const char *path;  /* "item.model.parameters" */
    const char *value; /* as by cel_print(), cut; of has() "present" or "absent" */
};

/* A part of the expression that made the result what it is. */
struct cel_leaf {
    const char *source;    /* its text in the expression */
    const char *value;     /* as by cel_print(), cut */
    uint32_t line, column; /* where it begins */
    const struct cel_read *reads;
    size_t read_count;

    /* Inside all(), exists() and kin: which element, and how many failed of how many. */
    const char *element; /* "files[3]", or NULL */
    uint64_t failing, elements;
};

struct cel_explanation {
    const struct cel_leaf *leaves;
    size_t count;
    bool cut; /* there were more than CEL_EXPLAIN_LEAVES */
};

/*
 * Why a result that is a bool came out as it did: for false the false arms of `&&`, all of `||`,
 * the arm taken of `?:`, the first failing elements of all(); for true the reverse. An unknown or a
 * fault is followed to the parts that are unknown or at fault; any other result is one leaf, the
 * whole. Elements are evaluated again, within the same budget.
 * Lives in the evaluation's arena.
 */
ASSAY_RESULT cel_explain(struct cel_evaluation *evaluation, struct cel_explanation *out,
                         struct assay_error *err);
