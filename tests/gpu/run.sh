#!/usr/bin/env bash
# Everything that needs a graphics processor, in one call of less than ten minutes: which libraries are found, the numbers of every kernel against the processor, training
# in 16 bits, speed beside PyTorch's, NVIDIA's compute-sanitizer on small sizes where it is there. Writes gpu.md and gpu.json after every row, and to steps.log what became of every step.
#
#   tests/gpu/run.sh [--program FILE] [--device cuda|cuda:N|opencl|opencl:N] [--size full|tiny] [--checks NAME] [--rows BEGIN,...] [--seconds N] [--out FOLDER]
#
# --checks does only the check of that name, --rows measures only rows that begin so: to try this file itself. --seconds is for all together (570).
# The program is what tests/gpu/publish.sh makes; it needs no .NET on the machine. Without a CUDA device it says so and ends with 3.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
program="$here/bin/Dsl.DeviceChecks"
device=cuda
size=full
checked=
rows=
seconds=570
out=.
while [ $# -gt 1 ]; do
  case "$1" in
    --program) program="$2" ;;
    --device) device="$2" ;;
    --size) size="$2" ;;
    --checks) checked="$2" ;;
    --rows) rows="$2" ;;
    --seconds) seconds="$2" ;;
    --out) out="$2" ;;
    *) break ;;
  esac
  shift 2
done
if [ $# -gt 0 ]; then
  sed -n '2,9p' "$0"
  exit 2
fi
mkdir -p "$out"
out="$(cd "$out" && pwd)"
rm -f "$out"/numbers-*.log "$out/steps.log" "$out/gpu.md" "$out/gpu.json" "$out/torch.json"
failures=0
begun=$SECONDS

# A self-contained program unpacks itself and keeps built kernels: both beside what is written here, so that a bare machine needs no home folder.
export DOTNET_BUNDLE_EXTRACT_BASE_DIR="${DOTNET_BUNDLE_EXTRACT_BASE_DIR:-$out/unpacked}"
export NN_CACHE="${NN_CACHE:-$out/kernels}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1

# A copy of a folder may have lost the permission.
if [ -f "$program" ] && [ ! -x "$program" ]; then chmod +x "$program" 2> /dev/null; fi
if [ ! -x "$program" ]; then
  echo "there is no program $program: make it with tests/gpu/publish.sh, or name another with --program"
  exit 2
fi

# What runs in the background would outlive Ctrl+C.
trap 'kill $(jobs -p) 2> /dev/null; exit 130' INT TERM

# Seconds of the given ones that are left for a step, once so many are kept for the steps after it.
left() {
  local most="$1" kept="${2:-0}" rest=$((seconds - (SECONDS - begun) - ${2:-0}))
  echo $((rest < most ? rest : most))
}

# Says something, and keeps it beside the results.
say() {
  echo "$@" | tee -a "$out/steps.log"
}

# Says what became of a step.
tell() {
  local name="$1" code="$2" taken="$3"
  if [ "$code" = 0 ]; then
    say "--- $name: $taken s"
  else
    say "--- $name: FAILED with $code after $taken s$([ "$code" != 124 ] || echo ', stopped for want of time')"
    failures=$((failures + 1))
  fi
}

# Runs a step with a limit of seconds; what it writes is shown as it comes where lines=all, else its end, and goes to a file. A failure does not keep the others from running.
step() {
  local name="$1" limit="$2" code=0 start=$SECONDS; shift 2
  if [ "$limit" -lt 5 ]; then
    say "--- $name: SKIPPED, no time is left"
    failures=$((failures + 1))
    return 1
  fi
  echo "--- $name"
  : > "$out/$name.log"
  timeout -k 5 "$limit" "$@" >> "$out/$name.log" 2>&1 &
  local work=$!
  if [ "${lines:-12}" = all ]; then tail -n +1 -s 0.5 -f --pid="$work" "$out/$name.log"; fi
  wait "$work" || code=$?
  if [ "${lines:-12}" != all ]; then tail -n "${lines:-12}" "$out/$name.log"; fi
  tell "$name" "$code" $((SECONDS - start))
  return "$code"
}

python=""
for candidate in "${NN_PYTHON:-python3}" python; do
  if command -v "$candidate" > /dev/null && timeout -k 5 60 "$candidate" -c 'import torch' > /dev/null 2>&1; then
    python="$candidate"
    break
  fi
done

if [ "${device%%:*}" = cuda ]; then
  # The packages of PyTorch bring the compiler along, which need not be an active environment's.
  if [ -n "$python" ] && [ -z "${NN_CUDA_PATH:-}" ]; then
    NN_CUDA_PATH="$(timeout -k 5 30 "$python" - 2> /dev/null <<'PY'
import glob, importlib.util, os, site
folders = []
for packages in [os.path.dirname(os.path.dirname(importlib.util.find_spec("torch").origin))] + site.getsitepackages():
    folders += sorted(glob.glob(os.path.join(packages, "nvidia", "*", "lib")), reverse=True)
print(":".join(dict.fromkeys(folders)))
PY
)"
    export NN_CUDA_PATH
  fi
  command -v nvidia-smi > /dev/null && say "$(timeout -k 5 20 nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>&1)"
  if ! step libraries 60 "$program" cuda; then
    say "there is no CUDA device here, so nothing was checked or measured"
    exit 3
  fi
