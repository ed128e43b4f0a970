import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, folded, high, isEarly, loudestOf, medium, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Standing in the way of the network or of wallets is what drainers do; it is also what instrumentation does, and that says so. */
function volumeOf({ signal: { what, trigger }, sortStood }: NewSignal): Volume {
  if (trigger === 'unreachable') return audit;
  if (!isEarly(trigger) || sortStood) return folded;
  return what === 'provider' ? high : what === 'network' || what === 'loader' || what === 'page' ? medium : folded;
}

export const runtimeHook = defineCheck({
  id: 'runtime-hook',
  group: 'package',
  title: 'A changed package newly puts itself in the way of the runtime',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly puts itself in the place of {key} ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Whoever stands in the place of a function of the runtime sees and changes what all other code does with it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly puts itself in the place of {key} ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Whoever stands in the place of a function of the runtime sees and changes what all other code does with it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that puts itself in the place of {key} ({what}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Whoever stands in the place of a function of the runtime sees and changes what all other code does with it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'hook').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
