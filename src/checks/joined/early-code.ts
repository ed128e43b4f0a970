import type { DependencyChange } from '../../core/change.js';
import { isWhole } from '../../core/coverage.js';
import { atLeast } from '../../core/finding.js';
import type { Check, Draft, FactReader, ReviewInput } from '../check.js';
import { baselinesOf } from '../draft.js';
import { binaryFile } from '../package/binary-file.js';
import { destructiveAct } from '../package/destructive-act.js';
import { dynamicCode } from '../package/dynamic-code.js';
import { entryChange } from '../package/entry-change.js';
import { gitDependency } from '../package/git-dependency.js';
import { gypCode } from '../package/gyp-code.js';
import { hiddenApi } from '../package/hidden-api.js';
import { hiddenCode } from '../package/hidden-code.js';
import { installScript } from '../package/install-script.js';
import { networkAccess } from '../package/network-access.js';
import { newHost } from '../package/new-host.js';
import { obfuscatedCode } from '../package/obfuscated-code.js';
import { persistence } from '../package/persistence.js';
import { processSpawn } from '../package/process-spawn.js';
import { remoteCode } from '../package/remote-code.js';
import { runtimeHook } from '../package/runtime-hook.js';
import { secretExfiltration } from '../package/secret-exfiltration.js';
import { selfSpread } from '../package/self-spread.js';
import { toolBootstrap } from '../package/tool-bootstrap.js';
import { walletDrain } from '../package/wallet-drain.js';
import { analysisLimit } from './analysis-limit.js';

/**
 * The checks on code whose findings may be one half, with what they tell as a few words, and how grave it is: what no release of an honest package was seen
 * to gain (`grave`) needs less beside it than what some gain. In the order in which the halves are named.
 */
const deeds: readonly { readonly check: Check; readonly deed: string; readonly grave?: true }[] = [
  { check: destructiveAct, deed: 'destroys or blocks what it runs on', grave: true },
  { check: secretExfiltration, deed: 'sends away what it finds' },
  { check: remoteCode, deed: 'runs what it fetches' },
  { check: hiddenCode, deed: 'runs what it hides', grave: true },
  { check: obfuscatedCode, deed: 'runs code that was made unreadable', grave: true },
  { check: persistence, deed: 'leaves something that others run', grave: true },
  { check: selfSpread, deed: 'publishes or changes other projects', grave: true },
  { check: walletDrain, deed: 'handles addresses of wallets', grave: true },
  { check: toolBootstrap, deed: 'brings in other programs' },
  { check: hiddenApi, deed: 'uses a name that is put together', grave: true },
  { check: runtimeHook, deed: 'puts itself in the way of the runtime' },
  { check: installScript, deed: 'runs a step at install' },
  { check: gypCode, deed: 'runs commands when it is built' },
  { check: processSpawn, deed: 'starts another program' },
  { check: dynamicCode, deed: 'turns text into code' },
  { check: networkAccess, deed: 'speaks to the network' },
  { check: newHost, deed: 'names a host' },
  { check: gitDependency, deed: 'takes a dependency from outside the registry' },
  { check: entryChange, deed: 'is entered by a new file', grave: true },
  { check: binaryFile, deed: 'holds a program' },
  { check: analysisLimit, deed: 'cannot be read whole' },
];

/** Messages of what nobody has to call, with the moment where the words of the deed leave it open; all others wait until somebody calls. */
const moments: { readonly [message: string]: string } = {
  'at-install': ' at install', 'again-at-install': ' at install', 'at-load': ' when it is loaded', 'again-at-load': ' when it is loaded',
  added: '', 'unknown-package': '', changed: '', 'asks-package': '', git: '', url: '', diverted: '', found: '', limit: '',
};

/** Something that a changed package newly does without anybody calling it, and that does not block by itself. */
export interface EarlyDeed {
  readonly check: string;
  readonly deed: string;
  readonly grave: boolean;
  readonly draft: Draft;
}

/** A bound that the version before hits as well is nothing that the new one brought. */
function limitStood(change: DependencyChange, facts: FactReader): boolean {
  return baselinesOf(change, facts).some((one) => !isWhole(facts.get(one, 'archive').coverage) || !isWhole(facts.get(one, 'code').coverage));
}

/**
 * What the checks on code tell of one change that runs at install or at load and does not block by itself under this policy. What does is left out, but
 * takes none of the others away: somebody may waive it, and whoever writes the code could add it for just that.
 */
export function earlyDeeds(change: DependencyChange, input: ReviewInput, facts: FactReader): readonly EarlyDeed[] {
  const alone = { ...input, changes: [change] };
  const found: EarlyDeed[] = [];
  for (const { check, deed, grave = false } of deeds) {
    const policy = input.policy.checks[check.id] ?? check.default;
    for (const draft of check.run(alone, facts).drafts) {
      if (draft.level !== 'default' || draft.change !== 'added' || draft.subject === undefined) continue;
      if (policy.mode === 'block' && atLeast(draft.severity, policy.threshold)) continue;
      const moment = moments[draft.message];
      if (!atLeast(draft.severity, 'medium') || moment === undefined || (check === analysisLimit && limitStood(change, facts))) continue;
      found.push({ check: check.id, deed: `${deed}${moment}`, grave, draft });
    }
  }
  return found;
}

/** Where the code of a draft stands, as a person finds it in the published package. */
export function fileOf({ draft: { related } }: EarlyDeed): string {
  const place = related.find((one) => one.in === 'package');
  return place === undefined ? '' : `${place.path}:${place.line}`;
}
