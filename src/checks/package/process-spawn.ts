import { defineCheck } from '../check.js';
import { capabilityFindings, capabilityNeeds, codeGapMatters, loudness } from './capability.js';

const loud = loudness({ severity: 'medium', level: 'default', confidence: 'medium' });

export const processSpawn = defineCheck({
  id: 'process-spawn',
  group: 'package',
  title: 'A changed package newly starts other programs',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: capabilityNeeds,
  gapMatters: codeGapMatters,
  messages: {
    'at-install': {
      what: 'While it is installed, {package} {version} newly starts another program ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not, and an install step runs before any of your code, with the rights of whoever installs. A program that a package starts has the rights of whoever runs your code, and leaves what JavaScript can see.',
      todo: 'Read {file} in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'at-load': {
      what: 'When it is loaded, {package} {version} newly starts another program ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. A program that a package starts has the rights of whoever runs your code, and leaves what JavaScript can see.',
      todo: 'Read {file} in the published package and see whether the release notes explain it.',
    },
    'reachable-later': {
      what: '{package} {version} holds code that newly starts another program ({api}), in {file} line {line}.',
      why: 'The version it is compared with ({before}) does not. Nothing runs it at install or when the package is loaded. A program that a package starts has the rights of whoever runs your code, and leaves what JavaScript can see.',
      todo: 'Nothing, unless another package begins to call it.',
    },
  },
  run: (input, facts) => capabilityFindings('process-spawn', loud, input, facts),
});
