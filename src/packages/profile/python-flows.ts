import { evaluatePython } from './python-evaluation.js';
import { shellFlows } from './shell-flows.js';
import type { TextFacts } from './text-facts.types.js';

/**
 * Reads a Python text by rules over its statements: what flows in it from a source to a sink (through variables, files that it writes, its own functions, and
 * commands that it starts), and what else it shows. Names of modules are followed through `import … as`, `__import__` and `getattr` with constants.
 * Of `python -c` bodies and scripts that a shell feeds to Python the shell's reader takes care by itself.
 */
export function pythonFlows(text: string): TextFacts {
  return evaluatePython(text, shellFlows);
}
