/** What is started: a program and its arguments, each a string of its own that no shell ever reads. */
export interface ProcessCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** A `.dll` is started by dotnet, anything else by itself. */
export function commandFor(path: string, dotnet: string, args: readonly string[]): ProcessCommand {
  return path.toLowerCase().endsWith('.dll') ? { program: dotnet, args: [path, ...args] } : { program: path, args };
}

/** The program `dotnet`: the setting's, or the one on the path. */
export function dotnetProgram(setting: string): string {
  const path = setting.trim();
  return path.length > 0 ? path : 'dotnet';
}
