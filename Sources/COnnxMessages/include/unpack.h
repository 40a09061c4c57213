#pragma once
#include <stddef.h>
#include <stdint.h>

#include "onnx.pb-c.h"

/// The model that `bytes` hold, or NULL where they hold none or need more memory than `budget`
/// bytes: in a hostile file two bytes can ask for hundreds. Freed by onnx_free.
Onnx__Model *onnx_unpack(const uint8_t *bytes, size_t count, size_t budget);

/// Frees what onnx_unpack returned; NULL is allowed.
void onnx_free(Onnx__Model *model);
