/* fuzz.h - what libFuzzer calls. A target is a file fuzz_SUBJECT.c with these;
 * without libFuzzer, fuzz_replay.c calls it for each file that is named. */
#ifndef CAMBIUM_TESTS_FUZZ_H
#define CAMBIUM_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0; what is wrong aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes data in place, up to `room` bytes; returns the new size. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

#endif
