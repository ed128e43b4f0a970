import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, folded, high, isEarly, loudestOf, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Naming such a file is ordinary; writing it unasked is not. Orders that tell an agent to ask nobody are for nothing else. */
function volumeOf({ signal: { kind, what, key, trigger } }: NewSignal): Volume {
  if (trigger === 'unreachable') return audit;
  if (key.startsWith('write ')) return trigger === 'install' ? critical : isEarly(trigger) ? high : folded;
  if (kind === 'agent') return what === 'skip-permissions' && isEarly(trigger) ? (trigger === 'install' ? critical : high) : folded;
  return folded;
}

export const persistence = defineCheck({
  id: 'persistence',
  group: 'package',
  title: 'A changed package newly settles in the machine or the repository',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly writes or gives orders where others run it ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Settings of editors, agents and shells run what stands in them later, long after the package is gone.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly writes or gives orders where others run it ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Settings of editors, agents and shells run what stands in them later, long after the package is gone.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that writes or gives orders where others run it ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Settings of editors, agents and shells run what stands in them later, long after the package is gone.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'persistence', 'agent').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
