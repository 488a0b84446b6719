import * as vscode from 'vscode';
import type { Tool } from '../tools/toolCommand';
import { isNnTask, type NnTaskDefinition, taskOf, taskType } from './nnTask';

/** Offers to run, train and check the active script, and completes what `tasks.json` says. */
export class NnTaskProvider implements vscode.TaskProvider {
  constructor(
    private readonly tool: () => Tool,
    private readonly eventFile: () => string,
  ) {}

  provideTasks(): vscode.Task[] {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'nn' || document.uri.scheme !== 'file') {
      return [];
    }
    const scope = vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.TaskScope.Workspace;
    const file = typeof scope === 'object' ? vscode.workspace.asRelativePath(document.uri, false) : document.uri.fsPath;
    return (['run', 'train', 'check'] as const).map((action) => this.make({ type: taskType, action, file }, scope));
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    if (!isNnTask(task.definition) || task.scope === undefined) {
      return undefined;
    }
    const scope = typeof task.scope === 'object' ? task.scope : vscode.TaskScope.Workspace;
    // The editor compares the answer with what it asked for: the definition must be the very same object.
    return this.make(task.definition, scope);
  }

  private make(definition: NnTaskDefinition, scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Task {
    return taskOf(definition, scope, this.tool(), this.eventFile);
  }
}
