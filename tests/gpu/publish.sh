#!/usr/bin/env bash
# Makes a folder that runs on a machine without .NET: the checks and measurements of devices as one file, and the scripts beside it.
#   tests/gpu/publish.sh [FOLDER] [RUNTIME]     (artifacts/gpu, linux-x64)
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
folder="${1:-$root/artifacts/gpu}"
runtime="${2:-linux-x64}"

mkdir -p "$folder"
dotnet publish "$root/tests/DeviceChecks/DeviceChecks.csproj" -c Release -r "$runtime" --self-contained true -o "$folder/bin" -v q -nologo \
  -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true -p:DebugType=none -p:GenerateDocumentationFile=false \
  -p:CompileAhead=false -p:RunAnalyzers=false
cp "$root/tests/gpu/run.sh" "$root/tests/gpu/torch_rates.py" "$folder/"
echo "$folder: $(du -sm "$folder" | cut -f1) MB"
