/* form_template.c - a form as a document to fill in, with a comment for each field. */

#include <string.h>

#include "doc/form.h"

enum { MEANING_COLUMN = 34 };

static void write_comment(const struct form *form, size_t blanks, struct buf *out)
{
    const char *as = form->type == FORM_DATE   ? "2026-11-01"
                     : form->type == FORM_TIME ? "2026-11-01T09:30:00Z"
                                               : NULL;

    /* of a list of words: what may stand in it */
    const struct form *words = form->type == FORM_LIST ? form->element : form;

    if (!*form->meaning && words->allowed_count == 0 && !as && !*form->example)
        return;
    buf_printf(out, "%*s# %s", (int)blanks, "", form->meaning);
    if (words->allowed_count > 0)
        buf_text(out, *form->meaning ? ": " : "");
    for (size_t i = 0; i < words->allowed_count; i++)
        buf_printf(out, "%s%s",
                   i == 0                          ? ""
                   : i + 1 == words->allowed_count ? " or "
                                                   : ", ",
                   words->allowed[i]);
    if (as)
        buf_printf(out, "%sas %s", *form->meaning ? "; " : "", as);
    if (*form->example)
        buf_printf(out, "%ssuch as %s", *form->meaning || as ? "; " : "", form->example);
}

/* NOLINTBEGIN(misc-no-recursion): the form is no deeper than FORM_DEPTH */

/* `lead` is what stands before the name: blanks, or the dash of a list's element. */
static void write_field(const struct form *form, const char *lead, unsigned indent, bool optional,
                        struct buf *out);

static void write_fields(const struct form *form, const char *lead, unsigned indent, bool optional,
                         const char *skip, struct buf *out)
{
    bool first = true;

    for (int required = 1; required >= 0; required--) {
        for (size_t i = 0; i < form->field_count; i++) {
            const struct form *field = &form->fields[i];

            if (field->required != (required == 1) || (skip && strcmp(skip, field->name) == 0))
                continue;
            write_field(field, first ? lead : "", indent, optional || !field->required, out);
            first = false;
        }
    }
}

static void write_field(const struct form *form, const char *lead, unsigned indent, bool optional,
                        struct buf *out)
{
    size_t start = out->size, width;
    bool inner = form->type == FORM_MAP || (form->type == FORM_LIST && form->element->field_count);

    buf_printf(out, "%s%*s%s%s:%s", optional ? "# " : "", (int)(indent - strlen(lead)), "", lead,
               form->name,
               inner                     ? ""
               : form->type == FORM_LIST ? " [TODO]"
                                         : " TODO");
    width = out->size - start;
    write_comment(form, width < MEANING_COLUMN ? MEANING_COLUMN - width : 2, out);
    buf_byte(out, '\n');
    if (form->type == FORM_MAP)
        write_fields(form, "", indent + 2, optional, NULL, out);
    else if (inner)
        write_fields(form->element, "- ", indent + 4, optional, NULL, out);
}

/* NOLINTEND(misc-no-recursion) */

void form_template(const struct form *form, const char *skip, struct buf *out)
{
    write_fields(form, "", 0, false, skip, out);
}
