import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { extensionRoot, readExtensionFile } from './paths';

/** A piece of a line with the scopes that the grammar gives it, outermost first. */
export interface ScopedPiece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

const grammarFiles: Record<string, string> = {
  'source.nn': 'syntaxes/nn.tmLanguage.json',
  'markdown.nn.codeblock': 'syntaxes/nn.markdown.tmLanguage.json',
  'text.html.markdown': 'test/grammar/plain.markdown.tmLanguage.json',
};

/** Tokenizes with the very engine that the editor uses. */
export class GrammarTester {
  private constructor(private readonly grammar: textmate.IGrammar) {}

  static async load(scope: string): Promise<GrammarTester> {
    const require = createRequire(join(extensionRoot, 'package.json'));
    const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async (name) => {
        const file = grammarFiles[name];
        return file === undefined ? null : textmate.parseRawGrammar(readExtensionFile(file), file);
      },
      getInjections: (name) => (name === 'text.html.markdown' ? ['markdown.nn.codeblock'] : undefined),
    });
    const grammar = await registry.loadGrammar(scope);
    if (grammar === null) {
      throw new Error(`there is no grammar ${scope}`);
    }
    return new GrammarTester(grammar);
  }

  /** The pieces of every line, and how deep the stack of rules is after the last one. */
  tokenize(text: string): { lines: ScopedPiece[][]; depthAtEnd: number } {
    const lines: ScopedPiece[][] = [];
    let state: textmate.StateStack = textmate.INITIAL;
    for (const line of text.split(/\r?\n/)) {
      const result = this.grammar.tokenizeLine(line, state);
      lines.push(result.tokens.map((t) => ({ text: line.slice(t.startIndex, t.endIndex), start: t.startIndex, end: Math.min(t.endIndex, line.length), scopes: t.scopes })));
      state = result.ruleStack;
    }
    return { lines, depthAtEnd: state.depth };
  }
}
