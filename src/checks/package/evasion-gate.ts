import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, folded, loudestOf, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Asking is ordinary; what is done behind the question is told by the other checks, and louder for it. */
function volumeOf({ signal: { trigger } }: NewSignal): Volume {
  return trigger === 'unreachable' ? audit : folded;
}

export const evasionGate = defineCheck({
  id: 'evasion-gate',
  group: 'package',
  title: 'A changed package newly asks where and when it runs',
  default: { mode: 'warn', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly asks where or when it runs ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads wait for a date, a country or a machine, so that nobody sees them who looks for them.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly asks where or when it runs ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads wait for a date, a country or a machine, so that nobody sees them who looks for them.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that asks where or when it runs ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads wait for a date, a country or a machine, so that nobody sees them who looks for them.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'gate').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
