import { parse as parseBabel } from '@babel/parser';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import { parse as parseMeriyah } from 'meriyah';
import type { ErrorCode } from '../core/errors.js';
import type { Program } from './tree.js';

/** How a runtime loads a file. `unknown`: a .js file without a `type` in its package.json, which Node tries as CommonJS first. */
export type SourceFormat = 'module' | 'commonjs' | 'unknown';
export type Goal = 'module' | 'commonjs';
export type Dialect = 'javascript' | 'typescript';

export interface ParsedTree {
  readonly program: Program;
  readonly goal: Goal;
  /** True when the parser had to guess what was meant: the tree shows what it holds, not what it lacks. */
  readonly guessed: boolean;
}
export type ParseResult =
  | { readonly kind: 'parsed'; readonly trees: readonly ParsedTree[] }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly reason: string; /** True when every parser called it a syntax error: no runtime takes it. */ readonly syntax: boolean };

/**
 * Where the two goals read the same text as different tokens: `<!--` and `-->` are comments in scripts alone, and `await /x/` is a
 * division in scripts and a regular expression in modules. Code hidden that way shows in one of the trees, so both are looked at.
 */
const readsTwoWays = /<!--|-->|await\s*\//;

/**
 * Parses a source text: meriyah first, under the goal that the runtime would use, then the other one; then @babel/parser with error
 * recovery (JSX with Flow, or TypeScript). Gives every tree that the text has where the goals differ.
 * Regular expressions are not validated, since that would use this process's own engine. A parser that runs out of stack fails.
 */
export function parseSource(text: string, format: SourceFormat, dialect: Dialect = 'javascript'): ParseResult {
  const goals: readonly Goal[] = format === 'module' ? ['module', 'commonjs'] : ['commonjs', 'module'];
  const wanted = readsTwoWays.test(text) ? 2 : 1;
  const reasons: string[] = [];
  let syntax = true;
  let guesses: readonly ParsedTree[] | undefined;
  const parsers = dialect === 'typescript'
    ? [(goal: Goal) => babel(text, goal, ['typescript']), (goal: Goal) => babel(text, goal, ['typescript', 'jsx'])]
    : [(goal: Goal) => meriyah(text, goal), (goal: Goal) => babel(text, goal, ['jsx', 'flow']), (goal: Goal) => babel(text, goal, ['typescript'])];
  for (const parser of parsers) {
    const trees: ParsedTree[] = [];
    for (const goal of goals) {
      if (trees.length >= wanted) break;
      try {
        trees.push({ ...parser(goal), goal });
      } catch (error) {
        syntax &&= error instanceof SyntaxError;
        reasons.push(error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown');
      }
    }
    if (trees.length > 0 && trees.every((tree) => !tree.guessed)) return { kind: 'parsed', trees };
    if (trees.length > 0) guesses ??= trees;
  }
  if (guesses !== undefined) return { kind: 'parsed', trees: guesses };
  return { kind: 'failed', code: 'PARSE_FAILED', reason: reasons[0] ?? 'unknown', syntax };
}

type Parsed = Omit<ParsedTree, 'goal'>;

function meriyah(text: string, goal: Goal): Parsed {
  const program = parseMeriyah(text, { sourceType: goal, next: true, jsx: true, webcompat: true, validateRegex: false, ranges: { start: true, end: true } });
  return { program, guessed: false };
}

/** Rules about what a program may mean, not how it is written: breaking one leaves the tree as it is. */
const semantic = /^(?:Strict\w*|VarRedeclaration|DuplicateExport|DuplicateProto|DuplicateConstructor|DuplicateRegExpFlags|ModuleExportUndefined|InvalidPrivateFieldResolution|DeletePrivateField|PrivateNameRedeclaration|IllegalBreakContinue|LabelRedeclaration|ParamDupe|InvalidRegExpFlags|MalformedRegExpFlags|NumericSeparator\w*|ImportMetaOutsideModule|ImportOutsideModule|IllegalReturn|UnsupportedImport|AwaitBindingIdentifier|AwaitExpressionFormalParameter|YieldBindingIdentifier|LetInLexicalBinding|UnexpectedReservedWord|UnexpectedKeyword|InvalidEscapedReservedWord)$/;

function babel(text: string, goal: Goal, dialects: readonly ParserPlugin[]): Parsed {
  const options: ParserOptions = {
    sourceType: goal === 'module' ? 'module' : 'script',
    plugins: ['estree', 'decorators', 'explicitResourceManagement', 'importAttributes', 'sourcePhaseImports', 'deferredImportEvaluation', ...dialects],
    createImportExpressions: true, errorRecovery: true, attachComment: false,
    allowReturnOutsideFunction: true, allowAwaitOutsideFunction: goal === 'module', allowSuperOutsideMethod: true,
    allowUndeclaredExports: true, allowNewTargetOutsideFunction: true,
  };
  const { program, errors } = parseBabel(text, options);
  return { program: program as unknown as Program, guessed: (errors ?? []).some((error) => !semantic.test(error.reasonCode)) };
}
