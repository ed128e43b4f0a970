import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, folded, high, isEarly, loudestOf, probable, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** One word of it stands in many tools; what writes a workflow, or two of them together that run unasked, is a worm. */
function volumeOf({ signal: { what, key, trigger } }: NewSignal, delta: CodeDelta): Volume {
  if (trigger === 'unreachable') return audit;
  if (!isEarly(trigger)) return folded;
  if (key.startsWith('write ')) return high;
  const sorts = new Set(delta.signals.filter((one) => one.signal.kind === 'worm' && isEarly(one.signal.trigger)).map((one) => one.signal.what));
  if (sorts.size >= 2) return trigger === 'install' ? critical : probable;
  return trigger === 'install' && what !== 'workflow' ? probable : folded;
}

export const selfSpread = defineCheck({
  id: 'self-spread',
  group: 'package',
  title: 'A changed package newly does what worms do',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly does what worms do to spread ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Worms list the packages of whoever they run at and publish themselves in them, or write workflows that send the secrets of repositories away.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly does what worms do to spread ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Worms list the packages of whoever they run at and publish themselves in them, or write workflows that send the secrets of repositories away.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that does what worms do to spread ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Worms list the packages of whoever they run at and publish themselves in them, or write workflows that send the secrets of repositories away.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'worm').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one, delta))))),
});
