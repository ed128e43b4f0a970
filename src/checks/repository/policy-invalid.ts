import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';

/** Names that a person gives a policy of ours, in other spellings than the one that is read: `mergewarden.yaml`, `.mergewardenrc`, `Mergewarden.policy.json`. */
const policyName = /^\.?merge[-_]?warden(?:rc|(?:[.-](?:config|policy))?\.(?:ya?ml|json[c5]?|toml))$/i;

/** Added or changed files that look like a policy and are not read: whoever wrote one believes that it holds. */
function lookalikes({ files, policyReading }: ReviewInput): readonly ReviewInput['files'][number][] {
  return files.filter((file) => (file.change === 'added' || file.change === 'changed') && file.path !== policyReading.path && policyName.test(file.path.slice(file.path.lastIndexOf('/') + 1)));
}

export const policyInvalid = defineCheck({
  id: 'policy-invalid',
  group: 'repository',
  title: 'The policy file cannot be used as it stands',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    unread: {
      what: '{path} looks like a policy of mergewarden, and is not read: the only one is {read}.',
      why: 'Nothing in this file is in force, while whoever wrote it counts on it.',
      todo: 'Move it to {read} at the root of the repository, or delete it.',
    },
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
        evidence: [{ kind: 'policy', text: problem.key }], identity: [problem.path, problem.code, problem.key, reading.head?.oid ?? ''],
      }));
    for (const { path, oid } of lookalikes(input)) {
      drafts.push(aboutFile({ in: 'repository', path, side: 'head', line: 1, endLine: 1 }, {
        message: 'unread', severity: 'medium', confidence: 'high', level: 'default', change: 'added', data: { path, read: reading.path }, identity: ['unread', path, oid.after ?? ''],
      }));
    }
    const gaps = reading.usable || reading.mends === true ? [] : [{
      subject: reading.path, identity: [reading.path],
      coverage: { kind: 'failed' as const, code: 'POLICY_INVALID' as const, data: { problems: reading.baseProblems.map((problem) => `${problem.path}:${problem.line} ${problem.code} ${problem.key}`) } },
    }];
    return { drafts, gaps };
  },
});
