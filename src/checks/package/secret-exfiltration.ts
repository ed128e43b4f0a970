import type { NewFlow } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, flowTold, folded, high, isEarly, medium, probable, shortWay, type Volume, withoutLater } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** What it is worth to somebody who carries it off. A package is told by what it does unasked: SDKs send keys when they are called. */
function volumeOf(found: NewFlow): Volume | undefined {
  const { flow: { source, trigger, hosts, moreHosts }, newHosts, sharedHost, pairStood, sourceStood, sinkStood } = found;
  // Where everybody has a place of his own, the name of the host says nothing about who gets it.
  const shared = sharedHost && !(sourceStood && sinkStood);
  const elsewhere = newHosts.length > 0 || hosts.length === 0 || moreHosts === true;
  if (trigger === 'unreachable') return audit;
  switch (source) {
    case 'environment': case 'credential-file':
      if (trigger === 'install') return critical;
      return isEarly(trigger) ? (source === 'credential-file' ? critical : high) : newHosts.length > 0 ? medium : folded;
    case 'key': return isEarly(trigger) ? critical : newHosts.length > 0 || (elsewhere && !pairStood) ? probable : folded;
    case 'secret-variable':
      if (trigger === 'install') return elsewhere || shared ? high : medium;
      return isEarly(trigger) && (newHosts.length > 0 || shared) ? (pairStood ? medium : probable) : folded;
    case 'identity':
      if (trigger === 'install') return elsewhere ? medium : folded;
      return isEarly(trigger) && newHosts.length > 0 && !pairStood ? medium : folded;
    case 'page-storage': return isEarly(trigger) && elsewhere && !pairStood ? shortWay(found, newHosts.length > 0 ? probable : medium) : folded;
    case 'download': case 'decoded': case 'package-data': case 'request': return undefined;
  }
}

export const secretExfiltration = defineCheck({
  id: 'secret-exfiltration',
  group: 'package',
  title: 'A changed package newly sends secrets away',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly sends {data} to {target}, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Attackers who take over a package collect secrets in just this way, and a dependency has all rights of whoever runs it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly sends {data} to {target}, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Attackers who take over a package collect secrets in just this way, and a dependency has all rights of whoever runs it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly sends {data} to {target} when it is called, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Attackers who take over a package collect secrets in just this way, and a dependency has all rights of whoever runs it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-install': {
      what: 'While it is installed, {package} {version} sends {data} to {target} in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. Attackers who take over a package collect secrets in just this way, and a dependency has all rights of whoever runs it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-load': {
      what: 'When it is loaded, {package} {version} sends {data} to {target} in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. Attackers who take over a package collect secrets in just this way, and a dependency has all rights of whoever runs it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta, change) => withoutLater(delta.flows).flatMap((one) => {
    const volume = volumeOf(one);
    return volume === undefined ? [] : [flowTold(one, volume, change)];
  })),
});
