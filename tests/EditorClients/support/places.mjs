// Where things lie: the project, the extension with its packages, the server, the program nn.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const clients = dirname(dirname(fileURLToPath(import.meta.url)));
export const project = dirname(dirname(clients));
export const extension = join(project, 'vscode-extension');

/** Packages are those of the extension: what is tested is the code that it ships with. */
export const require = createRequire(join(extension, 'package.json'));

/** The language server that was built, or the one that the environment names. */
export const server = process.env.NN_LANGUAGE_SERVER || join(project, 'src/LanguageServer/bin/Release/net10.0/nn-language-server.dll');

/** The command that starts the server. */
export const serverCommand = server.endsWith('.dll') ? ['dotnet', server] : [server];

/** A reason to leave tests out, or false. */
export function missing(...paths) {
  const absent = paths.find((path) => !existsSync(path));
  return absent === undefined ? false : `${absent} is not there`;
}
