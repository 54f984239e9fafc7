/* fewer.h - how much less of the same a sanitizer build does. Everything takes several
 * times as long there, and what a sanitizer sees it sees in a few rounds; that nothing
 * goes wrong in a thousand, or in a huge file, is for the release to show, which does
 * all. Never divide by it what is another path through the code, or what only a
 * sanitizer would notice. */
#ifndef CAMBIUM_TESTS_FEWER_H
#define CAMBIUM_TESTS_FEWER_H

#ifdef __SANITIZE_ADDRESS__
enum { FEWER = 5 };
#else
enum { FEWER = 1 };
#endif

#endif
