#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "hdf5_contents.h"

// The address space this process has, in bytes; 0 where that cannot be known.
static int64_t address_space(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%ld", &pages) != 1) pages = 0;
  fclose(file);
  return pages * (int64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int resource, rlim_t most) {
  struct rlimit value;
  if (getrlimit(resource, &value) != 0) return;
  if (value.rlim_max != RLIM_INFINITY && value.rlim_max < most) most = value.rlim_max;
  value.rlim_cur = most;
  value.rlim_max = most;
  setrlimit(resource, &value);
}

// Whether the sanitizers' shadow memory is part of the address space, which then has no bound.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

// What the child must not share with its parent: its crashes, its descriptors, its messages.
static void isolate(int output, int64_t space, int32_t seconds) {
  static const int fatal[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGPIPE, SIGSEGV, SIGSYS, SIGTRAP};
  for (size_t index = 0; index < sizeof fatal / sizeof *fatal; index++) {
    signal(fatal[index], SIG_DFL);
  }
  int nothing = open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#ifdef SYS_close_range
  if (output > 3) syscall(SYS_close_range, 3, output - 1, 0);
  syscall(SYS_close_range, output + 1, ~0U, 0);
#endif
#endif
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, (rlim_t)seconds);
  if (space > 0 && !HAS_SHADOW) limit(RLIMIT_AS, (rlim_t)space);
}

// (Between fork and exit the child calls C alone: the C library keeps its own locks usable there,
// the Swift runtime promises nothing of the kind.)
int32_t hdf5_start_reading(
    const char *path, int64_t memory_bytes, int32_t seconds, int32_t *output) {
  int ends[2];
  int64_t space = address_space();
  if (space > 0) space += memory_bytes;
  if (pipe(ends) != 0) return -errno;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pid_t process = fork();
  if (process == 0) {
    isolate(ends[1], space, seconds);
    _exit(hdf5_write_contents(path, ends[1]));
  }
  int error = errno;
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return -error;
  }
  *output = ends[0];
  return process;
}

int32_t hdf5_finish_reading(int32_t process, int32_t at_once) {
  int status = 0;
  pid_t ended;
  if (at_once) kill(process, SIGKILL);
  do {
    ended = waitpid(process, &status, 0);
  } while (ended < 0 && errno == EINTR);
  if (ended != process) return -SIGKILL;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
