/* libgit2.h - libgit2, loaded when somebody asks git.
 *
 * It brings a dozen libraries, which cost each start of the program several milliseconds;
 * most commands never ask. So it is no library of the program: libgit2_load opens it, and
 * the functions in libgit2.def are reached through one table. Every file of this room that
 * calls one includes this header instead of git2.h; the names are the same. */
#ifndef CAMBIUM_VCS_LIBGIT2_H
#define CAMBIUM_VCS_LIBGIT2_H

#include "engine/base/err.h"

#include <git2.h>
#include <git2/sys/config.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

struct libgit2 {
#define FUNCTION(name) __typeof__(&name) name##_;
#include "engine/vcs/libgit2.def"
#undef FUNCTION
};

/* One for the process, as the library is; filled once and never changed. */
extern struct libgit2 libgit2;

/* Any number of times, from any thread. False: it isn't installed (ERR_UNSUPPORTED). */
bool libgit2_load(struct err *e);

#ifndef CAMBIUM_VCS_LIBGIT2_ITSELF
#define git_commit_free            (libgit2.git_commit_free_)
#define git_commit_lookup          (libgit2.git_commit_lookup_)
#define git_commit_parent_id       (libgit2.git_commit_parent_id_)
#define git_commit_parentcount     (libgit2.git_commit_parentcount_)
#define git_commit_time            (libgit2.git_commit_time_)
#define git_config_add_backend     (libgit2.git_config_add_backend_)
#define git_config_free            (libgit2.git_config_free_)
#define git_config_new             (libgit2.git_config_new_)
#define git_error_last             (libgit2.git_error_last_)
#define git_error_set_str          (libgit2.git_error_set_str_)
#define git_index_entry_stage      (libgit2.git_index_entry_stage_)
#define git_index_entrycount       (libgit2.git_index_entrycount_)
#define git_index_free             (libgit2.git_index_free_)
#define git_index_get_byindex      (libgit2.git_index_get_byindex_)
#define git_index_read             (libgit2.git_index_read_)
#define git_libgit2_init           (libgit2.git_libgit2_init_)
#define git_libgit2_opts           (libgit2.git_libgit2_opts_)
#define git_libgit2_shutdown       (libgit2.git_libgit2_shutdown_)
#define git_merge_base             (libgit2.git_merge_base_)
#define git_object_free            (libgit2.git_object_free_)
#define git_object_id              (libgit2.git_object_id_)
#define git_object_peel            (libgit2.git_object_peel_)
#define git_object_string2type     (libgit2.git_object_string2type_)
#define git_object_type            (libgit2.git_object_type_)
#define git_object_type2string     (libgit2.git_object_type2string_)
#define git_object_typeisloose     (libgit2.git_object_typeisloose_)
#define git_odb_add_backend        (libgit2.git_odb_add_backend_)
#define git_odb_backend_data_alloc (libgit2.git_odb_backend_data_alloc_)
#define git_odb_backend_data_free  (libgit2.git_odb_backend_data_free_)
#define git_odb_backend_pack       (libgit2.git_odb_backend_pack_)
#define git_odb_free               (libgit2.git_odb_free_)
#define git_odb_hash               (libgit2.git_odb_hash_)
#define git_odb_new                (libgit2.git_odb_new_)
#define git_odb_object_data        (libgit2.git_odb_object_data_)
#define git_odb_object_free        (libgit2.git_odb_object_free_)
#define git_odb_object_size        (libgit2.git_odb_object_size_)
#define git_odb_object_type        (libgit2.git_odb_object_type_)
#define git_odb_read               (libgit2.git_odb_read_)
#define git_oid_cmp                (libgit2.git_oid_cmp_)
#define git_oid_equal              (libgit2.git_oid_equal_)
#define git_oid_fromstr            (libgit2.git_oid_fromstr_)
#define git_oid_pathfmt            (libgit2.git_oid_pathfmt_)
#define git_oid_tostr              (libgit2.git_oid_tostr_)
#define git_reference_name_to_id   (libgit2.git_reference_name_to_id_)
#define git_repository_free        (libgit2.git_repository_free_)
#define git_repository_hashfile    (libgit2.git_repository_hashfile_)
#define git_repository_head_unborn (libgit2.git_repository_head_unborn_)
#define git_repository_index       (libgit2.git_repository_index_)
#define git_repository_odb         (libgit2.git_repository_odb_)
#define git_repository_open_bare   (libgit2.git_repository_open_bare_)
#define git_repository_set_config  (libgit2.git_repository_set_config_)
#define git_repository_set_odb     (libgit2.git_repository_set_odb_)
#define git_repository_set_workdir (libgit2.git_repository_set_workdir_)
#define git_revparse_single        (libgit2.git_revparse_single_)
#define git_tree_entry_byindex     (libgit2.git_tree_entry_byindex_)
#define git_tree_entry_byname      (libgit2.git_tree_entry_byname_)
#define git_tree_entry_filemode    (libgit2.git_tree_entry_filemode_)
#define git_tree_entry_id          (libgit2.git_tree_entry_id_)
#define git_tree_entry_name        (libgit2.git_tree_entry_name_)
#define git_tree_entry_type        (libgit2.git_tree_entry_type_)
#define git_tree_entrycount        (libgit2.git_tree_entrycount_)
#define git_tree_free              (libgit2.git_tree_free_)
#define git_tree_id                (libgit2.git_tree_id_)
#define git_tree_lookup            (libgit2.git_tree_lookup_)
#define git_tree_owner             (libgit2.git_tree_owner_)
#endif

#endif
