import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A file inside a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Its contents. */
  readonly read: () => Buffer;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;

/** The files of a zip archive, read from its directory at the end. */
export function listZip(path: string): ZipEntry[] {
  const bytes = readFileSync(path);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endMark) {
    end--;
  }
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10) && bytes.readUInt32LE(at) === entryMark; i++) {
    const [method, packed, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const header = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    entries.push({
      name,
      size,
      read: () => {
        const stored = bytes.subarray(start, start + packed);
        return method === 0 ? stored : inflateRawSync(stored);
      },
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
