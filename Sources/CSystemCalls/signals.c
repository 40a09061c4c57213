#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "stopping.h"
#include "system_calls.h"

static volatile sig_atomic_t is_stopping;
// Read end, write end.
static int stop_pipe[2] = {-1, -1};

int stop_descriptor(void) { return stop_pipe[0]; }

int32_t system_stop_requested(void) { return is_stopping; }

static void stop(int signal) {
  (void)signal;
  is_stopping = 1;
  // What was written is never read: the pipe stays readable. Its being full does no harm.
  ssize_t written = write(stop_pipe[1], "", 1);
  (void)written;
}

void system_catch_signals(void) {
  // Standard streams that were left closed must not become ends of the pipe: opened like this, they
  // are empty and take nothing.
  int spare;
  do {
    spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
  } while (spare >= 0 && spare <= 2);
  if (spare >= 0) close(spare);
  if (stop_pipe[0] < 0 && pipe(stop_pipe) == 0) {
    for (int end = 0; end < 2; end++) {
      fcntl(stop_pipe[end], F_SETFD, FD_CLOEXEC);
      fcntl(stop_pipe[end], F_SETFL, O_NONBLOCK);
    }
  }
  // No SA_RESTART: a wait within a library ends with the signal. The second SIGINT finds the default;
  // SIGTERM does not, since timeout(1) and others send it to the program and to its group: twice.
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  action.sa_flags = (int)SA_RESETHAND;
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  // Whoever started the program may have left it a mask that keeps the signals from it.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

void system_sleep(int32_t milliseconds) {
  struct pollfd source = {stop_descriptor(), POLLIN, 0};
  poll(&source, 1, milliseconds);
}

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t system_monotonic_time(void) { return now(CLOCK_MONOTONIC); }

int64_t system_wall_time(void) { return now(CLOCK_REALTIME); }
