#include "engine/facts/scope.h"

#include "engine/base/memory.h"

struct scope *scope_push(struct scopes *s)
{
    s->items = memory_grow(s->items, &s->capacity, s->count + 1, sizeof *s->items);
    s->items[s->count++] = (struct scope){0};
    return scope_top(s);
}
