import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { scriptToRun } from '../documents/scriptDocument';
import { processTask, taskOf, taskType } from '../tasks/nnTask';
import { type ScriptAction, summaryCommand, type Tool } from '../tools/toolCommand';
import { requireTrust } from './trust';

/** Commands that give a script to the program `nn` in a terminal. */
export class ScriptCommands {
  constructor(
    private readonly tool: () => Tool,
    private readonly eventFile: () => string,
  ) {}

  /** Runs, trains or checks a script. */
  async start(action: ScriptAction, argument: unknown): Promise<void> {
    const script = requireTrust() ? await scriptToRun(argument) : undefined;
    if (script !== undefined) {
      await vscode.tasks.executeTask(taskOf({ type: taskType, action, file: script }, scopeOf(script), this.tool(), this.eventFile));
    }
  }

  /** Shows the layers, weights and costs of a model; of the named one where a script has several. */
  async summarize(argument: unknown, name: unknown): Promise<void> {
    const script = requireTrust() ? await scriptToRun(argument) : undefined;
    if (script !== undefined) {
      const model = typeof name === 'string' && name.length > 0 ? name : undefined;
      const command = summaryCommand(this.tool(), script, model);
      await vscode.tasks.executeTask(processTask({ type: taskType, action: 'summary', file: script }, scopeOf(script), 'summary', command, dirname(script)));
    }
  }
}

function scopeOf(script: string): vscode.WorkspaceFolder | vscode.TaskScope {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(script)) ?? vscode.TaskScope.Workspace;
}
