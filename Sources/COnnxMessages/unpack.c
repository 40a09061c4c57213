#include "unpack.h"

#include <stdlib.h>

// All that was ever asked for counts, freed or not.
static void *take(void *budget, size_t size) {
  size_t *left = budget;
  if (size > *left) return NULL;
  *left -= size;
  return malloc(size);
}

static void give(void *budget, void *pointer) {
  (void)budget;
  free(pointer);
}

Onnx__Model *onnx_unpack(const uint8_t *bytes, size_t count, size_t budget) {
  size_t left = budget;
  ProtobufCAllocator allocator = {take, give, &left};
  return onnx__model__unpack(&allocator, count, bytes);
}

void onnx_free(Onnx__Model *model) {
  ProtobufCAllocator allocator = {take, give, NULL};
  onnx__model__free_unpacked(model, &allocator);
}
