import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, folded, high, isEarly, loudestOf, medium, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Destroying unasked, and more so where it is asked first where it runs. A loop without end at load stops whoever loads the package. */
function volumeOf({ signal: { what, trigger } }: NewSignal, delta: CodeDelta): Volume {
  if (trigger === 'unreachable') return audit;
  if (what === 'endless-loop') return isEarly(trigger) ? medium : folded;
  const gated = delta.signals.some((one) => one.signal.kind === 'gate');
  return isEarly(trigger) ? (gated || trigger === 'install' ? critical : high) : gated ? medium : folded;
}

export const destructiveAct = defineCheck({
  id: 'destructive-act',
  group: 'package',
  title: 'A changed package newly destroys files or never ends',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly destroys or blocks what it runs on ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing that a package is installed for needs that.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly destroys or blocks what it runs on ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing that a package is installed for needs that.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that destroys or blocks what it runs on ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing that a package is installed for needs that.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'destructive').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one, delta))))),
});
