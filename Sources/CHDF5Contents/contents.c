#include <hdf5.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hdf5_contents.h"

// Deepest nesting of groups; most objects looked at, since groups can contain themselves.
enum { MAXIMUM_DEPTH = 16, MAXIMUM_OBJECTS = 1 << 16 };

typedef struct {
  int output;
  int objects;
  int arrays;
  uint64_t elements;
  int32_t status;
} Writer;

static void put(Writer *writer, const void *bytes, size_t count) {
  const char *rest = bytes;
  while (count > 0 && writer->status == HDF5_DONE) {
    ssize_t written = write(writer->output, rest, count);
    if (written <= 0) {
      writer->status = HDF5_UNHEARD;
    } else {
      rest += written;
      count -= (size_t)written;
    }
  }
}

static void put_text(Writer *writer, const char *text, size_t count) {
  uint32_t length = (uint32_t)count;
  put(writer, &length, sizeof length);
  put(writer, text, count);
}

static void put_kind(Writer *writer, uint8_t kind, const char *name) {
  put(writer, &kind, 1);
  put_text(writer, name, strlen(name));
}

// The text of a string attribute, or NULL. The memory is the process's until its end.
static char *text_of(hid_t attribute, hid_t type) {
  char *text = NULL;
  if (H5Tget_class(type) != H5T_STRING) return NULL;
  if (H5Tis_variable_str(type) > 0) {
    hid_t memory = H5Tcopy(H5T_C_S1);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(type));
    return H5Aread(attribute, memory, &text) < 0 ? NULL : text;
  }
  size_t size = H5Tget_size(type);
  if (size == 0 || size > HDF5_MAXIMUM_TEXT) return NULL;
  text = calloc(size + 1, 1);
  return text == NULL || H5Aread(attribute, type, text) < 0 ? NULL : text;
}

static void write_attribute(Writer *writer, hid_t root, const char *name) {
  if (H5Aexists(root, name) <= 0) return;
  hid_t attribute = H5Aopen(root, name, H5P_DEFAULT);
  hid_t space = H5Aget_space(attribute);
  if (attribute < 0 || H5Sget_simple_extent_npoints(space) != 1) return;
  char *text = text_of(attribute, H5Aget_type(attribute));
  size_t count = text == NULL ? 0 : strnlen(text, HDF5_MAXIMUM_TEXT);
  if (text == NULL) return;
  put_kind(writer, HDF5_TEXT, name);
  put_text(writer, text, count);
}

// Whether the elements are in the file itself: others could be those of any file.
static int is_contained(hid_t dataset) {
  hid_t properties = H5Dget_create_plist(dataset);
  H5D_layout_t layout = H5Pget_layout(properties);
  int external = layout == H5D_CONTIGUOUS ? H5Pget_external_count(properties) : 0;
  H5Pclose(properties);
  return external == 0 &&
         (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED);
}

// Arrays of anything but floats are passed over: a model has seeds and counters as well.
static void write_array(Writer *writer, hid_t dataset, const char *path) {
  hsize_t sizes[HDF5_MAXIMUM_RANK];
  hid_t type = H5Dget_type(dataset);
  hid_t space = H5Dget_space(dataset);
  int rank = H5Sget_simple_extent_ndims(space);
  if (H5Tget_class(type) != H5T_FLOAT || !is_contained(dataset)) return;
  if (rank < 0 || rank > HDF5_MAXIMUM_RANK || H5Sget_simple_extent_type(space) == H5S_NULL) return;
  H5Sget_simple_extent_dims(space, sizes, NULL);
  uint64_t count = 1;
  for (int axis = 0; axis < rank; axis++) {
    // Below 2²⁷ before each multiplication by at most 2²⁷.
    if (sizes[axis] > HDF5_MAXIMUM_ELEMENTS) count = HDF5_MAXIMUM_ELEMENTS + 1;
    else if (count <= HDF5_MAXIMUM_ELEMENTS) count *= sizes[axis];
  }
  writer->elements += count;
  writer->arrays += 1;
  if (writer->elements > HDF5_MAXIMUM_ELEMENTS || writer->arrays > HDF5_MAXIMUM_ARRAYS) {
    writer->status = HDF5_EXCESSIVE;
    return;
  }
  float *values = calloc(count + 1, sizeof *values);
  if (values == NULL || H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
    writer->status = HDF5_REFUSED;
  } else {
    uint32_t axes = (uint32_t)rank;
    put_kind(writer, HDF5_ARRAY, path);
    put(writer, &axes, sizeof axes);
    for (int axis = 0; axis < rank; axis++) {
      uint64_t size = sizes[axis];
      put(writer, &size, sizeof size);
    }
    put(writer, values, count * sizeof *values);
  }
  free(values);
}

static void write_group(Writer *writer, hid_t group, char *path, size_t length, int depth);

// The object behind a link of a group, whose name is appended to `path`. Links into other files are
// not followed.
static void write_link(
    Writer *writer, hid_t group, hsize_t index, char *path, size_t length, int depth) {
  H5L_info_t link;
  char *name = path + length;
  size_t room = HDF5_MAXIMUM_NAME - length;
  ssize_t count = H5Lget_name_by_idx(
      group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name, room, H5P_DEFAULT);
  if (count <= 0 || (size_t)count >= room) return;
  if (H5Lget_info(group, name, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) return;
  if (++writer->objects > MAXIMUM_OBJECTS) {
    writer->status = HDF5_EXCESSIVE;
    return;
  }
  hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object < 0) {
    writer->status = HDF5_REFUSED;
    return;
  }
  size_t end = length + (size_t)count;
  if (H5Iget_type(object) == H5I_DATASET) {
    write_array(writer, object, path);
  } else if (H5Iget_type(object) == H5I_GROUP && depth < MAXIMUM_DEPTH && end + 2 < HDF5_MAXIMUM_NAME) {
    path[end] = '/';
    path[end + 1] = 0;
    write_group(writer, object, path, end + 1, depth + 1);
  }
  H5Oclose(object);
}

static void write_group(Writer *writer, hid_t group, char *path, size_t length, int depth) {
  H5G_info_t info;
  if (H5Gget_info(group, &info) < 0) {
    writer->status = HDF5_REFUSED;
    return;
  }
  for (hsize_t index = 0; index < info.nlinks && writer->status == HDF5_DONE; index++) {
    write_link(writer, group, index, path, length, depth);
  }
}

int32_t hdf5_write_contents(const char *path, int32_t output) {
  Writer writer = {.output = output, .status = HDF5_DONE};
  char name[HDF5_MAXIMUM_NAME + 1] = "";
  uint8_t end = HDF5_END;
  // Errors are returned, not printed; code is not loaded because a file asks for it.
  // A file that may not be written need not be locked.
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0);
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) return HDF5_REFUSED;
  hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
  if (root < 0) return HDF5_REFUSED;
  write_attribute(&writer, root, "backend");
  write_attribute(&writer, root, "keras_version");
  write_attribute(&writer, root, "model_config");
  if (H5Lexists(root, "model_weights", H5P_DEFAULT) > 0) {
    hid_t weights = H5Gopen2(root, "model_weights", H5P_DEFAULT);
    if (weights < 0) return HDF5_REFUSED;
    write_group(&writer, weights, name, 0, 0);
  }
  put(&writer, &end, 1);
  return writer.status;
}
