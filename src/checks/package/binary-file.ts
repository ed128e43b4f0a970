import type { CodeDelta, NewSignal } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { behaviourFindings, behaviourNeeds, folded, high, loudestOf, medium, signalsOf, signalTold, probable, type Volume } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** What lies about its kind is hidden; programs are told where the package had none, and more so where an install step newly starts one. */
function volumeOf({ signal: { what }, sortStood }: NewSignal, delta: CodeDelta): Volume {
  if (sortStood) return folded;
  const started = delta.capabilities.some(({ capability }) => capability.kind === 'process-spawn' && capability.trigger === 'install');
  if (started && (what === 'executable' || what === 'library')) return probable;
  switch (what) {
    case 'mismatch': return high;
    case 'executable': case 'sealed': return medium;
    default: return folded;
  }
}

export const binaryFile = defineCheck({
  id: 'binary-file',
  group: 'package',
  title: 'A changed package newly holds programs, or files that are not what they are called',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    found: {
      what: '{package} {version} newly holds {what} in {file}: {key}.',
      why: 'The version it is compared with ({before}) holds none. Programs cannot be reviewed as code can, and a file that is not what its name says is hidden on purpose.',
      todo: 'Find out where the file comes from, and whether its sources and its build are public.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta) => loudestOf(signalsOf(delta, 'binary').map((one) => signalTold(one, 'found', volumeOf(one, delta))))),
});
