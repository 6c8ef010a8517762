// What confines a process (Debian package libseccomp-dev), and what starts one: calls of Linux and glibc that Swift does
// not see, because they are variadic, bare system calls, or hidden behind _GNU_SOURCE.
#ifndef LANTAI_CSECCOMP_H
#define LANTAI_CSECCOMP_H

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc declares these for _GNU_SOURCE alone.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int memfd_create(const char *name, unsigned int flags);

// O_PATH of fcntl.h and MFD_CLOEXEC of linux/memfd.h.
static const int lantai_o_path = 010000000;
static const unsigned int lantai_mfd_cloexec = 1;

// Processes that lose their parent become children of this one, so that it is known what descends from it.
static inline int lantai_adopt_descendants(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

// Neither this process nor what it starts can gain rights by running a program.
static inline int lantai_gain_no_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

static inline int lantai_close_all_from(unsigned int first) { return (int)syscall(SYS_close_range, first, ~0U, 0); }

// Landlock (linux/landlock.h): 0 or less where the kernel has none.
static inline int lantai_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

// A rule set that forbids the given accesses everywhere but below the folders that are added to it. From version 4 on
// TCP is forbidden, from version 6 on signals to processes outside and abstract Unix sockets; the structure of newer
// kernels is written out, for Debian 12's headers do not have it.
static inline int lantai_landlock_forbid(uint64_t accesses, int version) {
    struct { uint64_t fs, net, scoped; } attributes = {accesses, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

static inline int lantai_landlock_allow(int rules, int folder, uint64_t accesses) {
    struct landlock_path_beneath_attr attributes = {.allowed_access = accesses, .parent_fd = folder};
    return (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attributes, 0);
}

static inline int lantai_landlock_enter(int rules) { return (int)syscall(SYS_landlock_restrict_self, rules, 0); }

#endif
