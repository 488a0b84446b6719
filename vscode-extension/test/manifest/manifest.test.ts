import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { extensionRoot, projectRoot, readExtensionFile } from '../support/paths';

interface Command {
  readonly command: string;
  readonly title: string;
}

interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
}

const manifest = JSON.parse(readExtensionFile('package.json'));
const contributes = manifest.contributes;
const commands: string[] = contributes.commands.map((c: Command) => c.command);
const settings: Record<string, Record<string, unknown>> = contributes.configuration.properties;

/** Every text of the manifest that names a file of the extension. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return /^(\.\/|icons\/|walkthrough\/)/.test(value) ? [value] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

describe('package.json', () => {
  it('names files that exist, apart from what a build makes', () => {
    const paths = pathsIn(manifest).filter((path) => !path.startsWith('./out/'));
    assert.ok(paths.length >= 8, paths.join(' '));
    for (const path of paths) {
      assert.ok(existsSync(join(extensionRoot, path)), path);
    }
  });

  it('declares exactly the commands that the extension registers', () => {
    const registered = [...readExtensionFile('src/extension.ts').matchAll(/^ {4}'(nn\.\w+)':/gm)].map((m) => m[1] ?? '');
    assert.deepEqual([...registered].sort(), [...commands].sort());
  });

  it('uses only declared commands in menus, keys and the walkthrough', () => {
    const menus: { command: string }[][] = Object.values(contributes.menus);
    const used = [...menus.flat().map((m) => m.command), ...contributes.keybindings.map((k: Keybinding) => k.command)];
    for (const step of contributes.walkthroughs[0].steps) {
      used.push(...[...step.description.matchAll(/\(command:([\w.]+)\)/g)].map((m) => m[1]));
      used.push(...(step.completionEvents ?? []).map((event: string) => event.replace('onCommand:', '')));
    }
    assert.ok(used.length > 15);
    for (const command of used) {
      assert.ok(commands.includes(command), command);
    }
  });

  it('gives every key with Ctrl a twin with Cmd', () => {
    for (const { command, key, mac } of contributes.keybindings as Keybinding[]) {
      assert.ok(!key.includes('ctrl') || mac?.includes('cmd'), `${command}: ${key}, ${mac ?? 'nothing'} on a Mac`);
    }
  });

  it('has at most fifteen settings, each described, with a default among its values', () => {
    const names = Object.keys(settings);
    assert.ok(names.length <= 15, `${names.length}`);
    for (const [name, setting] of Object.entries(settings)) {
      assert.match(name, /^nn\./);
      const description = setting['description'] ?? setting['markdownDescription'];
      assert.ok(typeof description === 'string' && description.endsWith('.'), name);
      const values = setting['enum'] as unknown[] | undefined;
      assert.ok(values === undefined || values.includes(setting['default']), name);
      assert.equal((setting['enumDescriptions'] as unknown[] | undefined)?.length, values?.length, name);
    }
  });

  it('reads only settings that it declares', () => {
    const sources = ['src/server/languageServer.ts', 'src/tools/currentTool.ts', 'src/runs/runController.ts'].map(readExtensionFile).join('\n');
    const read = [...sources.matchAll(/\.get<\w+>\('([\w.]+)'/g)].map((m) => `nn.${m[1]}`);
    assert.ok(read.length >= 5);
    for (const name of read) {
      assert.ok(name in settings, name);
    }
  });

  it('lets a workspace that is not trusted choose no program', () => {
    const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    for (const name of Object.keys(settings).filter((n) => n.endsWith('.path') || n === 'nn.dataFolder')) {
      assert.ok(restricted.includes(name), name);
    }
    for (const name of Object.keys(settings).filter((n) => n.endsWith('.path'))) {
      assert.equal(settings[name]?.['scope'], 'machine', name);
    }
  });

  it('describes every setting and every command with a key in the README', () => {
    const readme = readExtensionFile('README.md');
    for (const name of Object.keys(settings)) {
      assert.ok(readme.includes(name) || readme.includes('`.' + name.split('.').at(-1) + '`'), name);
    }
    for (const { key } of contributes.keybindings as Keybinding[]) {
      assert.ok(readme.toLowerCase().includes(key), key);
    }
  });

  it('activates for its language and commands only', () => {
    assert.deepEqual(manifest.activationEvents, []);
  });

  it('is locked without the address of a registry', () => {
    const lock = readExtensionFile('package-lock.json');
    assert.doesNotMatch(lock, /"resolved"/);
  });

  it('finds the report of a terminal with its problem matcher', () => {
    const [headline, place] = contributes.problemMatchers[0].pattern.map((p: { regexp: string }) => new RegExp(p.regexp));
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8').split('\n');
    const first = readme.findIndex((line) => line.startsWith('error NN'));
    assert.deepEqual([...(headline.exec(readme[first]) ?? [])].slice(1), ['error', 'NN3001', 'these shapes do not multiply']);
    assert.deepEqual([...(place.exec(readme[first + 1]) ?? [])].slice(1), ['attention.nn', '5', '3']);
    assert.deepEqual([...(place.exec('  --> /a b/it\'s "x": y.nn:12:7') ?? [])].slice(1), ['/a b/it\'s "x": y.nn', '12', '7']);
  });
});
