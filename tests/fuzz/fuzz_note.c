/* fuzz_note.c - notes, checkpoints and verifier keys: a failure says where, and a note that was
 * read gives its bytes again. */

#include <stdlib.h>

#include "base/kit.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_checkpoint(struct bytes text)
{
    CLEANUP(buf_clear) struct buf again = {.ceiling = 4096};
    struct checkpoint checkpoint;
    struct assay_error err = {0};

    if (checkpoint_read(text, "fuzz", &checkpoint, &err) != ASSAY_OK) {
        if (err.offset > text.size)
            abort();
        return;
    }
    checkpoint_write(&checkpoint, &again);
    if (!bytes_starts(text, buf_bytes(&again)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;
    struct bytes text = bytes_of(data, size);
    struct assay_error err = {0};
    struct note_verifier known = {0};
    struct note note;

    if (!arena)
        return 0;
    if (note_verifier_read(arena, text, &known, &key, &err) == ASSAY_OK) {
        CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};

        note_verifier_write(&known, &again);
        if (again.status == ASSAY_OK && !bytes_equal(buf_bytes(&again), text))
            abort();
    }
    check_checkpoint(text);
    if (note_read(arena, text, "fuzz", &note, &err) != ASSAY_OK) {
        if (err.offset > size || !*err.text)
            abort();
        return 0;
    }
    if (note.count == 0 || note.text.size + 1 + note.lines.size != size)
        abort();
    check_checkpoint(note.text);
    if (note_verify(&note, NULL, 0, "fuzz", &err) == ASSAY_OK) /* nobody is known */
        abort();
    return 0;
}
