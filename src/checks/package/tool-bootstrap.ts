import type { NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, folded, isEarly, loudestOf, medium, probable, signalsOf, signalTold, whenOf, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** A runtime that an install step brings runs what follows out of sight; a container that is given the machine does so with more rights than anybody gave. */
function volumeOf({ signal: { what, trigger } }: NewSignal): Volume {
  if (trigger === 'unreachable') return audit;
  if (what === 'scanner' || what === 'container') return isEarly(trigger) ? probable : folded;
  return trigger === 'install' ? (what === 'runtime' ? probable : medium) : folded;
}

export const toolBootstrap = defineCheck({
  id: 'tool-bootstrap',
  group: 'package',
  title: 'A changed package newly fetches another tool to run',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly fetches or installs another tool to run ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads bring a runtime of their own, so that no one who watches Node sees them.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly fetches or installs another tool to run ({what}: {key}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads bring a runtime of their own, so that no one who watches Node sees them.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly holds code that fetches or installs another tool to run ({what}: {key}) when it is called, in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Payloads bring a runtime of their own, so that no one who watches Node sees them.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'bootstrap').map((one) => signalTold(one, whenOf(one.signal.trigger), volumeOf(one))))),
});
