/* stub_paper.h - whether a paper is yet to be written: it cannot show that something works. */

#pragma once

#include "base/bytes.h"

#define STUB_PAPER "stub" /* the format of such a file */

/*
 * True for a text (.md, .txt, .rst, .adoc) of nothing but short headings, labels and placeholders:
 * "# Test report", "Result: TODO". Any other word says something.
 */
bool paper_is_stub(struct bytes name, struct bytes text);
