// A client made of VS Code's own protocol code, around the real server as a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { require, serverCommand } from './places.mjs';

const patience = 30_000;

export class ProtocolClient {
  #connection;
  #process;
  #diagnostics = new Map();
  #waiting = new Set();
  #exited;

  /** Starts the server and shakes hands; the folder is the workspace. */
  static async start(folder) {
    const client = new ProtocolClient();
    const protocol = require('vscode-languageserver-protocol/node');
    client.protocol = protocol;
    client.#process = spawn(serverCommand[0], serverCommand.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    client.#exited = once(client.#process, 'exit');
    client.errors = '';
    client.#process.stderr.on('data', (bytes) => (client.errors += bytes));
    client.#connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(client.#process.stdout),
      new protocol.StreamMessageWriter(client.#process.stdin),
    );
    client.#connection.onNotification(protocol.PublishDiagnosticsNotification.type, (told) => client.#publish(told));
    client.#connection.onRequest(protocol.RegistrationRequest.type, () => {});
    client.#connection.onRequest(protocol.ConfigurationRequest.type, ({ items }) => items.map(() => null));
    client.#connection.onRequest(protocol.InlayHintRefreshRequest.type, () => {});
    client.#connection.onRequest(protocol.CodeLensRefreshRequest.type, () => {});
    client.#connection.onRequest(protocol.SemanticTokensRefreshRequest.type, () => {});
    client.#connection.onRequest(protocol.WorkDoneProgressCreateRequest.type, () => {});
    client.#connection.listen();
    const uri = pathToFileURL(folder).href;
    client.initialized = await client.request(protocol.InitializeRequest.type, {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'test' }],
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        workspace: { workspaceEdit: { documentChanges: true }, configuration: true, workspaceFolders: true },
        textDocument: {
          publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } }, dataSupport: true, resolveSupport: { properties: ['edit'] } },
          hover: { contentFormat: ['markdown', 'plaintext'] },
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          rename: { prepareSupport: true },
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
          semanticTokens: { requests: { full: true }, tokenTypes: [], tokenModifiers: [], formats: ['relative'] },
          inlayHint: {},
        },
      },
    });
    await client.#connection.sendNotification(protocol.InitializedNotification.type, {});
    return client;
  }

  /** Sends a request and waits for its answer. */
  async request(type, params) {
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer to ${type.method ?? type}; ${this.errors}`)), patience)));
    return await Promise.race([this.#connection.sendRequest(type, params), late]).finally(() => clearTimeout(timer));
  }

  /** Opens a document; it need not be on the disk. */
  async open(path, text) {
    const document = { uri: pathToFileURL(path).href, languageId: 'nn', version: 1, text };
    await this.#connection.sendNotification(this.protocol.DidOpenTextDocumentNotification.type, { textDocument: document });
    return { ...document };
  }

  /** Gives a document another text, as a whole. */
  async change(document, text) {
    document.version++;
    document.text = text;
    await this.#connection.sendNotification(this.protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: document.uri, version: document.version },
      contentChanges: [{ text }],
    });
  }

  /** The diagnostics of a document, as soon as they were published for its version. */
  async diagnostics(document) {
    const deadline = Date.now() + patience;
    for (;;) {
      const told = this.#diagnostics.get(document.uri);
      if (told !== undefined && (told.version ?? document.version) >= document.version) {
        return told.diagnostics;
      }
      if (Date.now() > deadline) {
        throw new Error(`no diagnostics of ${document.uri}; ${this.errors}`);
      }
      await new Promise((resolve) => {
        this.#waiting.add(resolve);
        setTimeout(resolve, 1000);
      });
    }
  }

  /** Ends as an editor does; gives the exit code. */
  async stop() {
    await this.request(this.protocol.ShutdownRequest.type, undefined);
    await this.#connection.sendNotification(this.protocol.ExitNotification.type);
    const [code] = await this.#exited;
    this.#connection.dispose();
    return code;
  }

  /** Ends the process if it still runs. */
  kill() {
    this.#process.kill();
  }

  #publish(told) {
    this.#diagnostics.set(told.uri, told);
    for (const resolve of this.#waiting) {
      resolve();
    }
    this.#waiting.clear();
  }
}
