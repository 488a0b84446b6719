import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { commandFor } from './processCommand';

/** Whether a program starts: its version, or what stood in the way in words for a person. */
export type ProbeResult = { readonly works: true; readonly version: string } | { readonly works: false; readonly problem: string };

const longestWait = 20_000;

/** Starts a program with `--version` and reads the answer. Starts nothing else, and asks no network. */
export async function probeVersion(path: string, dotnet: string): Promise<ProbeResult> {
  if (isAbsolute(path) && !existsSync(path)) {
    return { works: false, problem: `the file ${path} is not there` };
  }
  const { program, args } = commandFor(path, dotnet, ['--version']);
  return await new Promise((resolve) => {
    execFile(program, args, { timeout: longestWait, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ works: true, version: firstLine(stdout) });
        return;
      }
      if (error.code === 'ENOENT') {
        resolve({ works: false, problem: program === path ? `${path} cannot be started` : `the program ${program} is not there; nn needs .NET 10` });
      } else if (error.killed) {
        resolve({ works: false, problem: `${path} did not answer within ${longestWait / 1000} seconds` });
      } else {
        const said = firstLine(stderr) || firstLine(stdout);
        resolve({ works: false, problem: said.length > 0 ? said : `${path} ended with ${error.code ?? error.signal ?? 'an error'}` });
      }
    });
  });
}

function firstLine(text: string): string {
  return text.split(/\r?\n/).find((line) => line.trim().length > 0)?.trim() ?? '';
}
