// Makes out/nn.vsix: the bundled extension together with the language server and the program nn, both for any machine with .NET 10.
import { createVSIX } from '@vscode/vsce';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const project = dirname(root);
const staging = join(root, 'out/package');
const target = join(root, 'out/nn.vsix');

function publish(name) {
  const folder = join(root, 'out/publish', name);
  rmSync(folder, { recursive: true, force: true });
  const run = spawnSync('dotnet', ['publish', join(project, 'src', name), '-c', 'Release', '-o', folder, '--nologo', '-v', 'quiet', '-p:UseAppHost=false', '-p:RunAnalyzers=false', ...process.argv.slice(2)], { stdio: 'inherit' });
  if (run.status !== 0) {
    process.exit(run.status ?? 1);
  }
  return folder;
}

rmSync(staging, { recursive: true, force: true });
mkdirSync(join(staging, 'out'), { recursive: true });
await bundle({ minify: true, sourcemap: false });
for (const path of ['.vscodeignore', 'README.md', 'CHANGELOG.md', 'language-configuration.json', 'icons', 'media', 'snippets', 'syntaxes', 'walkthrough', 'out/extension.js', 'out/panel.js']) {
  cpSync(join(root, path), join(staging, path), { recursive: true });
}
cpSync(join(project, 'LICENSE'), join(staging, 'LICENSE'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
delete manifest.scripts;
delete manifest.dependencies;
delete manifest.devDependencies;
writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));

// Both programs lie in one folder and share the assemblies that both need.
for (const name of ['LanguageServer', 'Repl']) {
  const folder = publish(name);
  for (const file of readdirSync(folder)) {
    if (!/\.(pdb|xml)$/.test(file)) {
      cpSync(join(folder, file), join(staging, 'server', file), { recursive: true });
    }
  }
}

await createVSIX({ cwd: staging, packagePath: target, dependencies: false, allowMissingRepository: true, skipLicense: false });
console.log(`${target}: ${(statSync(target).size / 1e6).toFixed(1)} MB`);
