import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandFor, dotnetProgram } from '../../src/server/processCommand';
import { findProgram } from '../../src/server/programFile';
import { probeVersion } from '../../src/server/versionProbe';
import { checkCommand, devicesCommand, graphCommand, promptCommand, runCommand, summaryCommand } from '../../src/tools/toolCommand';

const bundled = '/extension/server/nn.dll';
const tool = { path: bundled, dotnet: 'dotnet', dataFolder: '' };
const hostile = '/a folder/it\'s; rm -rf "$HOME" `x` && --help.nn';

describe('which program is started', () => {
  it('the setting comes before the environment, and that before what comes along', () => {
    assert.deepEqual(findProgram({ setting: ' /s ', environment: '/e', bundled }), { path: '/s', origin: 'setting' });
    assert.deepEqual(findProgram({ setting: '', environment: '/e', bundled }), { path: '/e', origin: 'environment' });
    assert.deepEqual(findProgram({ setting: '  ', environment: '', bundled }), { path: bundled, origin: 'bundled' });
    assert.deepEqual(findProgram({ setting: '', environment: undefined, bundled }), { path: bundled, origin: 'bundled' });
  });

  it('dotnet starts a .dll, and nothing else', () => {
    assert.deepEqual(commandFor('/x/a.DLL', 'dotnet', ['-v']), { program: 'dotnet', args: ['/x/a.DLL', '-v'] });
    assert.deepEqual(commandFor('/x/nn', 'dotnet', ['-v']), { program: '/x/nn', args: ['-v'] });
    assert.equal(dotnetProgram(' '), 'dotnet');
    assert.equal(dotnetProgram('/opt/dotnet'), '/opt/dotnet');
  });
});

describe('the arguments of nn', () => {
  it('take a file name as one argument, whatever it holds', () => {
    for (const { args } of [runCommand(tool, hostile, undefined, []), checkCommand(tool, hostile, []), summaryCommand(tool, hostile, undefined)]) {
      assert.deepEqual(args.slice(-2), ['--', hostile]);
    }
  });

  it('name the file of events, the data folder and what tasks.json adds, before the script', () => {
    assert.deepEqual(runCommand({ ...tool, dataFolder: '/my data' }, '/s.nn', '/tmp/e', ['--set', 'steps=2']).args, [
      bundled, 'run', '--data', '/my data', '--events', '/tmp/e', '--set', 'steps=2', '--', '/s.nn',
    ]);
    assert.deepEqual(summaryCommand(tool, '/s.nn', 'net').args, [bundled, 'summary', '--', '/s.nn', 'net']);
    assert.deepEqual(graphCommand(tool, '/s.nn', 'net', '/o.svg').args, [bundled, 'graph', '--format', 'svg', '--out', '/o.svg', '--', '/s.nn', 'net']);
    assert.deepEqual(promptCommand(tool).args, [bundled, 'repl']);
    assert.deepEqual(devicesCommand(tool).args, [bundled, 'devices']);
  });
});

describe('the probe of a program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nn probe '));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return path;
  };

  it('gives the version of one that works', { skip: process.platform === 'win32' }, async () => {
    const path = write('good', '#!/bin/sh\necho "1.2.3 $1"\n');
    assert.deepEqual(await probeVersion(path, 'dotnet'), { works: true, version: '1.2.3 --version' });
    assert.deepEqual(await probeVersion(write('x.dll', ''), path), { works: true, version: `1.2.3 ${join(folder, 'x.dll')}` });
  });

  it('says in words what is wrong with the others', { skip: process.platform === 'win32' }, async () => {
    assert.deepEqual(await probeVersion('/not/there', 'dotnet'), { works: false, problem: 'the file /not/there is not there' });
    const missing = await probeVersion(write('y.dll', ''), join(folder, 'no-dotnet'));
    assert.ok(!missing.works && missing.problem.includes('.NET 10'));
    const bad = await probeVersion(write('bad', '#!/bin/sh\necho "You must install .NET" >&2\nexit 150\n'), 'dotnet');
    assert.deepEqual(bad, { works: false, problem: 'You must install .NET' });
    rmSync(folder, { recursive: true });
  });
});
