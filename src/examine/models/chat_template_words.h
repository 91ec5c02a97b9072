/*
 * chat_template_words.h - words of Jinja that chat_template.c knows: what only lays out messages,
 * and what leads further.
 *
 * Source: Jinja, "Template Designer Documentation"; transformers, chat templates.
 */

#pragma once

#include "base/kit.h"

/* Names that lead to the globals of the module that defines them. */
static const char *const helpers[] = {"cycler", "joiner", "lipsum", "namespace", "self"};

static const char *const loading_tags[] = {"extends", "from", "import", "include"};

static const char *const functions[] = {"caller",          "dict",  "loop",         "namespace",
                                        "raise_exception", "range", "strftime_now", "tojson"};

/* Words before which a parenthesis is no call. */
static const char *const connectives[] = {"and", "call", "elif", "else", "filter",
                                          "for", "if",   "in",   "is",   "not",
                                          "or",  "set",  "with", "do",   "recursive"};

static const char *const methods[] = {
    "append",  "capitalize",   "copy",         "count",      "endswith", "extend",     "find",
    "get",     "index",        "insert",       "isalnum",    "isalpha",  "isdigit",    "isnumeric",
    "isspace", "items",        "join",         "keys",       "lower",    "lstrip",     "partition",
    "pop",     "removeprefix", "removesuffix", "replace",    "rfind",    "rpartition", "rsplit",
    "rstrip",  "split",        "splitlines",   "startswith", "strip",    "title",      "update",
    "upper",   "values",       "zfill"};

_Static_assert(ARRAY_LEN(methods) <= 64, "each is a bit");

/* What dictionaries have is theirs, whatever their keys are. */
static const char *const of_dictionaries[] = {"copy", "get",    "items", "keys",
                                              "pop",  "update", "values"};

/* Filters and methods that cut signs out of a text. */
static const char *const cutters[] = {
    "batch",  "first",        "last",         "list",    "lstrip",  "partition",
    "random", "removeprefix", "removesuffix", "replace", "reverse", "rpartition",
    "rsplit", "rstrip",       "slice",        "split",   "strip",   "truncate"};

static const char *const filters[] = {
    "abs",       "batch",     "capitalize", "count",      "d",          "default", "dictsort",
    "e",         "escape",    "first",      "float",      "from_json",  "groupby", "indent",
    "int",       "items",     "join",       "last",       "length",     "list",    "lower",
    "map",       "max",       "min",        "reject",     "rejectattr", "replace", "reverse",
    "round",     "safe",      "select",     "selectattr", "slice",      "sort",    "string",
    "sum",       "title",     "tojson",     "trim",       "truncate",   "unique",  "upper",
    "urlencode", "wordcount", "wordwrap"};

/* Attributes that lead to code or to the frame that runs, without a "__" in their names. Source:
 * the lists of jinja2/sandbox.py. */
static const char *const frames[] = {
    "ag_code",      "ag_frame",  "co_code",  "cr_code",   "cr_frame",     "f_back",   "f_builtins",
    "f_code",       "f_globals", "f_locals", "func_code", "func_globals", "gi_code",  "gi_frame",
    "gi_yieldfrom", "im_class",  "im_func",  "im_self",   "mro",          "tb_frame", "tb_next"};

/* Of these the first text is looked for, or taken away. */
static const char *const takers[] = {"count",   "endswith",  "find",         "index",
                                     "lstrip",  "partition", "removeprefix", "removesuffix",
                                     "replace", "rfind",     "rpartition",   "rsplit",
                                     "rstrip",  "split",     "startswith",   "strip"};

static const char *const appliers[] = {"map", "reject", "select"};
