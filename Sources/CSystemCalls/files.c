#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stopping.h"
#include "system_calls.h"

int32_t system_open_for_reading(const char *path) {
  int descriptor;
  // A pipe without a writer keeps its reader waiting here.
  do {
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR && !system_stop_requested());
  return descriptor < 0 ? -errno : descriptor;
}

void system_close(int32_t descriptor) { close(descriptor); }

intptr_t system_read(int32_t descriptor, void *bytes, intptr_t count) {
  if (descriptor < 0) return -EBADF;
  for (;;) {
    struct pollfd sources[2] = {{descriptor, POLLIN, 0}, {stop_descriptor(), POLLIN, 0}};
    if (system_stop_requested()) return -EINTR;
    if (poll(sources, 2, -1) < 0 && errno != EINTR) return -errno;
    if (system_stop_requested()) return -EINTR;
    if (sources[0].revents == 0) continue;
    ssize_t got = read(descriptor, bytes, (size_t)count);
    if (got >= 0) return got;
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

int32_t system_write(int32_t descriptor, const void *bytes, intptr_t count) {
  enum { patience_milliseconds = 1000 };
  const char *next = bytes;
  // To poll, it would be nothing to wait for.
  if (descriptor < 0) return -EBADF;
  while (count > 0) {
    struct pollfd ends[2] = {{descriptor, POLLOUT, 0}, {stop_descriptor(), POLLIN, 0}};
    // A receiver that takes nothing is waited for, but does not keep the program from its end.
    int is_stopping = system_stop_requested();
    int ready = poll(ends, is_stopping ? 1 : 2, is_stopping ? patience_milliseconds : -1);
    if (ready == 0) return -EAGAIN;
    if (ready > 0 && ends[0].revents == 0) continue;
    ssize_t written = ready < 0 ? -1 : write(descriptor, next, (size_t)count);
    if (written >= 0) {
      next += written;
      count -= written;
    } else if (errno != EINTR && errno != EAGAIN) {
      return -errno;
    }
  }
  return 0;
}

const void *system_map(const char *path, intptr_t *count, int32_t *error) {
  *count = 0;
  *error = 0;
  int descriptor = system_open_for_reading(path);
  if (descriptor < 0) {
    *error = descriptor;
    return NULL;
  }
  struct stat status;
  void *bytes = MAP_FAILED;
  if (fstat(descriptor, &status) != 0) {
    *error = -errno;
  } else if (S_ISDIR(status.st_mode)) {
    *error = -EISDIR;
  } else if (status.st_size > 0 && status.st_size <= INTPTR_MAX) {
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED) *error = -errno;
  }
  close(descriptor);
  if (bytes == MAP_FAILED) return NULL;
  *count = (intptr_t)status.st_size;
  return bytes;
}

void *system_memory(intptr_t count) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  void *memory = mmap(NULL, (size_t)count, PROT_READ | PROT_WRITE, flags, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

const char *system_error_text(int32_t error) { return strerror(error < 0 ? -error : error); }

int32_t system_interrupted(void) { return -EINTR; }

int32_t system_broken_pipe(void) { return -EPIPE; }
