/** A device that scripts can be computed on. */
export interface Device {
  readonly kind: string;
  readonly description: string;
}

/** Reads what `nn devices` says: a line a device, its kind first. */
export function readDevices(output: string): Device[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const found = /^(\w+)\s+(.+)$/.exec(line.trim());
    const [, kind, description] = found ?? [];
    return kind === undefined || description === undefined || description.startsWith('none') ? [] : [{ kind, description }];
  });
}

/** The text of the status item: the fastest device, a GPU before the processor. */
export function statusText(devices: readonly Device[]): string {
  const best = devices.find((device) => device.kind !== 'cpu') ?? devices[0];
  return best === undefined ? 'nn' : `nn ${best.kind}`;
}
