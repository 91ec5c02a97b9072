/* library.c - libgit2 started, tamed, and its failures put into ours. */

#include "source/git/library.h"

#include <stdarg.h>

#include "base/kit.h"
#include "source/fail.h"

enum assay_status library_open(struct assay_error *err)
{
    /* format.c has judged them: what these change is read here by hands of our own, or not at all
     */
    static const char *const extensions[] = {
        "compatobjectformat", "noop-v1",    "objectformat",      "partialclone",
        "preciousobjects",    "refstorage", "relativeworktrees", "worktreeconfig"};
    int count = git_libgit2_init();

    if (count < 0)
        return fail_git(err, ASSAY_EINTERNAL, "git.unsupported-format", "libgit2 does not start");
    if (count > 1)
        return ASSAY_OK;
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, ARRAY_LEN(extensions));
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0); /* each object is read once */
    return ASSAY_OK;
}

void library_close(void)
{
    git_libgit2_shutdown();
}

enum assay_status fail_git(struct assay_error *err, enum assay_status status, const char *id,
                           const char *format, ...)
{
    const git_error *last = git_error_last();
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (last && last->message && last->message[0])
        return fail_id(err, status, id, "%s: %s", text, last->message);
    return fail_id(err, status, id, "%s", text);
}
