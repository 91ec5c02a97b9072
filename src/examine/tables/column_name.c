/* column_name.c - see column_name.h. */

#include "examine/tables/column_name.h"

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
