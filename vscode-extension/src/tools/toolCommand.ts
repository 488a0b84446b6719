import { commandFor, type ProcessCommand } from '../server/processCommand';

/** The program `nn` as it is installed here. */
export interface Tool {
  /** The program, or a `.dll`. */
  readonly path: string;
  /** What starts a `.dll`. */
  readonly dotnet: string;
  /** A folder in which scripts look for data; empty for none. */
  readonly dataFolder: string;
}

/** What may be asked of a script on the command line. */
export type ScriptAction = 'run' | 'train' | 'check';

/** `nn run FILE`, whose events go to a file as well when one is given. */
export function runCommand(tool: Tool, script: string, eventFile: string | undefined, further: readonly string[]): ProcessCommand {
  const events = eventFile === undefined ? [] : ['--events', eventFile];
  return commandFor(tool.path, tool.dotnet, ['run', ...dataArguments(tool), ...events, ...further, '--', script]);
}

/** `nn check FILE`. */
export function checkCommand(tool: Tool, script: string, further: readonly string[]): ProcessCommand {
  return commandFor(tool.path, tool.dotnet, ['check', ...dataArguments(tool), ...further, '--', script]);
}

/** `nn summary FILE [NAME]`. */
export function summaryCommand(tool: Tool, script: string, name: string | undefined): ProcessCommand {
  return commandFor(tool.path, tool.dotnet, ['summary', ...dataArguments(tool), '--', script, ...(name === undefined ? [] : [name])]);
}

/** `nn graph FILE [NAME]`, drawn into a file. */
export function graphCommand(tool: Tool, script: string, name: string | undefined, target: string): ProcessCommand {
  return commandFor(tool.path, tool.dotnet, ['graph', ...dataArguments(tool), '--format', 'svg', '--out', target, '--', script, ...(name === undefined ? [] : [name])]);
}

/** `nn repl`. */
export function promptCommand(tool: Tool): ProcessCommand {
  return commandFor(tool.path, tool.dotnet, ['repl', ...dataArguments(tool)]);
}

/** `nn devices`. */
export function devicesCommand(tool: Tool): ProcessCommand {
  return commandFor(tool.path, tool.dotnet, ['devices']);
}

function dataArguments(tool: Tool): readonly string[] {
  return tool.dataFolder.length === 0 ? [] : ['--data', tool.dataFolder];
}
