/*
 * spdx.c - licence identifiers.
 * Source: SPDX License List 3.25 for identifiers; Hugging Face Hub documentation, "Licenses", for
 * the names that its cards use.
 */

#include "examine/words/spdx.h"

#include <stdlib.h>

#include "base/kit.h"

struct licence {
    const char *name; /* lower case; sorted */
    const char *id;
};

/* clang-format off */
static const struct licence licences[] = {
    {"0bsd", "0BSD"},
    {"afl-3.0", "AFL-3.0"},
    {"agpl-3.0", "AGPL-3.0-only"},
    {"agpl-3.0-only", "AGPL-3.0-only"},
    {"agpl-3.0-or-later", "AGPL-3.0-or-later"},
    {"apache-2.0", "Apache-2.0"},
    {"apple-ascl", "LicenseRef-apple-ascl"},
    {"artistic-1.0", "Artistic-1.0"},
    {"artistic-2.0", "Artistic-2.0"},
    {"bigcode-openrail-m", "LicenseRef-bigcode-openrail-m"},
    {"bigscience-bloom-rail-1.0", "LicenseRef-bigscience-bloom-rail-1.0"},
    {"bigscience-openrail-m", "LicenseRef-bigscience-openrail-m"},
    {"bsd-2-clause", "BSD-2-Clause"},
    {"bsd-3-clause", "BSD-3-Clause"},
    {"bsd-3-clause-clear", "BSD-3-Clause-Clear"},
    {"bsl-1.0", "BSL-1.0"},
    {"c-uda", "C-UDA-1.0"},
    {"c-uda-1.0", "C-UDA-1.0"},
    {"cc-by-2.0", "CC-BY-2.0"},
    {"cc-by-2.5", "CC-BY-2.5"},
    {"cc-by-3.0", "CC-BY-3.0"},
    {"cc-by-4.0", "CC-BY-4.0"},
    {"cc-by-nc-2.0", "CC-BY-NC-2.0"},
    {"cc-by-nc-3.0", "CC-BY-NC-3.0"},
    {"cc-by-nc-4.0", "CC-BY-NC-4.0"},
    {"cc-by-nc-nd-3.0", "CC-BY-NC-ND-3.0"},
    {"cc-by-nc-nd-4.0", "CC-BY-NC-ND-4.0"},
    {"cc-by-nc-sa-2.0", "CC-BY-NC-SA-2.0"},
    {"cc-by-nc-sa-3.0", "CC-BY-NC-SA-3.0"},
    {"cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"},
    {"cc-by-nd-4.0", "CC-BY-ND-4.0"},
    {"cc-by-sa-3.0", "CC-BY-SA-3.0"},
    {"cc-by-sa-4.0", "CC-BY-SA-4.0"},
    {"cc0-1.0", "CC0-1.0"},
    {"cdla-permissive-1.0", "CDLA-Permissive-1.0"},
    {"cdla-permissive-2.0", "CDLA-Permissive-2.0"},
    {"cdla-sharing-1.0", "CDLA-Sharing-1.0"},
    {"creativeml-openrail-m", "LicenseRef-creativeml-openrail-m"},
    {"deepfloyd-if-license", "LicenseRef-deepfloyd-if-license"},
    {"ecl-2.0", "ECL-2.0"},
    {"epl-1.0", "EPL-1.0"},
    {"epl-2.0", "EPL-2.0"},
    {"etalab-2.0", "etalab-2.0"},
    {"eupl-1.1", "EUPL-1.1"},
    {"eupl-1.2", "EUPL-1.2"},
    {"gemma", "LicenseRef-gemma"},
    {"gpl-2.0", "GPL-2.0-only"},
    {"gpl-2.0-only", "GPL-2.0-only"},
    {"gpl-2.0-or-later", "GPL-2.0-or-later"},
    {"gpl-3.0", "GPL-3.0-only"},
    {"gpl-3.0-only", "GPL-3.0-only"},
    {"gpl-3.0-or-later", "GPL-3.0-or-later"},
    {"isc", "ISC"},
    {"lgpl-2.1", "LGPL-2.1-only"},
    {"lgpl-2.1-only", "LGPL-2.1-only"},
    {"lgpl-2.1-or-later", "LGPL-2.1-or-later"},
    {"lgpl-3.0", "LGPL-3.0-only"},
    {"lgpl-3.0-only", "LGPL-3.0-only"},
    {"lgpl-3.0-or-later", "LGPL-3.0-or-later"},
    {"llama2", "LicenseRef-llama2"},
    {"llama3", "LicenseRef-llama3"},
    {"llama3.1", "LicenseRef-llama3.1"},
    {"llama3.2", "LicenseRef-llama3.2"},
    {"llama3.3", "LicenseRef-llama3.3"},
    {"llama4", "LicenseRef-llama4"},
    {"lppl-1.3c", "LPPL-1.3c"},
    {"mit", "MIT"},
    {"mit-0", "MIT-0"},
    {"mpl-2.0", "MPL-2.0"},
    {"ms-pl", "MS-PL"},
    {"ncsa", "NCSA"},
    {"odbl", "ODbL-1.0"},
    {"odbl-1.0", "ODbL-1.0"},
    {"odc-by", "ODC-By-1.0"},
    {"odc-by-1.0", "ODC-By-1.0"},
    {"ofl-1.1", "OFL-1.1"},
    {"openrail", "LicenseRef-openrail"},
    {"openrail++", "LicenseRef-openrail-plus-plus"},
    {"osl-3.0", "OSL-3.0"},
    {"pddl", "PDDL-1.0"},
    {"pddl-1.0", "PDDL-1.0"},
    {"postgresql", "PostgreSQL"},
    {"unlicense", "Unlicense"},
    {"wtfpl", "WTFPL"},
    {"zlib", "Zlib"},
};
/* clang-format on */

static int compare_name(const void *key, const void *element)
{
    const struct bytes *name = key;
    const struct licence *licence = element;
    int order = strncasecmp((const char *)name->data, licence->name, name->size);

    return order ? order : -(licence->name[name->size] != 0);
}

const char *spdx_id(struct bytes name)
{
    const struct licence *found;

    if (name.size == 0 || memchr(name.data, 0, name.size))
        return NULL;
    found = bsearch(&name, licences, ARRAY_LEN(licences), sizeof(struct licence), compare_name);
    return found ? found->id : NULL;
}

void spdx_normalise(struct bytes stated, struct buf *out)
{
    while (stated.size > 0) {
        size_t size = 0;
        const char *id;

        while (size < stated.size && !bytes_has(BYTES(" ()\t\n"), stated.data[size]))
            size++;
        id = spdx_id(bytes_of(stated.data, size));
        if (id)
            buf_text(out, id);
        else
            buf_add(out, stated.data, size);
        stated = bytes_from(stated, size);
        if (stated.size > 0) {
            buf_byte(out, stated.data[0] == '\t' || stated.data[0] == '\n' ? ' ' : stated.data[0]);
            stated = bytes_from(stated, 1);
        }
    }
}
