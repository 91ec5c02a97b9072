/*
 * r_words.c - words of R.
 * Sources: R Internals 1.1; R, "Startup"; base, utils and methods, their manuals.
 */

#include "examine/r/r_words.h"

#include "base/kit.h"

static const struct {
    unsigned type;
    const char *name;
} types[] = {
    {R_CLOSURE, "closure"},
    {R_ENVIRONMENT, "environment"},
    {R_PROMISE, "promise"},
    {R_LANGUAGE, "language"},
    {R_SPECIAL, "special"},
    {R_BUILTIN, "builtin"},
    {R_LOGICAL, "logical"},
    {R_INTEGER, "integer"},
    {R_REAL, "double"},
    {R_COMPLEX, "complex"},
    {R_STRING, "character"},
    {R_LIST, "list"},
    {R_EXPRESSION, "expression"},
    {R_BYTECODE, "bytecode"},
    {R_POINTER, "externalptr"},
    {R_WEAK, "weakref"},
    {R_RAW, "raw"},
    {R_S4, "S4"},
    {R_SYMBOL, "symbol"},
};

const char *r_type_name(unsigned type)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i].type == type)
            return types[i].name;
    return NULL;
}

static const struct {
    const char *name;
    enum r_symbol symbol;
} symbols[] = {
    {"class", R_SYMBOL_CLASS},
    {"names", R_SYMBOL_NAMES},
    {"row.names", R_SYMBOL_ROWS},
    {".First", R_SYMBOL_STARTUP},
    {".First.sys", R_SYMBOL_STARTUP},
    {".Last", R_SYMBOL_STARTUP},
    {".Last.sys", R_SYMBOL_STARTUP},
    {".External", R_SYMBOL_RUNS},
    {".Call", R_SYMBOL_RUNS},
    {"assignInNamespace", R_SYMBOL_RUNS},
    {"attach", R_SYMBOL_RUNS},
    {"download.file", R_SYMBOL_RUNS},
    {"dyn.load", R_SYMBOL_RUNS},
    {"eval", R_SYMBOL_RUNS},
    {"evalq", R_SYMBOL_RUNS},
    {"file.remove", R_SYMBOL_RUNS},
    {"install.packages", R_SYMBOL_RUNS},
    {"library.dynam", R_SYMBOL_RUNS},
    {"load", R_SYMBOL_RUNS},
    {"makeActiveBinding", R_SYMBOL_RUNS},
    {"parse", R_SYMBOL_RUNS},
    {"pipe", R_SYMBOL_RUNS},
    {"readRDS", R_SYMBOL_RUNS},
    {"reg.finalizer", R_SYMBOL_RUNS},
    {"shell", R_SYMBOL_RUNS},
    {"shell.exec", R_SYMBOL_RUNS},
    {"socketConnection", R_SYMBOL_RUNS},
    {"source", R_SYMBOL_RUNS},
    {"sys.source", R_SYMBOL_RUNS},
    {"system", R_SYMBOL_RUNS},
    {"system2", R_SYMBOL_RUNS},
    {"unlink", R_SYMBOL_RUNS},
    {"unserialize", R_SYMBOL_RUNS},
    {"url", R_SYMBOL_RUNS},
    {"writeLines", R_SYMBOL_RUNS},
};

_Static_assert(ARRAY_LEN(symbols) < UINT8_MAX, "a number is a byte");

uint8_t r_symbol_number(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(symbols); i++)
        if (bytes_equal(name, bytes_text(symbols[i].name)))
            return (uint8_t)(i + 1);
    return 0;
}

enum r_symbol r_symbol(uint8_t number)
{
    return number ? symbols[number - 1].symbol : R_SYMBOL_PLAIN;
}

const char *r_symbol_name(uint8_t number)
{
    return number ? symbols[number - 1].name : "";
}

bool r_class_is_data(struct bytes name)
{
    static const char *const classes[] = {"data.frame", "data.table", "factor", "tbl",
                                          "tbl_df",     "grouped_df", "ts",     "zoo"};

    return bytes_is_one_of(name, classes, ARRAY_LEN(classes));
}
