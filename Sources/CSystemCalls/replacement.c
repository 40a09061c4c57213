#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system_calls.h"

// A file on its way, beside the one that it is to replace: only so can one take the other's place in a
// single step.
struct replacement {
  char destination[PATH_MAX];
  char temporary[PATH_MAX];
  int descriptor;
};

int32_t system_is_same_file(const char *path, const char *other) {
  struct stat one, two;
  return stat(path, &one) == 0 && stat(other, &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

// Follows links from `path` to the file that is to be replaced. (Not realpath: its musl version brings a
// heap along.)
static int32_t follow(char *destination, const char *path) {
  enum { most_links = 8 };
  size_t length = strlen(path);
  if (length >= PATH_MAX) return -ENAMETOOLONG;
  memcpy(destination, path, length + 1);
  for (int links = 0; links <= most_links; links++) {
    char target[PATH_MAX];
    ssize_t count = readlink(destination, target, sizeof target);
    // No link, or nothing there yet.
    if (count < 0) return errno == EINVAL || errno == ENOENT ? 0 : -errno;
    char *slash = target[0] == '/' ? NULL : strrchr(destination, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - destination);
    if (folder + (size_t)count >= PATH_MAX) return -ENAMETOOLONG;
    memcpy(destination + folder, target, (size_t)count);
    destination[folder + (size_t)count] = 0;
  }
  return -ELOOP;
}

static int32_t begin(struct replacement *new, const char *path) {
  struct stat status;
  int exists = stat(path, &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return -EISDIR;
  // A pipe or a device has no place that could be taken.
  if (exists && !S_ISREG(status.st_mode)) return -EINVAL;
  int32_t error = follow(new->destination, path);
  if (error != 0) return error;
  static const char ending[] = ".part";
  size_t length = strlen(new->destination);
  if (length + sizeof ending > sizeof new->temporary) return -ENAMETOOLONG;
  memcpy(new->temporary, new->destination, length);
  memcpy(new->temporary + length, ending, sizeof ending);
  // What another run left when the power failed.
  unlink(new->temporary);
  new->descriptor = open(new->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (new->descriptor < 0) return -errno;
  // The rights of the file that is replaced. Failing to keep them (another owner's file) is no reason to
  // fail to write.
  if (exists) (void)fchmod(new->descriptor, status.st_mode & 0777);
  return 0;
}

int32_t system_replace_file(const char *path, const void *bytes, intptr_t count) {
  struct replacement new;
  int32_t error = begin(&new, path);
  if (error != 0) return error;
  error = system_write(new.descriptor, bytes, count);
  if (error == 0 && fsync(new.descriptor) != 0) error = -errno;
  if (close(new.descriptor) != 0 && error == 0) error = -errno;
  if (error == 0 && rename(new.temporary, new.destination) != 0) error = -errno;
  if (error != 0) unlink(new.temporary);
  return error;
}

int32_t system_try_replacing(const char *path) {
  struct replacement new;
  int32_t error = begin(&new, path);
  if (error != 0) return error;
  close(new.descriptor);
  unlink(new.temporary);
  return 0;
}
