/* xml.h - text that may stand in XML 1.0. */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

/* Appends text made visible as text_show() does, and what XML 1.0 has no character for likewise. */
void xml_show(struct buf *out, struct bytes text);

/* The same, escaped for an element's content or a quoted attribute. */
void xml_escape(struct buf *out, struct bytes text);
