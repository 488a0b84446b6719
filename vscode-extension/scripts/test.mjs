// Bundles the tests and runs them with Node's own test runner. With --package the tests of the packaged extension run instead of the others.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ofPackage = process.argv.includes('--package');
const out = join(root, 'out/test');
rmSync(out, { recursive: true, force: true });

const all = readdirSync(join(root, 'test'), { recursive: true }).map(String).filter((path) => path.endsWith('.test.ts'));
const chosen = all.filter((path) => path.startsWith('package') === ofPackage).sort();
await build({
  absWorkingDir: root,
  entryPoints: chosen.map((path) => join('test', path)),
  outdir: out,
  outbase: 'test',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});

const files = chosen.map((path) => join(out, path.replace(/\.ts$/, '.mjs')));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...process.argv.slice(2).filter((a) => a.startsWith('--test-')), ...files], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
