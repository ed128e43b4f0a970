import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { actsEarly, audit, behaviourFindings, behaviourNeeds, folded, isEarly, loudestOf, medium, probable, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Sorts that no minifier makes. */
const scrambled: ReadonlySet<string> = new Set(['hex-names', 'string-table', 'packer', 'symbols-only', 'control-flow', 'far-right']);

/**
 * Scrambled code that runs unasked is told; it blocks where the same file newly does something that an attacker would want. Who ships scrambled code
 * scrambles it anew for each version: that what stood is gone and something else of its sort is there says little, that something came beside it does not.
 */
function volumeOf({ signal: { what, trigger, path }, sortStood, beside }: NewSignal, delta: CodeDelta): Volume {
  if (trigger === 'unreachable') return audit;
  if (!scrambled.has(what) || (sortStood && !beside) || !isEarly(trigger)) return folded;
  return actsEarly(delta, path) || delta.undecided ? probable : medium;
}

export const obfuscatedCode = defineCheck({
  id: 'obfuscated-code',
  group: 'package',
  title: 'A changed package newly holds code that is made unreadable',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly holds code that was made unreadable ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Minified code only has no spaces and short names; this was scrambled so that nobody can read it, which is how nearly all payloads are shipped.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly holds code that was made unreadable ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Minified code only has no spaces and short names; this was scrambled so that nobody can read it, which is how nearly all payloads are shipped.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that was made unreadable ({what}) and runs when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Minified code only has no spaces and short names; this was scrambled so that nobody can read it, which is how nearly all payloads are shipped.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'obfuscated').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one, delta))))),
});