fi

# A suite a process, all at the same time: a kernel that loses the device takes the rest of its suite with it, and no more.
checks=(--device "$device")
suites=(operators graphs products launches networks precision)
if [ "$size" = tiny ]; then
  checks+=(--most 64 --every 7)
  suites=(operators)
fi
if [ -n "$checked" ]; then checks+=(--only "$checked"); fi
echo "--- numbers: ${suites[*]}"
numbers=()
start=$SECONDS
limit="$(left 150 $((seconds / 2)))"
for suite in "${suites[@]}"; do
  NN_CUBLAS=off timeout -k 5 "$limit" "$program" "${checks[@]}" --suite "$suite" > "$out/numbers-$suite.log" 2>&1 &
  numbers+=("$!")
done
for i in "${!suites[@]}"; do
  code=0
  wait "${numbers[$i]}" || code=$?
  log="$out/numbers-${suites[$i]}.log"
  if ! grep -q '^good' "$log"; then tail -n 3 "$log"; fi
  tell "numbers-${suites[$i]} ($(grep -c '^good' "$log") good, $(grep -c '^bad' "$log") bad), all so far" "$code" $((SECONDS - start))
done
cat "$out"/numbers-*.log | grep -c '^good' | sed 's/$/ checks passed/'
grep -h '^bad' "$out"/numbers-*.log | cut -c1-300 | head -20
if [ "${device%%:*}" = cuda ] && [ -z "$checked" ]; then
  lines=1 NN_CUBLAS=on step cublas "$(left 40)" "$program" --device "$device" --suite products
fi

peer=()
if [ "${device%%:*}" = cuda ] && [ -n "$python" ]; then
  limit="$(left 80 280)"
  lines=all step torch "$limit" "$python" "$here/torch_rates.py" "$out/torch.json" $((limit - 8)) eager
  peer=(--peer "$out/torch.json")
else
  say "--- SKIPPED: no PyTorch to measure beside"
fi

# A process for rows that belong together: what loses the device, or hangs, takes only those with it. Each leaves what others have written in the table.
measure=("$program" measure --device "$device" --size "$size" ${peer[@]+"${peer[@]}"} --table "$out/gpu.md" --json "$out/gpu.json")
if [ -n "$rows" ]; then
  parts=("$rows")
else
  parts=(gemm softmax,layernorm,gelu,adamw attention mlp,gpt_small gpt_notes gpt2)
  if [ "$size" = tiny ]; then parts=(gemm softmax,layernorm,gelu,adamw attention mlp,gpt); fi
fi
for part in "${parts[@]}"; do
  lines=all step "measure-${part%%,*}" "$(left 90)" "${measure[@]}" --rows "$part"
done

if [ "${device%%:*}" = cuda ]; then
  sanitizer="$(command -v compute-sanitizer || ls /usr/local/cuda*/bin/compute-sanitizer 2> /dev/null | tail -1)"
  if [ -n "$sanitizer" ]; then
    for tool in memcheck racecheck; do
      lines=4 step "$tool" "$(left 45)" "$sanitizer" --tool "$tool" --error-exitcode 9 "$program" --device "$device" --most 4096 --every 7 --suite operators --suite graphs
    done
  else
    say "--- SKIPPED: compute-sanitizer is not there"
  fi

  # Compiling takes PyTorch longer than all that is measured before, so it has what time is left, and its figures are put into the table afterwards.
  limit="$(left 300 10)"
  if [ -n "$python" ] && [ "$limit" -ge 30 ]; then
    lines=all step torch-compile "$limit" "$python" "$here/torch_rates.py" "$out/torch.json" $((limit - 8)) compiled
    lines=0 step table "$(left 30)" "${measure[@]}" --rows none
  fi
fi

if [ -f "$out/gpu.md" ]; then cat "$out/gpu.md"; fi
say "$failures steps failed, $((SECONDS - begun)) s; $out/gpu.md, $out/gpu.json"
[ "$failures" = 0 ]
