import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { scriptToRun } from '../documents/scriptDocument';
import { graphHtml } from '../panel/graphHtml';
import { graphCommand, type Tool } from '../tools/toolCommand';
import { requireTrust } from './trust';

const longestWait = 60_000;

// The exit code of nn where the command line is at fault, as when a script has several models and none is named.
const wrongArguments = 2;

/** Draws a model of a script beside it. */
export async function drawGraph(tool: Tool, argument: unknown, name: unknown): Promise<void> {
  const script = requireTrust() ? await scriptToRun(argument) : undefined;
  if (script === undefined) {
    return;
  }
  let model = typeof name === 'string' && name.length > 0 ? name : undefined;
  let drawn = await draw(tool, script, model);
  if (model === undefined && 'problem' in drawn && drawn.asksForName) {
    model = await vscode.window.showInputBox({ title: 'Draw Model', prompt: drawn.problem, placeHolder: 'the name that the script binds the model to' });
    if (model === undefined || model.trim().length === 0) {
      return;
    }
    drawn = await draw(tool, script, model.trim());
  }
  if ('problem' in drawn) {
    void vscode.window.showErrorMessage(`nn: ${drawn.problem}`);
    return;
  }
  const title = `Drawing of ${model ?? basename(script)}`;
  const panel = vscode.window.createWebviewPanel('nn.graph', title, vscode.ViewColumn.Beside, { enableScripts: false, localResourceRoots: [] });
  panel.webview.html = graphHtml(title, drawn.svg, randomBytes(16).toString('hex'));
}

async function draw(tool: Tool, script: string, name: string | undefined): Promise<{ svg: string } | { problem: string; asksForName: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), 'nn-graph-'));
  try {
    const target = join(folder, 'graph.svg');
    const { program, args } = graphCommand(tool, script, name, target);
    const failure = await new Promise<{ problem: string; asksForName: boolean } | undefined>((resolve) => {
      execFile(program, [...args], { cwd: dirname(script), timeout: longestWait, windowsHide: true }, (error, _, stderr) =>
        resolve(error === null ? undefined : { problem: stderr.trim().slice(0, 600) || error.message, asksForName: error.code === wrongArguments }),
      );
    });
    return failure ?? { svg: await readFile(target, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
