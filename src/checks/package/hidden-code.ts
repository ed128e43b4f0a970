import type { NewFlow } from '../../packages/profile.types.js';
import { defineCheck } from '../check.js';
import { audit, behaviourFindings, behaviourNeeds, critical, flowTold, folded, high, isEarly, medium, probable, type Volume, withoutLater } from './behaviour.js';
import { codeGapMatters } from './capability.js';

/** Encoded code that runs unasked has hardly an honest reason; unpacking a tool of one's own at install has. */
function volumeOf({ flow: { source, sink, trigger }, sourceStood, sinkStood }: NewFlow): Volume | undefined {
  if (source !== 'decoded' && source !== 'package-data') return undefined;
  if (trigger === 'unreachable') return audit;
  if (source === 'package-data') {
    // Template engines and loaders compile files of their own. Those that always did so do it in the statements that stood.
    if (!isEarly(trigger) || (sink === 'eval' && sourceStood && sinkStood)) return folded;
    return trigger === 'install' ? probable : medium;
  }
  if (isEarly(trigger)) return sink === 'eval' || trigger === 'install' ? critical : high;
  return sink === 'eval' ? medium : folded;
}

export const hiddenCode = defineCheck({
  id: 'hidden-code',
  group: 'package',
  title: 'A changed package newly runs code that it hides',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: behaviourNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly runs {data} ({api}), in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Code that is decoded, decrypted or unpacked before it runs cannot be read beforehand; there is hardly an honest reason to hide it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly runs {data} ({api}), in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Code that is decoded, decrypted or unpacked before it runs cannot be read beforehand; there is hardly an honest reason to hide it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'when-called': {
      what: '{package} {version} newly runs {data} ({api}) when it is called, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does not. Code that is decoded, decrypted or unpacked before it runs cannot be read beforehand; there is hardly an honest reason to hide it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-install': {
      what: 'While it is installed, {package} {version} runs {data} ({api}) in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. Code that is decoded, decrypted or unpacked before it runs cannot be read beforehand; there is hardly an honest reason to hide it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'again-at-load': {
      what: 'When it is loaded, {package} {version} runs {data} ({api}) in another place than before, in {file} line {line}. New lines: {lines}.',
      why: 'The version it is compared with ({before}) does so too, but not by these statements, and where they lead is not written out. Code that is decoded, decrypted or unpacked before it runs cannot be read beforehand; there is hardly an honest reason to hide it.',
      todo: 'Read the named place in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
  },
  run: (input, facts) => behaviourFindings(input, facts, (delta, change) => withoutLater(delta.flows).flatMap((one) => {
    const volume = volumeOf(one);
    return volume === undefined ? [] : [flowTold(one, volume, change)];
  })),
});
