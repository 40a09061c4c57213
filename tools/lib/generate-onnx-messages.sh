#!/usr/bin/env bash
# usage: tools/lib/generate-onnx-messages.sh
#
# Makes the C of Sources/COnnxMessages from its onnx.proto, with protoc-c (Debian:
# protobuf-c-compiler). The result is committed, so that only who changes onnx.proto needs protoc-c.

set -euo pipefail
cd "$(dirname "$0")/../../Sources/COnnxMessages"
protoc-c --proto_path=. --c_out=. onnx.proto
mv onnx.pb-c.h include/
