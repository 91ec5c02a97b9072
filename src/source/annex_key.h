/*
 * annex_key.h - the keys of git-annex: which content a link or pointer stands for.
 * Source: git-annex, "internals: key format", "internals: pointer file", "internals: hashing".
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/digest.h"

enum { ANNEX_KEY_MAX = 512 /* bytes: keys are names of files */, ANNEX_FOLDERS_SIZE = 8 };

struct annex_key {
    struct bytes name;     /* all of it, as a file is named: the two folders above are made of it */
    struct bytes back_end; /* "SHA256E" */
    uint64_t size;         /* bytes of the content, or STREAM_SIZE_UNKNOWN */
    bool hashed;           /* the back end names content by a digest that can be computed here */
    enum digest_kind hash;
    struct bytes digest; /* lower-case hex; empty where not `hashed` */
};

/*
 * Takes a key apart: BACKEND[-sSIZE][-mTIME][-SSIZE-CNUMBER]--NAME. False where `name` is no key,
 * or one of a known back end whose digest is not of its length.
 */
bool annex_key_parse(struct bytes name, struct annex_key *key);

/* The key that a symbolic link leads to: ".../.git/annex/objects/xx/yy/KEY/KEY"; false for others.
 */
bool annex_key_of_link(struct bytes target, struct annex_key *key);

/* The key of a pointer file, "/annex/objects/KEY" and one newline; false for others. */
bool annex_key_of_pointer(struct bytes text, struct annex_key *key);

/* The two folders, "xX/yY" or with `lower` "xxx/yyy", that the key's own folder lies in. */
void annex_key_folders(struct bytes name, bool lower, char out[ANNEX_FOLDERS_SIZE]);
