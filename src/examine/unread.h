/* unread.h - formats that hold data or documents and that nobody here reads. */

#pragma once

#include "base/bytes.h"

/* What a file is that begins like this ("a mailbox of Outlook"), or NULL; `text`: and goes on as
 * text does, as a manual that begins with such a word. */
const char *unread_format(struct bytes head, bool text);

/* The same of a value in a file, such as an attachment in base64 or a document in a database: what
 * would be opened and read, were it a file of its own. */
const char *unread_value(struct bytes value);
