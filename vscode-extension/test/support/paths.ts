import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The extension's own folder; tests are started in it. */
export const extensionRoot = process.cwd();

/** The folder of the whole project. */
export const projectRoot = join(extensionRoot, '..');

/** The text of a file of the extension. */
export function readExtensionFile(path: string): string {
  return readFileSync(join(extensionRoot, path), 'utf8');
}

/** Every script below a folder of the project, by its path from there. */
export function scriptsBelow(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.nn') && !/(^|[\\/])(bin|obj)[\\/]/.test(path))
    .sort()
    .map((path) => join(projectRoot, folder, path));
}
