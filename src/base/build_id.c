/*
 * build_id.c - the build ids that the linker wrote into the program and its libraries.
 * Source: elf(5), "Notes (Nhdr)"; dl_iterate_phdr(3).
 */

#include "base/build_id.h"

#include <elf.h>
#include <link.h>
#include <stddef.h>

#include "base/kit.h"

struct walk {
    struct buf *out;
    bool complete;
};

/* The description of the note of that type and of GNU's in a note segment; empty if none. */
static struct bytes find_note(struct bytes notes, uint32_t type)
{
    ElfW(Nhdr) head;

    while (notes.size >= sizeof head) {
        size_t name, size;

        memcpy(&head, notes.data, sizeof head);
        name = ((size_t)head.n_namesz + 3) & ~(size_t)3;
        size = ((size_t)head.n_descsz + 3) & ~(size_t)3;
        notes = bytes_from(notes, sizeof head);
        if (name > notes.size || size > notes.size - name)
            break;
        if (head.n_type == type && head.n_namesz == sizeof ELF_NOTE_GNU &&
            memcmp(notes.data, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0)
            return bytes_of(notes.data + name, head.n_descsz);
        notes = bytes_from(notes, name + size);
    }
    return bytes_of(NULL, 0);
}

static int add_object(struct dl_phdr_info *info, size_t size, void *state)
{
    struct walk *walk = state;

    (void)size;
    if (strncmp(info->dlpi_name, "linux-vdso", sizeof "linux-vdso" - 1) == 0)
        return 0; /* the kernel's, no code of ours */
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        struct bytes id;

        if (segment->p_type != PT_NOTE)
            continue;
        /* The loader mapped it there. NOLINTNEXTLINE(performance-no-int-to-ptr) */
        id = find_note(
            bytes_of((const void *)(info->dlpi_addr + segment->p_vaddr), segment->p_memsz),
            NT_GNU_BUILD_ID);
        if (id.size > 0) {
            buf_add(walk->out, id.data, id.size);
            return 0;
        }
    }
    walk->complete = false;
    return 1;
}

bool build_id_add(struct buf *out)
{
    struct walk walk = {.out = out, .complete = true};

    dl_iterate_phdr(add_object, &walk);
    return walk.complete && out->status == ASSAY_OK;
}
