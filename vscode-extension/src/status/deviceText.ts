/** A device that scripts can be computed on. */
export interface Device {
  readonly kind: string;
  readonly description: string;
}

// The processor once more, by way of OpenCL: scripts that name no device leave it aside.
const processorItself = 'the processor itself';

/** Reads what `nn devices` says: a line a device, its name first; lines that are moved in tell of libraries. */
export function readDevices(output: string): Device[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const found = /^(\w+(?::\d+)?)\s+(.+)$/.exec(line.trimEnd());
    const [, kind, description] = found ?? [];
    return kind === undefined || description === undefined || description.startsWith('none') || description.includes(processorItself) ? [] : [{ kind, description }];
  });
}

/** The text of the status item: the fastest device, a GPU before the processor. */
export function statusText(devices: readonly Device[]): string {
  const best = devices.find((device) => device.kind !== 'cpu') ?? devices[0];
  return best === undefined ? 'nn' : `nn ${best.kind}`;
}
