/*
 * pickle_names.h - what importing a name would allow: known to be harmless, known to be dangerous,
 * or unknown, which is neither.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/bytes.h"

enum pickle_judgement { PICKLE_ALLOWED, PICKLE_UNKNOWN, PICKLE_DANGEROUS };

/* What a dangerous name is good for. */
enum pickle_group {
    PICKLE_NO_GROUP,
    PICKLE_RUN_CODE,
    PICKLE_RUN_PROCESS,
    PICKLE_REACH_ANYTHING,
    PICKLE_PICKLE_AGAIN,
    PICKLE_FILES_AND_NETWORK,
    PICKLE_ML_LIBRARIES,
    PICKLE_AGAINST_SCANNER,
    PICKLE_GROUPS
};

/* Which package an allowed name is known from. */
enum pickle_origin {
    ORIGIN_NONE,
    ORIGIN_PYTHON,
    ORIGIN_NUMPY,
    ORIGIN_SCIPY,
    ORIGIN_SKLEARN,
    ORIGIN_JOBLIB,
    ORIGIN_PANDAS,
    ORIGIN_TORCH,
    ORIGIN_HUB,
};

/* An allowed name whose calls are judged by their arguments, or mean something to the inspector. */
enum pickle_rule {
    RULE_NONE,
    RULE_BARE,        /* its constructor runs a text that it is given */
    RULE_BUFFER,      /* given bytes and a type of objects it takes them for addresses */
    RULE_CODEC,       /* _codecs.encode: only character codecs */
    RULE_CONSTRUCTOR, /* given a text it looks for a model or a file of that name */
    RULE_DTYPE,       /* numpy.dtype: its size counts raw arrays */
    RULE_GENERATOR,   /* given a callable, calls it: only numpy's own */
    RULE_GETATTR,     /* of an allowed name or object, a plain name */
    RULE_HELD,        /* a function that pickles hold, for others to call: by none it is called */
    RULE_ITEMGETTER,  /* constants */
    RULE_ITER,        /* of one thing: with a second it calls the first */
    RULE_JOBLIB,      /* an array's bytes follow in the file */
    RULE_OTHER_FILE,  /* reads an array from a file beside it */
    RULE_PARTIAL,     /* of an allowed name */
    RULE_REBUILD,     /* calls its first argument: only torch's own functions */
    RULE_RECONSTRUCT, /* makes an object of the class that is its first argument */
    RULE_STATE,       /* code is made of texts in its state */
    RULE_TENSOR,      /* makes a tensor on a storage */
    RULE_TORCH_BYTES, /* its argument is a torch file, judged too */
    RULE_TYPE,        /* of one constant; with three things it makes a class */
    RULE_UFUNC,       /* imports what its arguments name */
    RULE_ZONE_FILE,   /* reads the file that its first argument names */
};

struct pickle_allowed {
    const char *name;
    enum pickle_origin origin;
    enum pickle_rule rule;
};

struct pickle_denied {
    const char *name;
    enum pickle_group group;
    bool whole; /* all below it too */
};

struct pickle_package {
    const char *name;
    enum pickle_origin origin;
    enum pickle_rule rule; /* of its classes */
};

struct pickle_renamed {
    const char *old, *now;
};

/* The tables: each sorted by its first member. */
extern const struct pickle_allowed pickle_allowed[];
extern const size_t pickle_allowed_count;
extern const struct pickle_package pickle_packages[];
extern const size_t pickle_package_count;
extern const struct pickle_denied pickle_denied[];
extern const size_t pickle_denied_count;
extern const char *const pickle_denied_parts[];
extern const size_t pickle_denied_part_count;
extern const struct pickle_renamed pickle_renamed_modules[];
extern const size_t pickle_renamed_module_count;
extern const struct pickle_renamed pickle_renamed_names[];
extern const size_t pickle_renamed_name_count;

struct pickle_verdict {
    enum pickle_judgement judgement;
    enum pickle_group group;
    enum pickle_rule rule;
    enum pickle_origin origin; /* of an allowed name */
};

/*
 * Judges one import and writes the name that a reader of today would import to `resolved`
 * ("posix.system"), emptied first. Below protocol 3 both that name and the one written are judged,
 * as a reader of either age may come; the worse counts.
 */
struct pickle_verdict pickle_judge(struct bytes module, struct bytes name, unsigned protocol,
                                   struct buf *resolved);

/* `^_?[A-Z]\w*$`, or the restoring function that Cython makes for a class. */
bool pickle_class_like(struct bytes name);

/* Whether calling this name gives an object of a type of its own, and never what was put in. */
bool pickle_makes_own(const char *import);

/* Whether an attribute may be fetched by this name: an identifier that reaches no other module. */
bool pickle_plain_name(struct bytes name);
