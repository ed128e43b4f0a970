import { defineCheck, type Draft } from '../check.js';
import { aboutFile } from '../draft.js';

export const policyInvalid = defineCheck({
  id: 'policy-invalid',
  group: 'repository',
  title: 'The policy file cannot be used as it stands',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    invalid: {
      what: '{path} is not valid in line {line}: {code} at {key}. {detail}',
      why: 'Once merged, this policy could not be used: the last good one would stay in force, and without one every review would say that it could not check.',
      todo: 'Mend the line. `mergewarden policy check {path}` shows the same without a pull request.',
    },
  },
  run: (input) => {
    const reading = input.policyReading;
    const drafts: Draft[] = (reading.head?.problems ?? []).map((problem) =>
      aboutFile({ in: 'repository', path: problem.path, side: 'head', line: problem.line, endLine: problem.line }, {
        message: 'invalid', severity: 'high', confidence: 'high', level: 'default', change: 'added',
        data: { path: problem.path, line: problem.line, code: problem.code, key: problem.key, detail: problem.detail },
        evidence: [{ kind: 'policy', text: problem.key }], identity: [problem.path, problem.code, problem.key],
      }));
    const gaps = reading.usable || reading.mends === true ? [] : [{
      subject: reading.path, identity: [reading.path],
      coverage: { kind: 'failed' as const, code: 'POLICY_INVALID' as const, data: { problems: reading.baseProblems.map((problem) => `${problem.path}:${problem.line} ${problem.code} ${problem.key}`) } },
    }];
    return { drafts, gaps };
  },
});
