/*
 * custom_code.h - code that a model brings along, or that its files name: what a loader would run
 * once it is told to trust them, or without being told.
 */

#pragma once

#include "examine/inspector.h"

#define CUSTOM_CODE "model.custom-code"

/*
 * Notes one piece of code: the fact model.custom-code, an observation, and how loading fares.
 * `field` is the place in the document that names it ("auto_map.AutoModel").
 */
void custom_code(struct evidence *evidence, enum assay_load load, uint64_t at, struct bytes field,
                 struct bytes what);

/*
 * A reference as the Hub's libraries resolve it: "module.Class" of a file beside the model, which
 * its user is asked about (suspicious); "owner/name--module.Class" of another repository, or a path
 * that leaves the folder (dangerous).
 */
void custom_code_reference(struct evidence *evidence, uint64_t at, struct bytes field,
                           struct bytes reference);

/* True where a part between slashes (of either lean) is "..", or the path is absolute. */
bool custom_code_leaves(struct bytes path);

/* True for a dotted Python name whose call is known to run code, as os.system is. */
bool custom_code_runs(struct bytes dotted);

/*
 * A dotted Python name that a reader imports and calls: judged as pickles are (pickle_names.h).
 * What is known to be harmless is no code to be told of.
 */
void custom_code_target(struct evidence *evidence, uint64_t at, struct bytes field,
                        struct bytes dotted);

/* As above where classes of a project's own are the rule: a name that nobody knows is told as a
 * fact, and no more. */
void custom_code_mention(struct evidence *evidence, uint64_t at, struct bytes field,
                         struct bytes dotted);
