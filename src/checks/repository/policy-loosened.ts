import { defineCheck, type Draft } from '../check.js';
import { aboutFile } from '../draft.js';

export const policyLoosened = defineCheck({
  id: 'policy-loosened',
  group: 'repository',
  title: 'The pull request asks for less than the policy in force, or waives something',
  default: { mode: 'block', threshold: 'critical', failMode: 'closed' },
  needs: [],
  messages: {
    loosened: {
      what: 'This pull request loosens the policy: `{key}` from {old} to {new}.',
      why: 'It takes effect for every later pull request once it is merged. This one is still judged by the policy before it.',
      todo: 'Let somebody who answers for the policy approve it.',
    },
    waived: {
      what: 'This pull request waives {finding} {package} until {until}: {reason}',
      why: 'A waiver in the policy file takes effect once it is merged, in the name of {by}.',
      todo: 'Let somebody other than the author approve it.',
    },
  },
  run: (input) => {
    const head = input.policyReading.head;
    const path = input.policyReading.path;
    const at = (line: number) => ({ in: 'repository', path, side: 'head', line, endLine: line }) as const;
    const drafts: Draft[] = [
      ...(head?.loosenings ?? []).map((one) => aboutFile(at(one.line), {
        message: 'loosened', severity: 'high', confidence: 'high', level: 'default', change: 'worsened',
        data: { key: one.key, old: one.before, new: one.after }, evidence: [{ kind: 'policy', text: `${one.key}: ${one.after}` }], identity: ['loosened', one.key, one.before, one.after],
      })),
      ...(head?.addedWaivers ?? []).map((one) => aboutFile(at(one.line), {
        message: 'waived', severity: 'medium', confidence: 'high', level: 'default', change: 'added',
        data: { finding: one.fingerprint, package: one.package ?? '', until: one.until, reason: one.reason, by: one.by }, evidence: [{ kind: 'policy', text: one.reason }], identity: ['waived', one.fingerprint, one.until],
      })),
    ];
    return { drafts, gaps: [] };
  },
});
