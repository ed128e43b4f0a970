import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { behaviourFindings, behaviourNeeds, critical, folded, high, isEarly, loudestOf, medium, signalsOf, signalTold, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Runs of characters without a shape carry a payload; marks of writing direction only mislead who reads. */
function volumeOf({ signal: { what, trigger }, sortStood }: NewSignal, delta: CodeDelta): Volume {
  const decodes = delta.signals.some((one) => one.signal.kind === 'invisible' && one.signal.what === 'decoder');
  switch (what) {
    case 'variation-selectors': case 'tags': return decodes || isEarly(trigger) ? critical : high;
    case 'zero-width-run': return decodes ? critical : isEarly(trigger) ? high : medium;
    case 'decoder': return isEarly(trigger) ? high : medium;
    case 'bidi': return sortStood || trigger === 'unreachable' ? folded : medium;
    default: return folded;
  }
}

export const invisibleText = defineCheck({
  id: 'invisible-text',
  group: 'package',
  title: 'A changed package newly holds text that nobody sees',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    found: {
      what: '{package} {version} newly holds {what} characters, in {file} line {line}: {key}.',
      why: 'They do not show in an editor or a review. Code and instructions have been hidden in them, in front of everybody.',
      todo: 'Look at the file with an editor that shows invisible characters.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'invisible').map((one) => signalTold(one, 'found', volumeOf(one, delta))))),
});
