import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { extensionRoot } from '../support/paths';
import { listZip, type ZipEntry } from '../support/zipListing';

const path = join(extensionRoot, 'out/nn.vsix');
const mostBytes = 30e6;

describe('the packaged extension', () => {
  let entries: ZipEntry[];
  let names: string[];
  const folder = mkdtempSync(join(tmpdir(), 'nn vsix '));
  before(() => {
    entries = listZip(path);
    names = entries.map((e) => e.name);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is of a size that can be sent', (t) => {
    const size = statSync(path).size;
    const largest = [...entries].sort((a, b) => b.size - a.size).slice(0, 5);
    t.diagnostic(`${(size / 1e6).toFixed(1)} MB; ${largest.map((e) => `${basename(e.name)} ${(e.size / 1e6).toFixed(1)}`).join(', ')}`);
    assert.ok(size < mostBytes, `${size}`);
  });

  it('holds extension, server and program', () => {
    for (const name of ['package.json', 'readme.md', 'LICENSE.txt', 'out/extension.js', 'out/panel.js', 'media/panel.css', 'icons/nn.png', 'syntaxes/nn.tmLanguage.json',
      'server/nn-language-server.dll', 'server/nn-language-server.runtimeconfig.json', 'server/nn.dll', 'server/nn.runtimeconfig.json', 'server/Dsl.Language.dll', 'server/Dsl.Runtime.dll']) {
      assert.ok(names.includes(`extension/${name}`), `${name} is missing among ${names.join(' ')}`);
    }
  });

  it('holds no sources, tests, symbols or packages', () => {
    for (const name of names) {
      assert.doesNotMatch(name, /\.(ts|map|pdb|cs|csproj)$|node_modules|\/test\/|package-lock|\.npmrc|\.exe$/, name);
    }
  });

  it('names every file that its manifest names', () => {
    const manifest = JSON.parse(entries.find((e) => e.name === 'extension/package.json')?.read().toString() ?? '{}');
    assert.equal(manifest.dependencies, undefined);
    assert.ok(names.includes(`extension/${manifest.main.replace('./', '')}`));
    assert.ok(names.includes(`extension/${manifest.icon}`));
  });

  it('brings programs that start, and a run that works', () => {
    for (const entry of entries.filter((e) => e.name.startsWith('extension/server/'))) {
      const target = join(folder, entry.name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, entry.read());
    }
    const start = (...args: string[]) => spawnSync('dotnet', args, { encoding: 'utf8', timeout: 60_000 });
    const server = start(join(folder, 'extension/server/nn-language-server.dll'), '--version');
    assert.equal(server.status, 0, server.stderr);
    assert.match(server.stdout, /\d+\.\d+/);
    const script = join(folder, 'it\'s a "script".nn');
    writeFileSync(script, 'print(softmax([1, 1]))\n');
    const run = start(join(folder, 'extension/server/nn.dll'), 'run', '--', script);
    assert.equal(run.stdout, '[0.5, 0.5]\n', run.stderr);
  });
});
