// What a Keras model in an HDF5 file consists of, as a stream of records.
//
// libhdf5 was not made for hostile files. Of 20,000 small models with one to eight bytes changed,
// version 1.10.8 broke down on 111 with a segmentation fault, and did not come to an end with 9.
// It is therefore run in a process of its own, with bounds on memory and time, which copies what is
// needed out of the file and ends; whatever happens to it, the reader sees at most a stream that
// breaks off.
#pragma once
#include <stddef.h>
#include <stdint.h>

// A record is its kind and then
//   HDF5_TEXT   name, text                 a string attribute of the file's root
//   HDF5_ARRAY  name, rank, sizes, floats  an array below `model_weights`; the name is its path
//   HDF5_END                               all has been said
// with names and texts as a uint32_t count and so many bytes, the rank a uint32_t, sizes uint64_t,
// in the machine's byte order.
enum { HDF5_TEXT = 'T', HDF5_ARRAY = 'A', HDF5_END = 'E' };

// Most arrays, axes of one, and elements of all; longest name and text, in bytes.
enum {
  HDF5_MAXIMUM_ARRAYS = 8192,
  HDF5_MAXIMUM_RANK = 8,
  HDF5_MAXIMUM_ELEMENTS = 1 << 27,
  HDF5_MAXIMUM_NAME = 4096,
  HDF5_MAXIMUM_TEXT = 1 << 26,
};

// How reading ended: with the last record, with a file that libhdf5 refuses, with one that is beyond
// the bounds above, or with a reader that has gone away.
enum { HDF5_DONE = 0, HDF5_REFUSED = 1, HDF5_EXCESSIVE = 2, HDF5_UNHEARD = 3 };

// Writes the records of a file to a descriptor. Only for a process that may be lost.
int32_t hdf5_write_contents(const char *path, int32_t output);

// Starts a process that does so, whose records come from `*output`. It may take so much more memory
// than this process has now, and so much of a processor's time.
// Returns its number, or the negative number of an error.
int32_t hdf5_start_reading(
    const char *path, int64_t memory_bytes, int32_t seconds, int32_t *output);

// Waits for the process, or ends it at once, and returns how it ended: with one of the numbers above,
// or with the negative number of a signal.
int32_t hdf5_finish_reading(int32_t process, int32_t at_once);
