// Bundles the extension and the panel's script, one file each, into out/.
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function bundle({ minify = false, sourcemap = true } = {}) {
  rmSync(join(root, 'out/extension.js'), { force: true });
  const shared = { absWorkingDir: root, bundle: true, minify, sourcemap, logLevel: 'warning', legalComments: 'none' };
  await build({
    ...shared,
    entryPoints: ['src/extension.ts'],
    outfile: 'out/extension.js',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  });
  await build({
    ...shared,
    entryPoints: ['src/panel/view/main.ts'],
    outfile: 'out/panel.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle();
}
