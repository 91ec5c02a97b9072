/* column_name.c - see column_name.h. */

#include "examine/tables/column_name.h"

#include "examine/detect/column_guess.h"
#include "examine/tables/cell_value.h"

enum { NAME_MAX = 64 /* bytes that a column's name may have, to be taken for one */ };

bool column_name_is_possible(struct bytes cell)
{
    enum cell_type type = cell_type(cell);

    return cell.size <= NAME_MAX && (type == CELL_TEXT || type == CELL_BOOLEAN) &&
           !bytes_has(cell, '@');
}

static bool is_name_byte(uint8_t byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || bytes_has(BYTES("_-. ()/%:#"), byte);
}

bool column_name_is_likely(struct bytes cell)
{
    size_t blanks = 0;

    for (size_t i = 0; i < cell.size; i++) {
        blanks += cell.data[i] == ' ';
        if (!is_name_byte(cell.data[i]))
            return false;
    }
    return blanks <= 3;
}

bool column_name_is_identifier(struct bytes name)
{
    enum { IDENTIFIER_MAX = 256 };
    char text[IDENTIFIER_MAX + 1];
    struct column column = {.name = text};

    if (name.size > IDENTIFIER_MAX || (name.size > 0 && memchr(name.data, 0, name.size)))
        return false;
    if (name.size > 0)
        memcpy(text, name.data, name.size);
    text[name.size] = 0;
    column_guess_name(&column);
    return column.named != 0;
}
