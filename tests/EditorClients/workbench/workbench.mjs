// What a person does in the workbench, by keyboard and eyes.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const patience = 60_000;

export class Workbench {
  #count = 0;

  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
    mkdirSync(pictures, { recursive: true });
  }

  /** Leaves a picture of what is to be seen now. */
  async picture(name) {
    await this.page.screenshot({ path: join(this.pictures, `${String(++this.#count).padStart(2, '0')}-${name}.png`) });
  }

  async open(address) {
    await this.page.goto(address);
    await this.page.waitForSelector('.monaco-workbench', { timeout: patience });
  }

  /** Opens a file of the workspace by its name, in the group of editors on the left. */
  async openFile(name) {
    await this.#focusLeftEditor();
    await this.page.keyboard.press('Control+P');
    await this.page.waitForSelector('.quick-input-widget input', { timeout: patience });
    await this.page.keyboard.type(name, { delay: 20 });
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row.focused:has-text("${name}")`, { timeout: patience });
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector(`.tab.active:has-text("${name}")`, { timeout: patience });
    await this.page.waitForSelector('.editor-instance .monaco-editor .view-line', { timeout: patience });
  }

  // A panel that was clicked has the keys, and may keep them for a moment.
  async #focusLeftEditor() {
    await this.until('the editor to have the keys', async () => {
      await this.page.keyboard.press('Control+1');
      await this.page.waitForTimeout(100);
      return await this.page.evaluate(() => document.activeElement?.tagName !== 'IFRAME');
    });
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.page.waitForSelector('.quick-input-widget input', { timeout: patience });
    await this.page.keyboard.type(title, { delay: 10 });
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row.focused:has-text("${title}")`, { timeout: patience });
    await this.page.keyboard.press('Enter');
  }

  /** Whether the palette offers a command. */
  async offers(title) {
    await this.page.keyboard.press('F1');
    await this.page.waitForSelector('.quick-input-widget input', { timeout: patience });
    await this.page.keyboard.type(title, { delay: 10 });
    await this.page.waitForTimeout(800);
    const found = await this.page.locator(`.quick-input-list .monaco-list-row:has-text("${title}")`).count();
    await this.page.keyboard.press('Escape');
    return found > 0;
  }

  /** Puts the cursor at a line and a column, counted from 1. */
  async goTo(line, column) {
    await this.page.keyboard.press('Control+G');
    await this.page.waitForSelector('.quick-input-widget input', { timeout: patience });
    await this.page.keyboard.type(`:${line}:${column}`.slice(1), { delay: 20 });
    await this.page.keyboard.press('Enter');
    await this.page.waitForTimeout(200);
  }

  /** Waits until something is there. */
  async see(selector, what = selector) {
    return await this.page.waitForSelector(selector, { timeout: patience, state: 'visible' }).catch(() => {
      throw new Error(`not seen: ${what}`);
    });
  }

  /** Waits until something has gone. */
  async seeNoMore(selector, what = selector) {
    await this.page.waitForSelector(selector, { timeout: patience, state: 'detached' }).catch(() => {
      throw new Error(`still there: ${what}`);
    });
  }

  /** Waits until the lines of the editor hold a text; gives them. */
  async seeText(part, selector = '.editor-instance .monaco-editor .view-lines') {
    return await this.until(`the text ${JSON.stringify(part)}`, async () => {
      const text = await this.textOf(selector);
      return text.includes(part) ? text : undefined;
    });
  }

  async textOf(selector) {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Asks again and again until there is an answer. */
  async until(what, ask) {
    const deadline = Date.now() + patience;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined && answer !== false) {
        return answer;
      }
      if (Date.now() > deadline) {
        throw new Error(`waited in vain for ${what}`);
      }
      await this.page.waitForTimeout(200);
    }
  }

  /** The document inside a webview whose text holds a part. */
  async webview(part) {
    return await this.until(`a panel with ${part}`, async () => {
      for (const frame of this.page.frames()) {
        const text = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
        if (frame !== this.page.mainFrame() && text.includes(part)) {
          return frame;
        }
      }
      return undefined;
    });
  }
}
