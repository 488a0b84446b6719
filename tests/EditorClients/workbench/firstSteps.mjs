// What a person does first: sees a mistake, mends it, sees shapes, completes, renames, runs, watches the curve, uses the prompt.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The steps of a visit to a workspace that is trusted; each has a name and does something in the workbench. */
export function firstSteps(folder) {
  return [
    ['a mistake is underlined, and its message names both sides', async (w) => {
      await w.openFile('broken.nn');
      await w.see('.squiggly-error', 'the squiggle');
      await w.goTo(5, 5);
      await w.command('Show or Focus Hover');
      const hover = await w.see('.monaco-hover:not(.hidden) .hover-row', 'the message');
      await w.page.waitForTimeout(500);
      assert.match(await hover.innerText(), /needs the last dimension/);
      await w.picture('mistake');
    }],
    ['the fix removes it', async (w) => {
      await w.page.keyboard.press('Escape');
      await w.goTo(5, 5);
      await w.page.keyboard.press('Control+.');
      await w.see('.action-widget .monaco-list-row', 'the list of fixes');
      await w.page.waitForTimeout(300);
      await w.picture('fixes');
      await w.page.keyboard.press('Enter');
      await w.seeText('k.T');
      await w.seeNoMore('.squiggly-error', 'the squiggle');
      await w.picture('mended');
    }],
    ['shapes stand in the text', async (w) => {
      const text = await w.seeText('[B, T, size]');
      assert.match(text, /q.*\[B, T, size\]/);
      await w.picture('shapes');
    }],
    ['names and named arguments complete', async (w) => {
      await w.openFile('typing.nn');
      await w.seeText('x: [4, 3] =');
      await w.goTo(2, 1);
      await w.page.keyboard.type('y = x |> soft', { delay: 80 });
      await w.see('.suggest-widget.visible .monaco-list-row:has-text("softmax")', 'the completion');
      await w.picture('completion');
      await w.page.keyboard.press('Escape');
      await w.page.keyboard.type('max', { delay: 60 });
      await w.page.keyboard.press('Escape');
      await w.until('the shape of y', async () => /y.*\[4, 3\]/.test(await w.textOf('.editor-instance .monaco-editor .view-lines')));
      // A line below: Enter would take a proposal that came late.
      await w.page.keyboard.press('Control+Enter');
      await w.page.keyboard.type('z = y |> dense(', { delay: 80 });
      await w.see('.parameter-hints-widget.visible', 'the signature');
      await w.picture('signature');
      await w.page.keyboard.press('Escape');
      await w.page.keyboard.press('Control+S');
    }],
    ['a name is changed everywhere', async (w) => {
      await w.openFile('broken.nn');
      await w.goTo(2, 8);
      await w.page.keyboard.press('F2');
      await w.see('.rename-box input:focus', 'the box for the new name');
      await w.page.keyboard.press('Control+A');
      await w.page.keyboard.type('Likeness', { delay: 20 });
      await w.picture('rename');
      await w.page.keyboard.press('Enter');
      await w.seeText('scores = Likeness');
      await w.page.keyboard.press('Control+S');
      await w.until('the file with the new name', () => readFileSync(join(folder, 'broken.nn'), 'utf8').includes('scores = Likeness(8)'));
      await w.picture('renamed');
    }],
    ['a definition leads into the library', async (w) => {
      await w.openFile('broken.nn');
      await w.goTo(3, 13);
      await w.page.keyboard.press('F12');
      await w.see('.tab.active:has-text("layers.nn")', 'the library');
      await w.seeText('model dense');
      await w.picture('library');
      await w.page.keyboard.press('Control+F4');
    }],
    ['a run draws its curve while it trains, and Stop ends the training only', async (w) => {
      await w.openFile('moons.nn');
      await w.page.waitForTimeout(1500);
      await w.picture('script');
      const lens = await w.see('.codelens-decoration a:has-text("train")', 'the lens above the training');
      await lens.click();
      const panel = await w.webview('Training');
      await panel.waitForSelector('path.curve', { timeout: 60_000 });
      const length = () => panel.evaluate(() => document.querySelector('path.curve')?.getAttribute('d')?.length ?? 0);
      const early = await length();
      await w.until('the curve to grow', async () => (await length()) > early + 200);
      await w.picture('curve');
      await panel.locator('button', { hasText: 'Stop' }).click();
      await w.until('the end of the run', async () => (await panel.evaluate(() => document.body.innerText)).includes('done after'));
      const words = await panel.evaluate(() => document.body.innerText);
      assert.match(words, /training was interrupted after/);
      assert.match(words, /validation loss/);
      assert.match(words, /of the points are right/);
      assert.equal(await panel.locator('canvas').count(), 4);
      await w.picture('done');
      await panel.locator('canvas').first().scrollIntoViewIfNeeded();
      await w.picture('pictures');
    }],
    ['a model is drawn', async (w) => {
      await w.openFile('moons.nn');
      await w.command('nn: Draw Model');
      await w.see('.tab.active:has-text("Drawing of moons.nn")', 'the drawing');
      await w.page.waitForTimeout(1500);
      await w.picture('graph');
    }],
    ['a statement goes to the prompt', async (w) => {
      await w.openFile('typing.nn');
      await w.goTo(1, 1);
      await w.page.keyboard.press('Alt+Enter');
      await w.see('.terminal-wrapper.active .xterm', 'the prompt');
      await w.page.waitForTimeout(4000);
      await w.picture('prompt');
    }],
  ];
}
