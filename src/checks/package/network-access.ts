import { defineCheck } from '../check.js';
import { capabilityFindings, capabilityNeeds, codeGapMatters, loudness } from './capability.js';

const loud = loudness();

export const networkAccess = defineCheck({
  id: 'network-access',
  group: 'package',
  title: 'A changed package newly speaks to the network',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: capabilityNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly speaks to the network ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not, and an install step runs before any of your code, with the rights of whoever installs. A package that begins to send or fetch can carry out what it reads, or bring in what nobody reviewed.',
      todo: 'Read {file} in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly speaks to the network ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. A package that begins to send or fetch can carry out what it reads, or bring in what nobody reviewed.',
      todo: 'Read {file} in the published package and see whether the release notes explain it.',
    },
    'reachable-later': {
      what: '{package} {version} holds code that newly speaks to the network ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing runs it at install or when the package is loaded. A package that begins to send or fetch can carry out what it reads, or bring in what nobody reviewed.',
      todo: 'Nothing, unless another package begins to call it.',
    },
  },
  run: (input, facts) => capabilityFindings('network-access', loud, input, facts),
});
