/** How values become places on an axis. */
export interface Scale {
  /** The place of a value, in the drawing's units. */
  readonly place: (value: number) => number;
  /** Values to write beside the axis. */
  readonly ticks: readonly number[];
}

/** An axis from `from` to `to` for values between the smallest and the largest; ticks stand at round numbers. */
export function linearScale(smallest: number, largest: number, from: number, to: number, wantedTicks: number): Scale {
  const [low, high] = smallest < largest ? [smallest, largest] : [smallest - (Math.abs(smallest) || 1) * 0.5, largest + (Math.abs(largest) || 1) * 0.5];
  const step = roundStep((high - low) / Math.max(1, wantedTicks));
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return { place: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

/** An axis whose equal distances are equal factors; for values above 0. */
export function logarithmicScale(smallest: number, largest: number, from: number, to: number): Scale {
  const low = Math.log10(smallest);
  const high = Math.log10(largest) > low ? Math.log10(largest) : low + 1;
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / 6));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += stride) {
    ticks.push(10 ** power);
  }
  if (ticks.length < 2) {
    ticks.splice(0, ticks.length, 10 ** low, 10 ** high);
  }
  return { place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from), ticks };
}

function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digits = step / power;
  return (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10) * power;
}
