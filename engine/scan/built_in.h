/* built_in.h - what nobody means to have analysed, unless they say so.
 *
 * Bytecode, version control, virtual environments, caches, installed packages:
 * by name, below the root only. Folders that only might be made by a tool
 * (build, dist, env, target) are not in the list: a .gitignore says that better. */
#ifndef CAMBIUM_SCAN_BUILT_IN_H
#define CAMBIUM_SCAN_BUILT_IN_H

/* In the form of an ignore file. */
extern const char built_in_rules[];

#endif
