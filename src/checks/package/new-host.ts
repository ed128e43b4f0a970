import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, folded, isEarly, loudestOf, medium, probable, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Hosts come and go; those that collect or forward for whoever asks, and bare addresses that an install step names, are told. */
function volumeOf({ signal: { what, trigger } }: NewSignal): Volume {
  if (trigger === 'unreachable') return audit;
  if (what === 'collector' || what === 'tunnel') return trigger === 'install' ? probable : isEarly(trigger) ? medium : folded;
  return trigger === 'install' && (what === 'address' || what === 'dead-drop') ? medium : folded;
}

export const newHost = defineCheck({
  id: 'new-host',
  group: 'package',
  title: 'A changed package newly names hosts',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'Code that {package} {version} runs at install newly names the host {key} ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not name it.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
    'at-load': {
      what: '{package} {version} newly names the host {key} ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not name it.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
    'when-called': {
      what: '{package} {version} newly names the host {key} ({what}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not name it.',
      todo: 'Look at the named place, and whether the release notes explain it.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'host').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
