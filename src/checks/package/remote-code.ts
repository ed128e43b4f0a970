import type { NewFlow } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, flowTold, folded, isEarly, medium, probable, shortWay, type Volume, withoutLater } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Code from the network that runs unasked is what most attacks come to; on call it is what tools do that bring their own binaries. */
function volumeOf(found: NewFlow): Volume | undefined {
  const { source, sink, trigger } = found.flow;
  // Servers that tools start when they are called run tools in turn; one that nobody asked for is a back door.
  if (source === 'request') return trigger === 'unreachable' ? audit : isEarly(trigger) ? shortWay(found, probable) : folded;
  if (source !== 'download') return undefined;
  if (trigger === 'unreachable') return audit;
  // Who hands data to a script of one's own does not mean to run it, though PowerShell lets it break out.
  if (sink === 'operand') return isEarly(trigger) ? medium : folded;
  if (isEarly(trigger)) return critical;
  return sink === 'eval' ? medium : folded;
}

export const remoteCode = defineCheck({
  id: 'remote-code',
  group: 'package',
  title: 'A changed package newly runs what it downloads',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly runs {data} ({api}) from {target}, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. What is downloaded can be exchanged at any time after the review, and is in no lockfile.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly runs {data} ({api}) from {target}, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. What is downloaded can be exchanged at any time after the review, and is in no lockfile.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly runs {data} ({api}) from {target} when it is called, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. What is downloaded can be exchanged at any time after the review, and is in no lockfile.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'to-a-script': {
      what: '{package} {version} newly hands {data} to a script that PowerShell runs ({api}), in {file} line {line}. New lines: {lines}.',
      why: 'PowerShell makes one command line of all that it is handed, so data may break out of its place and be run.',
      todo: 'Read the named place and the script in the published package. If the data is only a path or an address, waive this finding for this version.',
    },
    'from-a-request': {
      what: '{package} {version} newly runs {data} ({api}), in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Whoever reaches the machine can have it run what he likes, with the rights of whoever runs your code.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-install': {
      what: 'While it is installed, {package} {version} runs {data} ({api}) from {target} in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. What is downloaded can be exchanged at any time after the review, and is in no lockfile.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-load': {
      what: 'When it is loaded, {package} {version} runs {data} ({api}) from {target} in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. What is downloaded can be exchanged at any time after the review, and is in no lockfile.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta, change) => withoutLater(delta.flows).flatMap((one) => {
    const volume = volumeOf(one);
    return volume === undefined ? [] : [one.flow.source === 'request' ? { ...flowTold(one, volume, change), message: 'from-a-request' } : one.flow.sink === 'operand' ? { ...flowTold(one, volume, change), message: 'to-a-script' } : flowTold(one, volume, change)];
  })),
});
