// The real server, spoken to by Neovim's built-in client, headless.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clients, missing, server, serverCommand } from './support/places.mjs';
import { broken, tidy, untidy } from './support/scripts.mjs';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;

describe('Neovim and the server', { skip: hasNeovim ? missing(server) : 'nvim is not there' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nn neovim '));
  let seen = {};

  before(() => {
    const scripts = { 'broken.nn': broken, 'complete.nn': 'x = rel\n', 'rename.nn': 'fn twice(x) = 2 * x\nprint(twice(1), twice(2))\n', 'untidy.nn': untidy };
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), text);
    }
    const result = join(folder, 'seen.json');
    const run = spawnSync('nvim', ['--headless', '--clean', '-n', '-S', join(clients, 'neovim/client.lua')], {
      env: { ...process.env, NN_SERVER: serverCommand.join('\n'), NN_FOLDER: folder, NN_RESULT: result, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder },
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(run.status, 0, run.stderr);
    seen = JSON.parse(readFileSync(result, 'utf8'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('get through all of it', () => assert.equal(seen.failure, undefined));

  it('show the mistake at its place', () => {
    assert.equal(seen.diagnostics.length, 1);
    assert.equal(seen.diagnostics[0].line, 4);
    assert.match(seen.diagnostics[0].message, /`@` needs the last dimension/);
  });

  it('see it go when it is mended by typing', () => assert.equal(seen.mended, broken.replace('q @ k', 'q @ k.T')));
  it('hover', () => assert.match(seen.hover, /\[B=2, T=5, T=5\]/));
  it('complete', () => assert.ok(seen.completion.includes('relu'), String(seen.completion)));
  it('rename', () => assert.equal(seen.renamed, 'fn double(x) = 2 * x\nprint(double(1), double(2))\n'));
  it('lay out', () => assert.equal(seen.formatted, tidy));
  it('part', () => assert.equal(seen.stopped, true));
});
