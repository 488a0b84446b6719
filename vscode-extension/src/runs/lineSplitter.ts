import { StringDecoder } from 'node:string_decoder';

/** Puts lines together from bytes that come in pieces of any size. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  /** The lines that these bytes complete. */
  add(bytes: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim().length > 0);
  }
}
