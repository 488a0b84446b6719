// What a person does in a real workbench: in a trusted folder with the dark theme, and in a folder that is not trusted with the light one.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from '../support/places.mjs';
import { startWorkbench } from './codeServer.mjs';
import { firstSteps } from './firstSteps.mjs';
import { restrictedSteps } from './restrictedSteps.mjs';
import { writeUntrustedWorkspace, writeWorkspace } from './scripts.mjs';
import { Workbench } from './workbench.mjs';

const tools = process.env.NN_WORKBENCH;
const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
const pictures = join(project, 'artifacts/workbench');
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });

const visits = [
  { name: 'first', theme: 'Default Dark Modern', asksForTrust: false, write: writeWorkspace, steps: firstSteps },
  { name: 'restricted', theme: 'Default Light Modern', asksForTrust: true, write: writeUntrustedWorkspace, steps: restrictedSteps },
];

// A pattern as argument chooses steps by the names of their visit and their own.
const pattern = new RegExp(process.argv[2] ?? '');
const started = Date.now();
let [passed, failed] = [0, 0];
for (const visit of visits) {
  await go(visit);
}
console.log(`${passed} passed, ${failed} failed, pictures in ${pictures} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
process.exit(failed === 0 ? 0 : 1);

async function go({ name: visitName, theme, asksForTrust, write, steps }) {
  const scratch = mkdtempSync(join(tmpdir(), 'nn-workbench-'));
  const folder = write(scratch);
  const chosen = steps(folder).filter(([name]) => pattern.test(`${visitName}: ${name}`));
  if (chosen.length === 0) {
    rmSync(scratch, { recursive: true, force: true });
    return;
  }
  const server = await startWorkbench({ tools, vsix: process.env.NN_VSIX, scratch, theme, asksForTrust });
  const browser = await chromium.launch({ executablePath: process.env.NN_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const workbench = new Workbench(page, join(pictures, visitName));
    await workbench.open(`${server.address}/?folder=${encodeURIComponent(folder)}`);
    for (const [name, step] of chosen) {
      const begun = Date.now();
      try {
        await step(workbench);
        passed++;
        console.log(`ok      ${visitName}: ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed++;
        console.log(`not ok  ${visitName}: ${name}: ${error.message.split('\n')[0]}`);
        await workbench.picture('failure');
        await page.keyboard.press('Escape');
      }
    }
  } finally {
    await browser.close();
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
