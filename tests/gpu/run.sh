#!/usr/bin/env bash
# Everything that needs a graphics processor, in one call of less than ten minutes: which libraries are found, the numbers of every kernel against the processor, training
# in 16 bits, NVIDIA's compute-sanitizer on small sizes where it is there, then speed beside PyTorch's. Writes gpu.md and gpu.json.
#
#   tests/gpu/run.sh [--program FILE] [--device cuda|cuda:N|opencl|opencl:N] [--size full|tiny] [--checks NAME] [--rows BEGIN] [--out FOLDER]
#
# --checks does only the check of that name, --rows measures only rows that begin so: to try this file itself.
# The program is what tests/gpu/publish.sh makes; it needs no .NET on the machine. Without a CUDA device it says so and ends with 3.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
program="$here/bin/Dsl.DeviceChecks"
device=cuda
size=full
checked=
rows=
out=.
while [ $# -gt 0 ]; do
  case "$1" in
    --program) program="$2"; shift 2 ;;
    --device) device="$2"; shift 2 ;;
    --size) size="$2"; shift 2 ;;
    --checks) checked="$2"; shift 2 ;;
    --rows) rows="$2"; shift 2 ;;
    --out) out="$2"; shift 2 ;;
    *) sed -n '2,9p' "$0"; exit 2 ;;
  esac
done
mkdir -p "$out"
out="$(cd "$out" && pwd)"
failures=0
begun=$SECONDS

# A self-contained program unpacks itself and keeps built kernels: both beside what is written here, so that a bare machine needs no home folder.
export DOTNET_BUNDLE_EXTRACT_BASE_DIR="${DOTNET_BUNDLE_EXTRACT_BASE_DIR:-$out/unpacked}"
export NN_CACHE="${NN_CACHE:-$out/kernels}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1

if [ ! -x "$program" ]; then
  echo "there is no program $program: make it with tests/gpu/publish.sh, or name another with --program"
  exit 2
fi

# Runs a step with a limit of seconds; what it writes goes to a file too, and a failure does not keep the others from running.
step() {
  local name="$1" limit="$2" code=0; shift 2
  local start=$SECONDS
  echo "--- $name"
  timeout "$limit" "$@" > "$out/$name.log" 2>&1 || code=$?
  tail -n "${lines:-12}" "$out/$name.log"
  if [ "$code" = 0 ]; then
    echo "--- $name: $((SECONDS - start)) s"
  else
    echo "--- $name: FAILED with $code after $((SECONDS - start)) s"
    failures=$((failures + 1))
  fi
  return "$code"
}

python=""
for candidate in "${NN_PYTHON:-python3}" python; do
  if command -v "$candidate" > /dev/null && "$candidate" -c 'import torch' > /dev/null 2>&1; then
    python="$candidate"
    break
  fi
done

if [ "${device%%:*}" = cuda ]; then
  # The packages of PyTorch bring the compiler along, which need not be an active environment's.
  if [ -n "$python" ] && [ -z "${NN_CUDA_PATH:-}" ]; then
    NN_CUDA_PATH="$("$python" - <<'PY'
import glob, os, site, sys
folders = []
for packages in [os.path.dirname(os.path.dirname(__import__("torch").__file__))] + site.getsitepackages():
    folders += sorted(glob.glob(os.path.join(packages, "nvidia", "*", "lib")), reverse=True)
print(":".join(dict.fromkeys(folders)))
PY
)"
    export NN_CUDA_PATH
  fi
  command -v nvidia-smi > /dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
  if ! step libraries 60 "$program" cuda; then
    echo "there is no CUDA device here, so nothing was checked or measured"
    exit 3
  fi
fi

# A suite a process: a kernel that loses the device takes the rest of its suite with it, and no more.
checks=(--device "$device")
suites="operators graphs products networks precision"
if [ "$size" = tiny ]; then
  checks+=(--most 64 --every 7)
  suites=operators
fi
if [ -n "$checked" ]; then checks+=(--only "$checked"); fi
for suite in $suites; do
  limit=60
  if [ "$suite" = operators ]; then limit=100; fi
  lines=0 NN_CUBLAS=off step "numbers-$suite" "$limit" "$program" "${checks[@]}" --suite "$suite"
done
cat "$out"/numbers-*.log | grep -c '^good' | sed 's/$/ checks passed/'
grep -h '^bad' "$out"/numbers-*.log | cut -c1-300 | head -20
if [ "${device%%:*}" = cuda ] && [ -z "$checked" ]; then
  lines=1 NN_CUBLAS=on step cublas 40 "$program" --device "$device" --suite products
fi

if [ "${device%%:*}" = cuda ]; then
  sanitizer="$(command -v compute-sanitizer || ls /usr/local/cuda*/bin/compute-sanitizer 2> /dev/null | tail -1)"
  if [ -n "$sanitizer" ]; then
    for tool in memcheck racecheck; do
      lines=4 step "$tool" 40 "$sanitizer" --tool "$tool" --error-exitcode 9 "$program" --device "$device" --most 4096 --every 7 --suite operators --suite graphs
    done
  else
    echo "--- SKIPPED: compute-sanitizer is not there"
  fi
fi

peer=()
if [ "${device%%:*}" = cuda ] && [ -n "$python" ]; then
  left=$((540 - (SECONDS - begun) - 150))
  if [ "$left" -gt 170 ]; then left=170; fi
  if [ "$left" -gt 20 ]; then
    step torch "$((left + 10))" "$python" "$here/torch_rates.py" "$out/torch.json" "$left"
  fi
  if [ -f "$out/torch.json" ]; then peer=(--peer "$out/torch.json"); fi
else
  echo "--- SKIPPED: no PyTorch to measure beside"
fi

left=$((580 - (SECONDS - begun)))
if [ "$left" -lt 60 ]; then left=60; fi
lines=40 step measure "$left" "$program" measure --device "$device" --size "$size" --rows "$rows" ${peer[@]+"${peer[@]}"} --table "$out/gpu.md" --json "$out/gpu.json"

echo "$failures steps failed, $((SECONDS - begun)) s; $out/gpu.md, $out/gpu.json"
[ "$failures" = 0 ]
