/*
 * program_end.c - where a program ends by its own account: what stands behind it is no part of it.
 * Source: System V ABI, "ELF Header" and "Program Header"; Microsoft, PE Format, "COFF File Header"
 * and "Section Table"; Apple, mach-o/loader.h and mach-o/fat.h.
 */

#include "base/cursor.h"
#include "base/kit.h"
#include "source/embedded.h"

/* Fields of a program's headers, in its byte order; 0 past the end of what is at hand. */
struct headers {
    struct bytes bytes;
    bool big;
};

static uint64_t number(const struct headers *headers, uint64_t at, size_t size)
{
    uint64_t value = 0;

    if (at > headers->bytes.size || size > headers->bytes.size - at)
        return 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | headers->bytes.data[at + (headers->big ? i : size - 1 - i)];
    return value;
}

static uint64_t later(uint64_t end, uint64_t at, uint64_t size, uint64_t most)
{
    uint64_t other;

    if (ckd_add(&other, at, size) || other > most)
        return end; /* cut, or no header */
    return other > end ? other : end;
}

static uint64_t elf_end(struct bytes head, uint64_t size)
{
    struct headers elf = {.bytes = head, .big = head.data[5] == 2};
    bool wide = head.data[4] == 2;
    uint64_t segments = number(&elf, wide ? 32 : 28, wide ? 8 : 4);
    uint64_t sections = number(&elf, wide ? 40 : 32, wide ? 8 : 4);
    uint64_t segment_size = number(&elf, wide ? 54 : 42, 2);
    uint64_t segment_count = number(&elf, wide ? 56 : 44, 2);
    uint64_t section_size = number(&elf, wide ? 58 : 46, 2);
    uint64_t section_count = number(&elf, wide ? 60 : 48, 2);
    uint64_t end = later(wide ? 64 : 52, sections, section_size * section_count, size);

    if (segments > head.size)
        return end;
    for (uint64_t i = 0; i < segment_count; i++) {
        uint64_t at = segments + i * segment_size;

        end = later(end, number(&elf, at + (wide ? 8 : 4), wide ? 8 : 4),
                    number(&elf, at + (wide ? 32 : 16), wide ? 8 : 4), size);
    }
    return end;
}

static uint64_t pe_end(struct bytes head, uint64_t size)
{
    enum { SECTION = 40, COFF = 24 };
    struct headers pe = {.bytes = head};
    uint64_t at = number(&pe, 60, 4), end;
    uint64_t count = number(&pe, at + 6, 2), optional = number(&pe, at + 20, 2);

    if (at > head.size || number(&pe, at, 4) != 0x4550)
        return 0;
    at += COFF + optional;
    end = at + count * SECTION;
    for (uint64_t i = 0; i < count; i++)
        end = later(end, number(&pe, at + i * SECTION + 20, 4),
                    number(&pe, at + i * SECTION + 16, 4), size);
    return end;
}

static uint64_t macho_end(struct bytes head, uint64_t size, bool wide)
{
    enum { SEGMENT = 1, SEGMENT_WIDE = 0x19 };
    struct headers macho = {.bytes = head};
    uint64_t count = number(&macho, 16, 4), at = wide ? 32 : 28;
    uint64_t end = at + number(&macho, 20, 4);

    for (uint64_t i = 0; i < count && at + 8 <= head.size; i++) {
        uint64_t command = number(&macho, at, 4), length = number(&macho, at + 4, 4);

        if (command == SEGMENT)
            end = later(end, number(&macho, at + 32, 4), number(&macho, at + 36, 4), size);
        else if (command == SEGMENT_WIDE)
            end = later(end, number(&macho, at + 40, 8), number(&macho, at + 48, 8), size);
        if (length < 8)
            break;
        at += length;
    }
    return end;
}

/* Several programs in one; a class of Java has the same magic, and a version in place of a count.
 */
static uint64_t fat_end(struct bytes head, uint64_t size)
{
    enum { PROGRAM = 20, MOST = 16 };
    struct headers fat = {.bytes = head, .big = true};
    uint64_t count = number(&fat, 4, 4), end = 8 + count * PROGRAM;

    if (count > MOST)
        return 0;
    for (uint64_t i = 0; i < count; i++)
        end = later(end, number(&fat, 8 + i * PROGRAM + 8, 4),
                    number(&fat, 8 + i * PROGRAM + 12, 4), size);
    return end;
}

uint64_t embedded_program_end(struct bytes head, uint64_t size)
{
    enum { LEAST = 64 };

    if (head.size < LEAST)
        return 0;
    if (bytes_starts(head, BYTES("\x7f"
                                 "ELF")))
        return elf_end(head, size);
    if (bytes_starts(head, BYTES("MZ")))
        return pe_end(head, size);
    if (bytes_starts(head, BYTES("\xcf\xfa\xed\xfe")))
        return macho_end(head, size, true);
    if (bytes_starts(head, BYTES("\xce\xfa\xed\xfe")))
        return macho_end(head, size, false);
    if (bytes_starts(head, BYTES("\xca\xfe\xba\xbe")))
        return fat_end(head, size);
    return 0;
}
