/* crew.c - threads that have nothing to do help those that have too much. */

#include "base/crew.h"

bool crew_init(struct crew *crew, unsigned size)
{
    *crew = (struct crew){.size = size};
    if (pthread_mutex_init(&crew->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&crew->idle, NULL) != 0) {
        pthread_mutex_destroy(&crew->mutex);
        return false;
    }
    if (pthread_cond_init(&crew->owners, NULL) != 0) {
        pthread_cond_destroy(&crew->idle);
        pthread_mutex_destroy(&crew->mutex);
        return false;
    }
    return true;
}

void crew_clear(struct crew *crew)
{
    pthread_cond_destroy(&crew->owners);
    pthread_cond_destroy(&crew->idle);
    pthread_mutex_destroy(&crew->mutex);
}

void crew_lock(struct crew *crew)
{
    pthread_mutex_lock(&crew->mutex);
}

void crew_unlock(struct crew *crew)
{
    pthread_mutex_unlock(&crew->mutex);
}

void crew_call_one(struct crew *crew)
{
    pthread_cond_signal(&crew->idle);
}

void crew_call_all(struct crew *crew)
{
    pthread_cond_broadcast(&crew->idle);
}

void crew_tell(struct crew *crew)
{
    pthread_cond_broadcast(&crew->owners);
}

void crew_open(struct crew *crew, struct task *task)
{
    task->open = true;
    crew_call_one(crew);
    crew_tell(crew); /* an owner that waits can help as well, or has waited for just this */
}

void crew_offer(struct crew *crew, struct task *task)
{
    struct task **link = &crew->tasks;

    crew_lock(crew);
    while (*link && (*link)->rank >= task->rank)
        link = &(*link)->next;
    task->next = *link;
    *link = task;
    if (task->open)
        crew_open(crew, task);
    crew_unlock(crew);
}

void crew_withdraw(struct crew *crew, struct task *task)
{
    struct task **link = &crew->tasks;

    crew_lock(crew);
    while (*link != task)
        link = &(*link)->next;
    *link = task->next;
    while (task->inside > 0)
        crew_wait_helpers(crew);
    crew_unlock(crew);
}

bool crew_help(struct crew *crew, unsigned depth, void *helper)
{
    struct task *task = crew->tasks;

    while (task && (!task->open || task->depth < depth))
        task = task->next;
    if (!task)
        return false;
    task->open = false;
    task->inside++;
    crew_unlock(crew);
    task->help(task, helper);
    crew_lock(crew);
    task->inside--;
    crew_tell(crew);
    return true;
}

bool crew_has_better(const struct crew *crew, const struct task *task)
{
    for (const struct task *other = crew->tasks; other && other->rank > task->rank;
         other = other->next)
        if (other->open)
            return true;
    return false;
}

static void wait_on(struct crew *crew, pthread_cond_t *condition)
{
    crew->spare++;
    pthread_cond_wait(condition, &crew->mutex);
    crew->spare--;
}

void crew_wait_idle(struct crew *crew)
{
    wait_on(crew, &crew->idle);
}

void crew_wait_helpers(struct crew *crew)
{
    pthread_cond_wait(&crew->owners, &crew->mutex);
}

void crew_help_or_wait(struct crew *crew, unsigned depth, void *helper)
{
    if (!crew_help(crew, depth, helper))
        wait_on(crew, &crew->owners);
}
