import { defineCheck } from '../check.js';
import { capabilityFindings, capabilityNeeds, codeGapMatters, loudness } from './capability.js';

const loud = loudness();

export const dynamicCode = defineCheck({
  id: 'dynamic-code',
  group: 'package',
  title: 'A changed package newly turns text into code',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: capabilityNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly builds code from text and runs it ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not, and an install step runs before any of your code, with the rights of whoever installs. Code that is made at run time cannot be read beforehand; attackers use it to unpack what they hid.',
      todo: 'Read {file} in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly builds code from text and runs it ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Code that is made at run time cannot be read beforehand; attackers use it to unpack what they hid.',
      todo: 'Read {file} in the published package and see whether the release notes explain it.',
    },
    'reachable-later': {
      what: '{package} {version} holds code that newly builds code from text and runs it ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing runs it at install or when the package is loaded. Code that is made at run time cannot be read beforehand; attackers use it to unpack what they hid.',
      todo: 'Nothing, unless another package begins to call it.',
    },
  },
  run: (input, facts) => capabilityFindings('dynamic-code', loud, input, facts),
});
