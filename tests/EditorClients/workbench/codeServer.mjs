// A VS Code workbench as a web server, with folders of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const settingsOf = (theme, asksForTrust) => ({
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': theme,
  'security.workspace.trust.enabled': asksForTrust,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'editor.fontSize': 15,
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'chat.commandCenter.enabled': false,
});

/** Installs an extension and starts the workbench, which knows nothing of any folder being trusted. */
export async function startWorkbench({ tools, vsix, scratch, theme, asksForTrust }) {
  const entry = join(tools, 'node_modules/code-server/out/node/entry.js');
  const user = join(scratch, 'user');
  const folders = ['--user-data-dir', user, '--extensions-dir', join(scratch, 'extensions')];
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User/settings.json'), JSON.stringify(settingsOf(theme, asksForTrust)));
  const env = { ...process.env, XDG_CONFIG_HOME: join(scratch, 'config'), XDG_DATA_HOME: join(scratch, 'data') };
  const installed = spawnSync(process.execPath, [entry, ...folders, '--install-extension', vsix], { encoding: 'utf8', env });
  if (installed.status !== 0) {
    throw new Error(`the extension was not installed: ${installed.stdout}${installed.stderr}`);
  }
  const port = await freePort();
  const args = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', ...(asksForTrust ? [] : ['--disable-workspace-trust'])];
  const child = spawn(process.execPath, [entry, ...folders, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes) => (output += bytes));
  child.stderr.on('data', (bytes) => (output += bytes));
  await answers(`http://127.0.0.1:${port}/healthz`, () => output);
  return { address: `http://127.0.0.1:${port}`, stop: () => child.kill(), output: () => output };
}

async function answers(address, output) {
  for (let i = 0; i < 300; i++) {
    try {
      if ((await fetch(address)).ok) {
        return;
      }
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the workbench did not start: ${output()}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
