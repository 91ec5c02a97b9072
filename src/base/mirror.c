/* mirror.c - a ring: memory that goes on from its end to its beginning. */

#include "base/mirror.h"

#include <sys/mman.h>
#include <unistd.h>

/* Lays the file's pages over both halves of a range that nothing else can have taken. */
static bool map_twice(struct mirror *ring, int file)
{
    uint8_t *both = mmap(NULL, 2 * ring->size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (both == MAP_FAILED)
        return false;
    for (int half = 0; half < 2; half++)
        if (mmap(both + (half ? ring->size : 0), ring->size, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) {
            munmap(both, 2 * ring->size);
            return false;
        }
    ring->data = both;
    return true;
}

bool mirror_init(struct mirror *ring, size_t size)
{
    int file = memfd_create("ring", MFD_CLOEXEC);
    bool made;

    *ring = (struct mirror){.size = size};
    if (file < 0)
        return false;
    made = ftruncate(file, (off_t)size) == 0 && map_twice(ring, file);
    close(file);
    return made;
}

void mirror_clear(struct mirror *ring)
{
    if (ring->data)
        munmap(ring->data, 2 * ring->size);
    *ring = (struct mirror){0};
}
