// A workspace that is not trusted: scripts are checked and nothing of it is run or decides anything, until it is trusted.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { traceOf } from './scripts.mjs';

/** The steps of a visit to a workspace that nobody has trusted yet; each has a name and does something in the workbench. */
export function restrictedSteps(folder) {
  const nothingStarted = () => assert.ok(!existsSync(traceOf(folder)), 'a program of the workspace was started');
  return [
    ['the workbench says that the folder is not trusted', async (w) => {
      await w.see('.statusbar-item:has-text("Restricted Mode")', 'the item of the status bar');
      await w.picture('banner');
    }],
    ['a mistake is underlined, explained and mended', async (w) => {
      await w.openFile('broken.nn');
      await w.see('.squiggly-error', 'the squiggle');
      await w.goTo(5, 5);
      await w.command('Show or Focus Hover');
      const hover = await w.see('.monaco-hover:not(.hidden) .hover-row', 'the message');
      await w.page.waitForTimeout(500);
      assert.match(await hover.innerText(), /needs the last dimension/);
      await w.picture('mistake');
      await w.page.keyboard.press('Escape');
      await w.goTo(5, 5);
      await w.page.keyboard.press('Control+.');
      await w.see('.action-widget .monaco-list-row', 'the list of fixes');
      await w.page.waitForTimeout(300);
      await w.page.keyboard.press('Enter');
      await w.seeText('k.T');
      await w.seeNoMore('.squiggly-error', 'the squiggle');
      assert.match(await w.seeText('[B, T, size]'), /q.*\[B, T, size\]/);
      await w.page.keyboard.press('Control+S');
      await w.picture('shapes');
    }],
    ['names complete', async (w) => {
      await w.openFile('typing.nn');
      await w.goTo(2, 1);
      await w.page.keyboard.type('y = x |> soft', { delay: 80 });
      await w.see('.suggest-widget.visible .monaco-list-row:has-text("softmax")', 'the completion');
      await w.picture('completion');
      await w.page.keyboard.press('Escape');
      await w.page.keyboard.press('Control+S');
    }],
    ['a folder for data that the workspace names is not read', async (w) => {
      await w.openFile('table.nn');
      await w.see('.squiggly-error', 'the squiggle under the file');
      await w.picture('data');
    }],
    ['no command runs a script, and a lens says why', async (w) => {
      await w.openFile('moons.nn');
      assert.ok(await w.offers('nn: Restart Language Server'), 'the palette offers no command at all');
      for (const title of ['nn: Run Script', 'nn: Check Script', 'nn: Draw Model', 'nn: Open the Prompt']) {
        assert.ok(!(await w.offers(title)), `${title} is offered`);
      }
      const lens = await w.see('.codelens-decoration a:has-text("train")', 'the lens above the training');
      await lens.click();
      await w.see('.notification-toast:has-text("only in workspaces that are trusted")', 'the reason');
      await w.page.waitForTimeout(500);
      await w.picture('refused');
      assert.equal(await w.page.locator('.terminal-wrapper').count(), 0);
      nothingStarted();
    }],
    ['once trusted a script runs, with the programs of the machine', async (w) => {
      await w.command('Workspaces: Manage Workspace Trust');
      const trust = await w.see('.workspace-trust-editor .monaco-button:has-text("Trust")', 'the button');
      await trust.click();
      await w.seeNoMore('.statusbar-item:has-text("Restricted Mode")', 'the item of the status bar');
      await w.page.waitForTimeout(1500);
      await w.picture('trusted');
      assert.equal(await w.page.locator('.notification-toast:has-text("failed")').count(), 0, 'becoming trusted is reported as a failure');
      await w.page.keyboard.press('Control+F4');
      await w.openFile('moons.nn');
      const lens = await w.see('.codelens-decoration a:has-text("train")', 'the lens above the training');
      await lens.click();
      const panel = await w.webview('Training');
      await panel.waitForSelector('path.curve', { timeout: 60_000 });
      await w.page.waitForTimeout(1500);
      await w.picture('curve');
      await panel.locator('button', { hasText: 'Stop' }).click();
      await w.until('the end of the run', async () => (await panel.evaluate(() => document.body.innerText)).includes('done after'));
      await w.picture('done');
      nothingStarted();
    }],
    ['and its folder for data is read', async (w) => {
      await w.openFile('table.nn');
      await w.seeNoMore('.squiggly-error', 'the squiggle under the file');
      await w.picture('table');
    }],
    ['a model is drawn in light colours', async (w) => {
      await w.openFile('moons.nn');
      await w.command('nn: Draw Model');
      await w.see('.tab.active:has-text("Drawing of moons.nn")', 'the drawing');
      await w.page.waitForTimeout(1500);
      await w.picture('graph');
      nothingStarted();
    }],
  ];
}
