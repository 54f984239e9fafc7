/* faults.h - a child process that meets trouble at the N-th call that changes
 * something on disk.
 *
 * The child is traced: it is killed right before or right after that call, or the
 * call fails with an error number instead of being done. Nothing is preloaded and the
 * code under test is the one that is shipped. Making calls fail needs to know the
 * machine's registers, which this does for x86-64 only. */
#ifndef CAMBIUM_TESTS_STORE_FAULTS_H
#define CAMBIUM_TESTS_STORE_FAULTS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum fault { FAULT_NONE, FAULT_KILL_BEFORE, FAULT_KILL_AFTER, FAULT_ERROR, FAULT_SHORT };

struct fault_plan {
    enum fault what; /* FAULT_SHORT: reads and writes do half of what they should */
    unsigned at;     /* the call, counted from 1 */
    bool for_ever;   /* all later ones too, except for kills */
    int number;      /* FAULT_ERROR: the errno */
    bool reads;      /* count the calls that read instead */
};

struct fault_end {
    bool traced;    /* false: this machine doesn't let us */
    unsigned calls; /* that counted */
    bool killed;
    int status; /* that it ended with */
};

#if defined(__x86_64__)
enum { FAULT_ERRORS_POSSIBLE = 1 };

static inline void fault_skip_call(pid_t child)
{
    ptrace(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, orig_rax), -1L);
}

static inline void fault_set_result(pid_t child, int number)
{
    ptrace(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, rax), (long)-number);
}

static inline void fault_halve(pid_t child, uint64_t count)
{
    ptrace(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, rdx),
           (long)(count - count / 2));
}
#else
enum { FAULT_ERRORS_POSSIBLE = 0 };

static inline void fault_halve(pid_t child, uint64_t count)
{
    (void)child;
    (void)count;
}

static inline void fault_skip_call(pid_t child)
{
    (void)child;
}

static inline void fault_set_result(pid_t child, int number)
{
    (void)child;
    (void)number;
}
#endif

static inline bool fault_counts(const struct fault_plan *plan,
                                const struct __ptrace_syscall_info *info)
{
    if (plan->reads || plan->what == FAULT_SHORT)
        return info->entry.nr == SYS_pread64 ||
               (!plan->reads && info->entry.nr == SYS_pwrite64);
    switch (info->entry.nr) {
    case SYS_openat: return info->entry.args[2] & O_CREAT;
    case SYS_pwrite64:
    case SYS_renameat2:
#ifdef SYS_renameat
    case SYS_renameat:
#endif
    case SYS_unlinkat:
    case SYS_mkdirat:
    case SYS_ftruncate:
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_utimensat: return true;
    default: return false;
    }
}

/* At the stop that a call makes before it is done. True: go on to its end. */
static inline void fault_enter(pid_t child, const struct fault_plan *plan,
                               const struct __ptrace_syscall_info *info,
                               struct fault_end *end, bool *failing)
{
    bool hit;

    end->calls++;
    hit = end->calls == plan->at || (plan->for_ever && end->calls > plan->at);
    if (hit && plan->what == FAULT_KILL_BEFORE)
        kill(child, SIGKILL);
    if (hit && plan->what == FAULT_SHORT)
        fault_halve(child, info->entry.args[2]);
    *failing = hit && plan->what == FAULT_ERROR;
    if (*failing)
        fault_skip_call(child);
}

static inline void fault_trace(pid_t child, const struct fault_plan *plan,
                               struct fault_end *end)
{
    bool counted = false, failing = false;
    int status = 0, signal_number = 0;

    while (ptrace(PTRACE_SYSCALL, child, 0L, (long)signal_number) == 0 &&
           waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        struct __ptrace_syscall_info info;

        signal_number = WSTOPSIG(status);
        if (signal_number != (SIGTRAP | 0x80))
            continue;
        signal_number = 0;
        if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0)
            continue;
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
            counted = fault_counts(plan, &info);
            failing = false;
            if (counted)
                fault_enter(child, plan, &info, end, &failing);
        } else if (failing) {
            fault_set_result(child, plan->number);
        } else if (counted && plan->what == FAULT_KILL_AFTER && end->calls == plan->at) {
            kill(child, SIGKILL);
        }
    }
    if (WIFSTOPPED(status))
        waitpid(child, &status, 0);
    end->killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    end->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Runs work(context) in a child, which must not start threads. Its status is what
 * work returns. */
static inline struct fault_end fault_run(int (*work)(void *context), void *context,
                                         struct fault_plan plan)
{
    struct fault_end end = {0};
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0L, 0L) != 0)
            _exit(77);
        raise(SIGSTOP);
        _exit(work(context));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return end;
    end.traced = ptrace(PTRACE_SETOPTIONS, child, 0L,
                        (long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) == 0;
    if (end.traced)
        fault_trace(child, &plan, &end);
    return end;
}

#endif
