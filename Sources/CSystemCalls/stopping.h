#pragma once

// Readable once a signal has asked to stop; negative before `system_catch_signals`, which poll
// takes for nothing. A flag alone would miss a signal that comes just before a wait.
int stop_descriptor(void);
