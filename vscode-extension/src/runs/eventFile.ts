import { open, rm, type FileHandle } from 'node:fs/promises';
import { LineSplitter } from './lineSplitter';
import { parseRunEvent } from './parseRunEvent';
import type { RunEvent } from './runEvent';

const pause = 150;
const mostBytesAtOnce = 1 << 20;

/** Follows a file of events while a run writes it. */
export class EventFile {
  private readonly lines = new LineSplitter();
  private file: FileHandle | undefined;
  private timer: NodeJS.Timeout | undefined;
  private position = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly take: (events: RunEvent[]) => void,
  ) {}

  /** Begins to read what comes. */
  start(): void {
    this.timer = setInterval(() => void this.poll(), pause);
  }

  /** Reads what is left, stops, and removes the file. */
  async finish(): Promise<void> {
    clearInterval(this.timer);
    await this.poll();
    await this.file?.close();
    this.file = undefined;
    await rm(this.path, { force: true });
  }

  private poll(): Promise<void> {
    this.reading = this.reading.then(() => this.read());
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      this.file ??= await open(this.path, 'r');
    } catch {
      // The run has not made it yet.
      return;
    }
    const buffer = Buffer.alloc(mostBytesAtOnce);
    for (;;) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.position);
      if (bytesRead === 0) {
        return;
      }
      this.position += bytesRead;
      const events = this.lines
        .add(buffer.subarray(0, bytesRead))
        .map(parseRunEvent)
        .filter((event) => event !== undefined);
      if (events.length > 0) {
        this.take(events);
      }
    }
  }
}
