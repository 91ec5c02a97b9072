/*
 * inspect_class_label.c - the class of one sample of a WebDataset shard: a file that holds a number
 * and nothing else. Source: webdataset, "The WebDataset Format"; autodecode.py, decoder of "cls".
 */

#include "base/kit.h"
#include "examine/inspect.h"

enum { DIGITS = 18 };

/* The number, without the white space that int() passes over; empty where it is none. */
static struct bytes number_in(struct bytes text)
{
    size_t digits = 0, sign = text.size > 0 && text.data[0] == '-', rest;

    while (sign + digits < text.size && text.data[sign + digits] >= '0' &&
           text.data[sign + digits] <= '9')
        digits++;
    rest = sign + digits;
    while (rest < text.size && bytes_has(BYTES(" \t\r\n"), text.data[rest]))
        rest++;
    return bytes_of(text.data,
                    digits > 0 && digits <= DIGITS && rest == text.size ? sign + digits : 0);
}

static enum assay_status class_label_read(struct cursor *cursor, const struct subject *subject,
                                          struct evidence *evidence)
{
    (void)cursor; /* its head is all of it */
    evidence_text(evidence, ASSAY_FACT_DATASET_LABEL, MEASURED, number_in(subject->head));
    return ASSAY_OK;
}

static unsigned class_label_bid(const struct subject *subject)
{
    return bytes_ends(subject->name, BYTES(".cls")) && number_in(subject->head).size > 0 ? 8 : 0;
}

const struct inspector inspect_class_label = {.format = "class-label",
                                              .kind = ASSAY_KIND_OTHER,
                                              .text = true,
                                              .bid = class_label_bid,
                                              .read = class_label_read};
