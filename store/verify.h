/* verify.h - is an entry what the index says, and does its value decode? */
#ifndef CAMBIUM_STORE_VERIFY_H
#define CAMBIUM_STORE_VERIFY_H

#include "engine/base/buf.h"
#include "store/pack.h"
#include "store/squeeze.h"

/* STORE_HIT: yes. Else `scratch` holds what could be read of it. */
enum store_result verify_record(const struct pack *p, const struct index_record *record,
                                struct squeezer *squeezer, struct buf *scratch,
                                struct entry *entry);

#endif
